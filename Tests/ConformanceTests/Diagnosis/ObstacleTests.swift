import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("What kept something from being measured")
struct ObstacleTests {
  @Test("a diagnosis asks the obstacle, not the words")
  func typed() throws {
    let codes: [(Obstacle, String)] = [
      (.clusterChanged, "cluster-changed"), (.podNotRunning, "probe-pod-not-running"),
      (.kubeletUnreachable, "kubelet-unreachable"), (.agentSilent, "agent-silent"),
      (.controllersStopped, "controllers-stopped"),
    ]
    for (obstacle, code) in codes {
      var rehearsal = try Rehearsal("C")
      rehearsal.fail(.externalPing, "in whatever words", Nodes.worker, by: obstacle)
      #expect(rehearsal.record(.externalPing, Nodes.worker)?.diagnosis?.code == code)
    }
    var rehearsal = try Rehearsal("C")
    rehearsal.fail(.externalPing, "a probe pod is not running, somebody wrote", Nodes.worker)
    #expect(rehearsal.record(.externalPing, Nodes.worker)?.diagnosis?.code == "not-measured")
  }

  @Test("older records tell it in words, which their reader knows")
  func older() throws {
    func read(_ reason: String) throws -> Obstacle? {
      let text =
        #"{"result": {"kind": "not-measured", "reason": "\#(reason)"}, "evidence": [], "seconds": 0, "latencies": []}"#
      return try JSONDecoder().decode(Observation.self, from: Data(text.utf8)).obstacle
    }
    #expect(try read("the cluster changed during the run: node n was removed during the run") == .clusterChanged)
    #expect(try read("1 of 2 probes were answered for: a probe pod is not running: x") == .podNotRunning)
    #expect(try read("the probes could not be run in x: error dialing backend: EOF") == .kubeletUnreachable)
    #expect(try read("pod server-1-0 has no IPv6 address") == .noAddress)
    #expect(try read("connection refused") == nil)
  }

  @Test("an obstacle is in the record")
  func coded() throws {
    let observation = Observation(AgentShell.Failure(.podNotRunning, "x"))
    let data = try JSONEncoder().encode(observation)
    #expect(String(decoding: data, as: UTF8.self).contains(#""obstacle":"pod-not-running""#))
    #expect(try JSONDecoder().decode(Observation.self, from: data) == observation)
  }

  @Test("an answer of the API server that a kubelet is out of reach is one, any other is none")
  func errors() {
    let context = RequestContext(context: "test", server: "https://api", operation: "exec in x")
    func status(_ message: String) -> Status { Status(message: message) }
    let unreachable = KubernetesError.status(context, status("error dialing backend: dial tcp: i/o timeout"))
    #expect(Obstacle(unreachable) == .kubeletUnreachable)
    #expect(AgentShell.Failure(unreachable).obstacle == .kubeletUnreachable)
    #expect(Obstacle(KubernetesError.status(context, status("no such container"))) == nil)
    let account = KubernetesError.forbidden(
      context,
      status(
        "pods \"client\" is forbidden: error looking up service account netproof/default: serviceaccount \"default\" not found"
      ))
    #expect(Obstacle(account) == .controllersStopped)
    #expect(account.remedy.contains("kube-controller-manager") && !account.remedy.contains("grant"))
    let denied = KubernetesError.forbidden(context, status("User x cannot create resource pods"))
    #expect(Obstacle(denied) == nil && denied.remedy.contains("grant the permission"))
    #expect(Obstacle(CancellationError()) == nil)
  }
}
