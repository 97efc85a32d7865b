/// Tells an outside endpoint that is down for everybody from a cluster that cannot reach it.
///
/// A cluster must not be blamed for somebody else's server. When one outside endpoint fails from every node that should
/// reach it, while another outside endpoint answers each of those nodes over the same way out, the endpoint is at fault
/// and its cases are inconclusive.
enum EndpointOutage {
  /// How an outage is told in an explanation.
  static let phrase = "down for everybody"

  private static let outside: [Aspect] = [.externalPing, .upstreamDNS, .externalHTTPS]

  /// The cases with outages taken into account.
  static func refine(_ cases: [CaseRecord]) -> [CaseRecord] {
    var down = outside.filter { isDownForEverybody($0, cases) }
    if down.contains(.upstreamDNS) { down.append(.externalName) }
    return cases.map { record in
      guard down.contains(record.aspect), record.verdict == .deviates, failed(record) else { return record }
      var refined = record
      refined.verdict = .inconclusive
      refined.explanation = "the endpoint outside is \(phrase): \(explain(record.aspect, cases))"
      return refined
    }
  }

  private static func isDownForEverybody(_ aspect: Aspect, _ cases: [CaseRecord]) -> Bool {
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
