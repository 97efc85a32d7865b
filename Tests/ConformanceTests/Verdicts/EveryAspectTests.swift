import Testing

@testable import Conformance

/// On the recorded cluster with both devices: every aspect can be green, can be red, and is neither without a
/// measurement.
@Suite("Every aspect's verdict")
struct EveryAspectTests {
  /// Something wrong for each aspect.
  private static func wrong(_ aspect: Aspect) -> Outcome {
    switch aspect {
    case .sameNodePod, .crossNodePod: .partly("ping works, TCP fails (timed out)")
    case .crossNodeService: .partly("answered by “other”, not by the pod behind it")
    case .externalPing, .upstreamDNS, .ownNodeIP, .otherNodeIP, .apiService: .unreachable
    case .clusterName, .externalName: .partly(Rules.answering(["instance-master"]))
    case .externalHTTPS: .answersWithAddress("10.0.0.239")
    case .pathMTU: .largestPayload(1201)
    case .clusterDNSReady, .clusterDNSRestart: .unhealthy("coredns is not Ready")
    case .defaultRoute: .value("tailscale0")
    case .nodeIP: .value("10.0.0.239")
    case .selectedDevices, .configurationApplied: .value("enp0s6")
    case .masquerade: .value("BPF [enp0s6]")
    case .natExternal: .translated(to: "100.64.0.1")
    case .natNodeAddress: .notTranslated
    case .otherUplinks: .reachable
    default: .unreachable
    }
  }

  /// The cluster that works, with hosts asking where the aspect is about that.
  private static func rehearsal(_ aspect: Aspect) throws -> Rehearsal {
    var rehearsal = try Rehearsal("C")
    rehearsal.asksHosts = aspect.isAskedFromHosts
    return rehearsal
  }

  @Test("conforms when it is seen as predicted", arguments: Aspect.asked(of: [.ipv4], fromHosts: true))
  func conforms(aspect: Aspect) throws {
    let rehearsal = try Self.rehearsal(aspect)
    for subject in Subject.all(aspect.scope, nodes: rehearsal.nodes) {
      let record = try #require(rehearsal.record(aspect, subject))
      #expect(record.verdict == .conforms && record.diagnosis == nil)
    }
  }

  @Test(
    "deviates when it is seen otherwise, with a diagnosis, and nothing else does",
    arguments: Aspect.asked(of: [.ipv4], fromHosts: true))
  func deviates(aspect: Aspect) throws {
    for subject in Subject.all(aspect.scope, nodes: try Rehearsal("C").nodes) {
      var rehearsal = try Self.rehearsal(aspect)
      rehearsal.see(aspect, Self.wrong(aspect), subject)
      for record in rehearsal.cases() {
        let isTouched = record.aspect == aspect && record.subject == subject
        #expect(record.verdict == (isTouched ? .deviates : .conforms), "\(record.aspect) \(record.subject)")
        #expect((record.diagnosis != nil) == isTouched)
      }
    }
  }

  @Test(
    "is inconclusive when it could not be measured, and when nothing was",
    arguments: Aspect.asked(of: [.ipv4], fromHosts: true))
  func inconclusive(aspect: Aspect) throws {
    for subject in Subject.all(aspect.scope, nodes: try Rehearsal("C").nodes) {
      var rehearsal = try Self.rehearsal(aspect)
      rehearsal.fail(aspect, "exec failed", subject)
      var record = try #require(rehearsal.record(aspect, subject))
      #expect(record.verdict == .inconclusive && record.explanation == "exec failed")
      #expect(record.diagnosis?.code == "not-measured")
      rehearsal.skip(aspect, subject)
      record = try #require(rehearsal.record(aspect, subject))
      #expect(record.verdict == .inconclusive && record.diagnosis?.code == "not-measured")
    }
  }

  @Test(
    "is inconclusive when the node's facts could not be read", arguments: Aspect.asked(of: [.ipv4], fromHosts: true))
  func unknownFacts(aspect: Aspect) throws {
    var facts = try RecordedCluster.facts("C")
    facts.nodes[1].problem = "exec: no route to host"
    var rehearsal = Rehearsal(facts)
    rehearsal.asksHosts = aspect.isAskedFromHosts
    for record in rehearsal.cases() where record.aspect == aspect {
      // Paths towards the node need only what the API knows of it, and which address it has is the API's word; what a
      // path carries, its agent knows.
      let touched =
        (record.subject.source == "instance-worker" && aspect != .nodeIP)
        || ((aspect == .pathMTU || aspect.area == .nodePorts) && record.subject.target == "instance-worker")
      #expect((record.verdict == .inconclusive) == touched, "\(record.subject): \(record.verdict)")
      if touched { #expect(record.explanation.contains("no route to host")) }
    }
  }
}
