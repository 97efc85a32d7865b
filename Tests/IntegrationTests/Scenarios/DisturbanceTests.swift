import Conformance
import Foundation
import Kubernetes
import Lab
import Testing

/// What happens to a cluster while it is verified, and is not its network's fault.
extension LabTests {
  @Test(
    "an agent that is replaced during a run costs no case: what it was to be asked, its successor is",
    arguments: ["read counters", "probe", "read counters again"])
  func replacedAgent(phase: String) async throws {
    let client = try await SharedLab.shared.client()
    let (run, removed) = try await Self.verify(removing: "k8s-app=cilium", in: "kube-system", at: phase)
    let agent = try #require(removed, "the phase \(phase) was never reached")
    let cases = run.scenarios.flatMap(\.cases)
    let other = cases.filter { $0.verdict != .conforms }.map {
      "\($0.aspect) \($0.subject): \(String(describing: $0.diagnosis))"
    }
    #expect(!cases.isEmpty && other.isEmpty, "\(other)")
    let pods = try await client.list(Pod.self, .pods(namespace: "kube-system"), labelSelector: "k8s-app=cilium").items
    #expect(pods.count == 2 && !pods.contains { $0.metadata.name == agent })
    // Without it the test could pass although the agent went after everything had been asked. On a busy machine the
    // successor may be there before the first reading of the counters.
    let health = try #require(run.scenarios.first?.health)
    let restarts = try #require(health.checks.first { $0.measure == .agentRestarts })
    #expect(
      phase != "probe" || restarts.exceeded.map(\.subject) == [.node("instance-worker")], "\(health)")
  }

  @Test("a server pod that is deleted while it is probed makes its cases inconclusive, not broken paths")
  func lostServer() async throws {
    let (run, removed) = try await Self.verify(
      removing: "app.kubernetes.io/managed-by=netproof", named: "server-", in: "netproof", at: "read counters")
    _ = try #require(removed)
    let cases = run.scenarios.flatMap(\.cases)
    let deviating = cases.filter { $0.verdict == .deviates }.map { "\($0.aspect) \($0.subject): \($0.explanation)" }
    #expect(deviating.isEmpty, "\(deviating)")
    let lost = cases.filter { $0.diagnosis?.code == "cluster-changed" }
    #expect(
      lost.contains {
        $0.aspect == .crossNodePod && $0.subject.target == "instance-worker" && $0.verdict == .inconclusive
      })
    #expect(lost.allSatisfy { $0.explanation.contains(removed ?? "?") })
  }

  /// Verifies the lab while a pod of the worker is deleted when a phase begins; tells its name, too.
  private static func verify(
    removing selector: String, named prefix: String = "", in namespace: String, at phase: String
  ) async throws -> (run: RunRecord, removed: String?) {
    let client = try await SharedLab.shared.client()
    let (phases, reached) = AsyncStream<Void>.makeStream()
    async let removed: String? = {
      for await _ in phases {
        let pods = try await client.list(
          Pod.self, .pods(namespace: namespace), labelSelector: selector,
          fieldSelector: "spec.nodeName=instance-worker")
        let name = pods.items.compactMap(\.metadata.name).first { $0.hasPrefix(prefix) }
        guard let name else { return nil }
        try await client.delete(.pod(namespace: namespace, name: name), gracePeriodSeconds: 0)
        return name
      }
      return nil
    }()
    let run = try await LabRun.verify([.both]) { progress in
      if case .phaseStarted(_, let begun) = progress, begun.text == phase { reached.yield() }
    }
    reached.finish()
    return (run, try await removed)
  }
}
