import Cilium

/// A cause that was tried on a scenario's cases, and what became of it.
public struct CauseTrial: Sendable, Hashable {
  /// Why it is named, or is not.
  public enum End: Sendable, Hashable {
    /// It is named, for so many cases.
    case named(cases: Int)
    /// This case cannot be as it was seen, if it were so; what was seen, in words.
    case refuted(by: CaseKey, seen: String)
    /// What the nodes' own hosts reach speaks against it.
    case refutedByHosts
    /// What was counted during the probes says otherwise.
    case refutedByCounter
    /// What was read of the nodes says that it is not so.
    case refutedByFacts
    /// It agrees with everything, and what is named explains as much with more certainty, or more.
    case outdone
  }

  /// What was supposed, in a few words.
  public var supposed: String
  /// The finding that it would be.
  public var code: String
  /// What became of it.
  public var end: End
}

extension CauseTrial {
  /// One line for people.
  public var text: String {
    let what = "\(code): \(supposed)"
    return switch end {
    case .named(let cases): "named    \(what): explains \(cases) \(cases == 1 ? "case" : "cases")"
    case .refuted(let key, let seen):
      "refuted  \(what): then \(key.aspect.rawValue) [\(key.subject)] would not be “\(seen)”"
    case .refutedByHosts: "refuted  \(what): the nodes' own hosts get answers there"
    case .refutedByCounter: "refuted  \(what): what was counted during the probes says otherwise"
    case .refutedByFacts: "refuted  \(what): what was read of the nodes says otherwise"
    case .outdone:
      "outdone  \(what): nothing speaks against it, and what is named explains more, or with more certainty"
    }
  }
}

extension DiagnosisRun {
  /// The trials for people; of causes that differ in their place only, the refuted ones are told once each.
  func told(_ family: IPFamily) -> [CauseTrial] {
    guard let cells else { return [] }
    return trials.map { trial in
      let end: CauseTrial.End =
        switch trial.end {
        case .named(let places): .named(cases: places.count)
        case .refuted(let place): refuted(cells.judged.cases[place], family)
        case .refutedByHosts: .refutedByHosts
        case .refutedByCounter: .refutedByCounter
        case .refutedByFacts: .refutedByFacts
        case .outdone: .outdone
        }
      return CauseTrial(supposed: trial.fault.summary, code: trial.fault.code.rawValue, end: end)
    }
  }

  private func refuted(_ record: CaseRecord, _ family: IPFamily) -> CauseTrial.End {
    .refuted(
      by: CaseKey(record.aspect.of(family), record.subject),
      seen: record.observation?.outcome?.description ?? record.verdict.rawValue)
  }
}

extension SupposedFault {
  /// The finding that it is reported as.
  var code: FindingCode {
    switch kind {
    case .routeTakes: .routeInTheWay
    case .forwardingOff: .forwardingOff
    case .forwardDropped: .forwardDropped
    case .sourceFilter: .reversePathFilter
    case .sourceUnrouted: .masqueradeAddressUnrouted
    case .siteSilent: .filteredAtSite
    case .peerMissing, .peersUnread: .peerAllowedIPsShort
    case .peerGone: .wireGuardPeerMissing
    case .uplinkTooSmall: .uplinkMTUTooSmall
    case .mtuStale: .routeMTUStale
    case .translationMissing: .snatMissing
    case .tunnelBlocked: .vxlanBlocked
    case .networkDown: .tailnetDown
    case .smallPath: .pathMTUSmaller
    case .silentOutside: .filteredAtNode
    case .serverSilent: .endpointDown
    case .cutFromHost: .podsCutFromHost
    case .hostClosed: .hostFirewall
    case .proxiedLost: .proxiedLost
    case .dnsUpstreamLost: .dnsUpstreamLost
    case .noWayOut: .noWayOut
    case .dnsQuestionsLost: .dnsPath
    }
  }

  /// What is supposed, in a few words.
  var summary: String {
    switch self {
    case .routeTakes(let taken): "\(taken.node) has “\(taken.entry)” for \(taken.address)"
    case .forwardingOff(let node, _): "the kernel of \(node) does not forward"
    case .forwardDropped(let node, _): "netfilter on \(node) drops what it would forward"
    case .sourceFilter(let filter): "\(filter.parameter) is 1 on \(filter.node)"
    case .sourceUnrouted(let source):
      "no answer comes back to \(source.address), behind which \(source.node) hides pods"
    case .siteSilent(let site, let traffic):
      "\(traffic?.title ?? "everything") from the nodes behind \(site.gateway) gets no answer"
    case .peerMissing(let node, let peer): "no peer on \(node) takes the address of \(peer)"
    case .peerGone(let node, let peer): "none of the peers on \(node) is \(peer)"
    case .uplinkTooSmall(let node): "the uplink of \(node) is too small for its overlay"
    case .mtuStale(let node, let has, let wanted): "pods on \(node) have MTU \(has), not \(wanted)"
    case .translationMissing(let node, let device): "what leaves \(node) by \(device) keeps its address"
    case .tunnelBlocked(let place): "the tunnel's packets are dropped \(place.text)"
    case .networkDown(let place): "hosts do not reach each other \(place.text)"
    case .peersUnread(let place): "WireGuard peers may not use the other's address \(place.text)"
    case .smallPath(let place): "the path carries less than announced \(place.text)"
    case .silentOutside(let node, let traffic): "\(traffic.title) from \(node) gets no answer"
    case .cutFromHost(let node): "the host of \(node) and its pods do not reach each other"
    case .hostClosed(let node): "the host of \(node) takes nothing from other nodes at its own address"
    case .proxiedLost(let node, let what):
      "the kernel of \(node) drops what Cilium hands to its proxy" + (what == .questions ? ", DNS questions too" : "")
    case .dnsUpstreamLost(let node): "DNS pods on \(node) get no answer from outside"
    case .serverSilent(let traffic): "the server outside that \(traffic.title) asks is silent"
    case .noWayOut(let node): "nothing from \(node) gets an answer from outside"
    case .dnsQuestionsLost(let node): "DNS questions of pods on \(node) get no answer"
    }
  }
}

extension FaultPlace {
  /// Where it is, in words.
  fileprivate var text: String {
    switch self {
    case .everywhere: "between all nodes"
    case .around(let node): "between \(node) and all others"
    case .between(let one, let other): "between \(one) and \(other)"
    }
  }
}

extension ScenarioRecord {
  /// The causes that are supposed for what is not green, each with what came of it: for whoever asks why this cause is
  /// named and not another. Made anew from the record's own facts and observations.
  ///
  /// - Parameter endpoints: the servers outside that were asked.
  /// - Returns: nil for a record without a ``basis``.
  public func triedCauses(endpoints: ExternalEndpoints?) -> [CauseTrial]? {
    var found: [CauseTrial] = []
    return rejudged(endpoints: endpoints, trying: { found += $0 }).map { _ in found }
  }
}
