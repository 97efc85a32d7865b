import Testing

@testable import Conformance

@Suite("Pods and their own node that do not reach each other")
struct HostPathCauseTests {
  private let unready: Sentence = "a probe pod is not running: netproof/server-0: not Ready after 60.0 seconds: Running"

  /// The codes of a node's cases, of which some were not measured, by their aspects.
  private func codes(
    own: Outcome, outside: Outcome = .reachable, podUnready: Bool = false, dnsUnready: Bool = false
  ) throws -> [Aspect: String] {
    let aspects: [Aspect] = [.sameNodePod, .ownNodeIP, .externalPing, .clusterDNSReady]
    let cases = CaseJudge.judge(
      aspects.map { ($0, Nodes.master) }, facts: try RecordedCluster.facts("C"), mayDisturb: true,
      context: DiagnosisContext()
    ) { aspect, _ in
      switch aspect {
      case .ownNodeIP: Observation(.measured(own))
      case .externalPing: Observation(.measured(outside))
      case .clusterDNSReady: Observation(.measured(dnsUnready ? .unhealthy("restarted 1 times") : .healthy))
      default:
        podUnready ? Observation(.notMeasured(unready), obstacle: .podNotRunning) : Observation(.measured(.reachable))
      }
    }
    return cases.reduce(into: [:]) { $0[$1.aspect] = $1.diagnosis?.code }
  }

  @Test("the node's address is silent, and a pod that runs there is not ready: one cause for both")
  func cut() throws {
    let found = try codes(own: .unreachable, podUnready: true, dnsUnready: true)
    for aspect in [Aspect.sameNodePod, .ownNodeIP, .clusterDNSReady] { #expect(found[aspect] == "pods-cut-from-host") }
  }

  @Test("one symptom alone has another cause")
  func alone() throws {
    #expect(try codes(own: .unreachable)[.ownNodeIP] != "pods-cut-from-host")
    #expect(try codes(own: .reachable, podUnready: true)[.sameNodePod] == "probe-pod-not-running")
    #expect(try codes(own: .reachable, dnsUnready: true)[.clusterDNSReady] == "cluster-dns-unhealthy")
  }

  @Test("pods that reach nothing are not cut from their host only")
  func nothingWorks() throws {
    let found = try codes(own: .unreachable, outside: .unreachable, podUnready: true)
    #expect(!found.values.contains("pods-cut-from-host"))
  }
}
