/// Tells an outside endpoint that is down for everybody from a cluster that cannot reach it.
///
/// A cluster must not be blamed for somebody else's server. Where a control probe from the node's own network was made
/// (``HostControls``), it decides. Otherwise the nodes are compared: when one outside endpoint fails from every node
/// that should reach it, while another outside endpoint answers each of those nodes over the same way out, the endpoint
/// is at fault. Its cases are inconclusive then.
enum EndpointOutage {
  /// How an outage is told in an explanation.
  static let phrase = "down for everybody"

  private static let outside = HostControls.aspects

  /// Takes outages into account. In place: a large cluster's cases are many, and few change.
  static func refine(_ cases: inout [CaseRecord], controls: HostControls = HostControls()) {
    var down = outside.filter { isDownForEverybody($0, cases, controls) }
    if down.contains(.upstreamDNS) { down.append(.externalName) }
    let places = cases.indices.filter { place in
      let record = cases[place]
      return (outside.contains(record.aspect) || record.aspect == .externalName) && record.verdict == .deviates
        && failed(record)
    }
    let refined = places.map { place -> CaseRecord in
      let record = cases[place]
      let control = controls.answer(record.aspect, on: record.subject.source)
      var refined = record
      refined.observation?.evidence += control?.evidence ?? []
      if let control {
        guard !control.answered, hasOwnWayOut(record.subject.source, cases) else { return refined }
        refined.verdict = .inconclusive
        refined.explanation =
          "the endpoint outside is \(phrase): it does not answer the node's own network (a control probe from the "
          + "host network of \(record.subject.source)) either"
      } else if down.contains(record.aspect) {
        refined.verdict = .inconclusive
        refined.explanation = "the endpoint outside is \(phrase): \(explain(record.aspect, cases))"
      }
      return refined
    }
    for (place, record) in zip(places, refined) { cases[place] = record }
  }

  /// A node whose default route was moved reaches nothing from its own network either, and that is the cluster's fault.
  private static func hasOwnWayOut(_ node: String, _ cases: [CaseRecord]) -> Bool {
    !cases.contains { $0.aspect == .defaultRoute && $0.subject.source == node && $0.verdict == .deviates }
  }

  private static func isDownForEverybody(
    _ aspect: Aspect, _ cases: [CaseRecord], _ controls: HostControls
  ) -> Bool {
    if controls.answers[aspect]?.values.contains(where: \.answered) == true { return false }
    let expected = cases.filter { $0.aspect == aspect && expectsSuccess($0) && $0.observation?.outcome != nil }
    guard !expected.isEmpty, expected.allSatisfy(failed) else { return false }
    return expected.allSatisfy { hasWayOut($0.subject.source, besides: aspect, cases) }
  }

  private static func hasWayOut(_ node: String, besides aspect: Aspect, _ cases: [CaseRecord]) -> Bool {
    cases.contains {
      outside.contains($0.aspect) && $0.aspect != aspect && $0.subject.source == node
        && $0.observation?.outcome?.servesUsers == true
    }
  }

  private static func expectsSuccess(_ record: CaseRecord) -> Bool {
    guard case .expected(let expectation) = record.prediction else { return false }
    return expectation.outcome.servesUsers == true
  }

  private static func failed(_ record: CaseRecord) -> Bool { record.observation?.outcome?.servesUsers == false }

  private static func explain(_ aspect: Aspect, _ cases: [CaseRecord]) -> String {
    let working = outside.filter { other in
      other != aspect && cases.contains { $0.aspect == other && $0.observation?.outcome?.servesUsers == true }
    }
    return "it answers no node, while the same nodes get answers by \(working.map(\.rawValue).joined(separator: ", "))"
  }
}
