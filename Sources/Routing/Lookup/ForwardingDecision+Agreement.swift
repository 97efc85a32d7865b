import Cilium

extension ForwardingDecision {
  /// The same decision, with more taken for granted.
  func assuming(_ more: Set<RoutingAssumption>) -> ForwardingDecision {
    guard !more.isEmpty else { return self }
    var copy = self
    copy.assumptions.formUnion(more)
    return copy
  }

  /// The decision if all agree about what becomes of the packet; otherwise that it depends.
  static func agreeing(_ decisions: [ForwardingDecision], otherwise reason: @autoclosure () -> String)
    -> ForwardingDecision
  {
    guard let first = decisions.first else { return ForwardingDecision(.notKnown(reason())) }
    if let unknown = decisions.first(where: { $0.unknownReason != nil }) { return unknown }
    guard decisions.allSatisfy({ $0.outcome == first.outcome }) else { return ForwardingDecision(.notKnown(reason())) }
    var result = first.assuming(decisions.reduce(into: []) { $0.formUnion($1.assumptions) })
    if decisions.contains(where: { $0.rule != first.rule }) { result.rule = nil }
    if decisions.contains(where: { $0.route != first.route }) { result.route = nil }
    return result
  }

  /// The same decision for a packet whose source the host itself chose before.
  func choosing(_ address: IPAddress) -> ForwardingDecision {
    func chosen(_ path: ForwardingPath) -> ForwardingPath {
      var copy = path
      if copy.source == .given(address) { copy.source = .chosen(address) }
      return copy
    }
    var copy = self
    switch outcome {
    case .leaves(let paths): copy.outcome = .leaves(paths.map(chosen))
    case .delivered(let path): copy.outcome = .delivered(chosen(path))
    case .dropped, .notKnown: break
    }
    return copy
  }
}
