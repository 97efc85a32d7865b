import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("Cilium rolled out anew while it is measured")
struct ReconfigurationTests {
  private static let began = Date(timeIntervalSince1970: 1_795_000_000)

  private func facts() throws -> ClusterFacts {
    var facts = try RecordedCluster.facts("C")
    for index in facts.nodes.indices {
      facts.nodes[index].agentStartedAt = Self.began
      facts.nodes[index].ciliumVersion = "1.19.4"
    }
    return facts
  }

  private func agent(_ startedAt: Date?) -> AgentInstance {
    AgentInstance(
      reference: PodReference(namespace: "kube-system", name: "cilium-a"), restarts: 0, isReady: true,
      startedAt: startedAt)
  }

  @Test("an agent that was started since the facts were read is a new one")
  func restarted() throws {
    let facts = try facts()
    let agents = [Nodes.m: agent(Self.began), Nodes.w: agent(Self.began + 60)]
    #expect(Reconfiguration.restarted(since: facts, agents) == [Nodes.w])
    #expect(Reconfiguration.restarted(since: facts, [Nodes.m: agent(nil)]).isEmpty, "one that does not run yet")
  }

  @Test("an agent that came back with the same configuration and release changes nothing")
  func unchanged() throws {
    let facts = try facts()
    let configuration = ["devices": "enp0s6", "enable-ipv4": "true"]
    let versions = [Nodes.w: "1.19.4"]
    #expect(
      Reconfiguration.difference(facts: facts, was: configuration, now: configuration, versions: versions) == nil)
  }

  @Test("another configuration and another release are told by name")
  func changed() throws {
    let text = try #require(
      Reconfiguration.difference(
        facts: facts(), was: ["devices": "enp0s6", "mtu": "1280"], now: ["mtu": "1280", "debug": "true"],
        versions: [Nodes.w: "1.19.5"]))
    #expect(text.hasPrefix(Obstacle.clusterChanged.phrase.text))
    for part in [
      "`devices` in cilium-config was “enp0s6” and is unset", "`debug` in cilium-config was unset and is “true”",
      "the agent of instance-worker was 1.19.4 and is 1.19.5",
    ] { #expect(text.contains(part), "\(text)") }
    #expect(!text.contains("mtu"))
  }

  @Test("then no case is judged by facts that no longer hold")
  func void() {
    let change = ClusterChange(
      reconfiguration: AgentShell.Failure(description: "rolled out anew", obstacle: .clusterChanged))
    for aspect in [Aspect.crossNodePod, .masquerade, .natExternal] {
      let seen = change.observation(aspect, Nodes.master, Observation(.measured(.reachable), seconds: 2))
      #expect(seen.result == .notMeasured("rolled out anew") && seen.seconds == 2)
      #expect(seen.obstacle == .clusterChanged)
    }
    #expect(ClusterChange().observation(.masquerade, Nodes.master, Observation(.measured(.value("a")))).outcome != nil)
  }

  @Test("where the new agent does not say what it is, only the cases of its node are open")
  func unknown() {
    let reason = ClusterChange.notKnown("the release", ScenarioError("it does not answer"))
    let change = ClusterChange(unknown: [Nodes.w: reason])
    let seen = Observation(.measured(.reachable))
    #expect(change.observation(.crossNodePod, Nodes.masterToWorker, seen).result == .notMeasured(reason))
    #expect(change.observation(.externalPing, Nodes.worker, seen).result == .notMeasured(reason))
    #expect(change.observation(.externalPing, Nodes.master, seen).outcome == .reachable)
    #expect(reason.contains("it does not answer") && !reason.contains(Obstacle.clusterChanged.phrase.text))
    #expect(change.observation(.externalPing, Nodes.worker, seen).obstacle == nil)
  }
}
