/// Looks for the smallest set of faults that explains what deviates and that no other case contradicts. Pure.
struct FaultSearch {
  /// A fault that was tried, and what became of it.
  struct Trial {
    /// Why a fault is named, or is not.
    enum End {
      /// It is named, for the cases at these places.
      case named(Set<Int>)
      /// The case at this place cannot be as it is, if the fault is there.
      case refuted(by: Int)
      /// The hosts' own reach, or the control from the host, speaks against it.
      case refutedByHosts
      /// What was counted during the probes says otherwise.
      case refutedByCounter
      /// What was read of the nodes says that it is not there.
      case refutedByFacts
      /// What it would explain is explained by others, which explain more.
      case outdone
    }

    let fault: SupposedFault
    let end: End
  }

  /// A fault that is named.
  struct Named {
    let fault: SupposedFault
    /// The places of the cases that it explains.
    let places: Set<Int>
    /// The places of those that cannot be otherwise while it is there.
    let certain: Set<Int>
    /// Whether one of its cases at least cannot be otherwise.
    var isSure: Bool { !certain.isDisjoint(with: places) }
    /// Others that explain the same cases, and that nothing tells from it.
    fileprivate(set) var alternatives: [SupposedFault]
    /// The places of all cases that it explains, of which ``places`` may be a part.
    let witnesses: Set<Int>

    /// The same for a part of its cases.
    fileprivate func with(_ places: Set<Int>) -> Named {
      Named(fault: fault, places: places, certain: certain, alternatives: alternatives, witnesses: witnesses)
    }
  }

  /// A fault that is chosen, before it is compared with others.
  private struct Pick {
    let forecast: FaultForecast
    var places: Set<Int>
  }

  /// More faults than these are not told from each other: the aim is a diagnosis, not a proof.
  private static let most = 4_000

  let cells: FaultForecast.Cells
  /// Makes the forecast of a fault, or has it.
  let forecast: (SupposedFault) -> FaultForecast

  /// Tries faults on the cases at `open`.
  ///
  /// - Parameter rivals: Faults that are tried where a candidate is sure of nothing: one that is, of the same cases, is
  ///   named beside it.
  func run(
    _ candidates: [SupposedFault], on open: Set<Int>, rivals: [SupposedFault] = []
  ) -> (named: [Named], trials: [Trial]) {
    var fitting: [FaultForecast] = []
    var trials: [Trial] = []
    for fault in candidates.prefix(Self.most) {
      let forecast = forecast(fault)
      guard !forecast.explained.union(forecast.unmeasured).isDisjoint(with: open) else { continue }
      if let place = forecast.contradiction {
        trials.append(Trial(fault: fault, end: .refuted(by: place)))
      } else if forecast.agreesWithHosts == false {
        trials.append(Trial(fault: fault, end: .refutedByHosts))
      } else if forecast.isRefutedByCounter {
        trials.append(Trial(fault: fault, end: .refutedByCounter))
      } else if forecast.isRefutedByFacts {
        trials.append(Trial(fault: fault, end: .refutedByFacts))
      } else {
        fitting.append(forecast)
      }
    }
    let picks = Self.needed(Self.cover(open, by: fitting))
    // A cause of which the facts show only that it may act is compared with those that they do not show at all.
    let isOpen = picks.contains { !$0.forecast.fault.isShown || !$0.places.isSubset(of: $0.forecast.certain) }
    let rivals = isOpen ? fit(rivals) : []
    let named = withAlternatives(picks, among: fitting + rivals, open)
      .flatMap(split).flatMap { Self.settle($0, rivals, open) }
    trials += named.map { Trial(fault: $0.fault, end: .named($0.places)) }
    let chosen = Set(named.map(\.fault) + named.flatMap(\.alternatives))
    trials += fitting.filter { !chosen.contains($0.fault) }.map { Trial(fault: $0.fault, end: .outdone) }
    return (named, trials)
  }

  /// What the fewest kinds of faults explain decides first: a fault that something needs takes all that it explains. Of
  /// several it is the one that explains most of what has no more explanations than that, of equals the narrower.
  private static func cover(_ open: Set<Int>, by fitting: [FaultForecast]) -> [Pick] {
    var explaining: [Int: [Int]] = [:]
    var sure: [Int: Set<SupposedFault.Kind>] = [:]
    for (index, forecast) in fitting.enumerated() {
      for place in explained(forecast, open) { explaining[place, default: []].append(index) }
      for place in forecast.certain { sure[place, default: []].insert(forecast.fault.decidingKind) }
    }
    let order = explaining.map { place, indices in
      (kinds: Set(indices.map { fitting[$0].fault.decidingKind }).count, place: place)
    }.sorted { ($0.kinds, $0.place) < ($1.kinds, $1.place) }
    var left = open
    var named: [Pick] = []
    for (kinds, place) in order where left.contains(place) {
      let needy = Set(order.lazy.filter { $0.kinds == kinds }.map(\.place)).intersection(left)
      // What may be so gives way to what must be so.
      let all = explaining[place] ?? []
      let certain = all.filter { fitting[$0].certain.contains(place) }
      let ranked = (certain.isEmpty ? all : certain).map {
        (forecast: fitting[$0], rank: rank(fitting[$0], needy, left))
      }
      guard let best = ranked.max(by: { $0.rank < $1.rank }) else { continue }
      let places = explained(best.forecast, left).filter { place in
        best.forecast.certain.contains(place)
          || sure[place, default: []].subtracting([best.forecast.fault.decidingKind]).isEmpty
      }
      named.append(Pick(forecast: best.forecast, places: places))
      left.subtract(places)
    }
    return named
  }

  /// What a strict filter explains, each sort of way apart: only what takes the kernel's stack meets it, which Cilium's
  /// programs pass by in most modes.
  private func split(_ named: Named) -> [Named] {
    guard named.fault.kind == .sourceFilter else { return [named] }
    let parts = Dictionary(grouping: named.places) { place -> Int in
      guard cells.judged.cases[place].observation?.outcome != nil, let trace = cells.traces[place] else { return 0 }
      let hit = trace.steps.union(trace.possible).filter { named.fault.effect(on: $0) > .none }
      if hit.contains(where: { if case .tunnel = $0 { true } else { false } }) { return 1 }
      return hit.contains { if case .ownHost = $0 { true } else { false } } ? 0 : 2
    }
    return parts.sorted { $0.key < $1.key }.map { _, places in
      named.with(Set(places))
    }
  }

  /// The picks without those whose cases the others explain.
  private static func needed(_ picks: [Pick]) -> [Pick] {
    var picks = picks
    // The last ones explain least.
    for index in picks.indices.reversed() where !picks[index].forecast.fault.isShown {
      let others = picks.indices.filter { $0 != index }
      let explained = others.reduce(into: Set<Int>()) { $0.formUnion(picks[$1].forecast.everything) }
      guard picks[index].places.isSubset(of: explained) else { continue }
      for other in others {
        picks[other].places.formUnion(picks[index].places.intersection(picks[other].forecast.everything))
      }
      picks.remove(at: index)
    }
    return picks
  }

  /// Those that agree with everything.
  private func fit(_ faults: [SupposedFault]) -> [FaultForecast] {
    var known: Set<SupposedFault> = []
    return faults.prefix(Self.most).filter { !$0.isShown && known.insert($0).inserted }
      .map(forecast).filter(\.isFitting)
  }

  /// The picks with the faults that could stand in their places: each explains, no less surely, what the other picks
  /// leave.
  private func withAlternatives(_ picks: [Pick], among fitting: [FaultForecast], _ open: Set<Int>) -> [Named] {
    let translations = Set(
      cells.judged.cases.indices.filter {
        [.natExternal, .natNodeAddress].contains(cells.judged.cases[$0].aspect.kind)
      })
    return picks.indices.flatMap { index -> [Named] in
      let pick = picks[index]
      let others = picks.indices.filter { $0 != index }.reduce(into: Set<Int>()) {
        $0.formUnion(picks[$1].forecast.everything)
      }
      let own = pick.places.subtracting(others)
      let core = own.isEmpty ? pick.places : own
      var kinds: Set<SupposedFault.Kind> = []
      let alternatives = fitting.filter { other in
        other.fault.kind != pick.forecast.fault.kind && other.isAsGood(as: pick.forecast, for: core, translations)
          && Self.explained(other, open).isSuperset(of: core)
      }.sorted { $0.fault.width < $1.fault.width }.map(\.fault).filter { kinds.insert($0.kind).inserted }
      let named = Named(
        fault: pick.forecast.fault, places: pick.places, certain: pick.forecast.certain, alternatives: alternatives,
        witnesses: pick.places)
      return Self.shared(named, with: picks.indices.filter { $0 != index }.map { picks[$0].forecast })
    }
  }

  /// A pick, and apart from it the cases that it only may explain and others of the picks may, too: of these all are named.
  private static func shared(_ named: Named, with others: [FaultForecast]) -> [Named] {
    let doubtful = named.places.subtracting(named.certain)
    let groups = Dictionary(grouping: doubtful) { place in
      others.filter { $0.fault.kind != named.fault.kind && $0.explained.contains(place) }.map(\.fault)
    }.filter { !$0.key.isEmpty }
    guard !groups.isEmpty else { return [named] }
    let rest = named.places.subtracting(groups.values.joined())
    let parts = groups.map { faults, places -> Named in
      var part = named.with(Set(places))
      let known = Set(part.alternatives)
      part.alternatives += faults.filter { !known.contains($0) }
      return part
    }
    return (rest.isEmpty ? [] : [named.with(rest)]) + parts.sorted { ($0.places.min() ?? 0) < ($1.places.min() ?? 0) }
  }

  /// What may be so gives way to what must be so: cases that a rival must break are left to it, where it is needed for
  /// others, too. Else both are named where the facts show what may be so.
  private static func settle(_ named: Named, _ rivals: [FaultForecast], _ open: Set<Int>) -> [Named] {
    let unsure = named.places.subtracting(named.certain)
    guard !unsure.isEmpty else { return [named] }
    let beyond = open.subtracting(named.places)
    let surer = rivals.filter { $0.fault != named.fault && !$0.certain.isDisjoint(with: unsure) }
    let needed = surer.filter {
      !named.isSure || !$0.certain.isDisjoint(with: beyond) || $0.hostsMissIt
    }
    let left = unsure.subtracting(needed.reduce(into: Set<Int>()) { $0.formUnion($1.certain) })
    let sure = named.places.subtracting(unsure)
    var parts: [Named] = sure.isEmpty ? [] : [named.with(sure)]
    guard !left.isEmpty else { return parts }
    var doubtful = named.with(left)
    // What is there for sure, and may break these, too, needs no second fault.
    if named.fault.isShown, !named.isSure {
      var kinds = Set(named.alternatives.map(\.kind))
      doubtful.alternatives += surer.filter { $0.explained.isSuperset(of: left) }.map(\.fault)
        .filter { kinds.insert($0.kind).inserted }
    }
    parts.append(doubtful)
    return parts
  }

  private static func explained(_ forecast: FaultForecast, _ left: Set<Int>) -> Set<Int> {
    forecast.everything.intersection(left)
  }

  private static func rank(_ forecast: FaultForecast, _ needy: Set<Int>, _ left: Set<Int>) -> Rank {
    Rank(
      needed: explained(forecast, needy).count, certain: forecast.certain.intersection(needy).count,
      all: explained(forecast, left).count, isShown: forecast.fault.isShown,
      agreesWithHosts: forecast.agreesWithHosts == true, width: forecast.fault.width)
  }

  /// How well a fault explains what is left.
  private struct Rank: Comparable {
    let needed: Int
    let certain: Int
    let all: Int
    let isShown: Bool
    let agreesWithHosts: Bool
    let width: Int

    static func < (one: Rank, other: Rank) -> Bool {
      one.values.lexicographicallyPrecedes(other.values)
    }

    private var values: [Int] {
      [needed, certain, isShown ? 1 : 0, agreesWithHosts ? 1 : 0, -width, all]
    }
  }
}

extension FaultForecast {
  /// Whether other nodes' own hosts miss what it takes away, which nothing of pods' packets alone explains.
  fileprivate var hostsMissIt: Bool { fault.kind == .hostClosed && agreesWithHosts == true }

  /// What it explains, be it measured or not.
  fileprivate var everything: Set<Int> { explained.union(unmeasured) }

  /// Whether nothing speaks less for it than for another, as the cause of some cases.
  ///
  /// - Parameter translations: The places of the cases that a NAT table tells.
  fileprivate func isAsGood(as other: FaultForecast, for cases: Set<Int>, _ translations: Set<Int>) -> Bool {
    (certain.intersection(cases).count >= other.certain.intersection(cases).count
      || mayBeUntranslated(other, cases, translations))
      && (fault.isShown || !other.fault.isShown) && (agreesWithHosts == true || other.agreesWithHosts != true)
  }

  /// What a node forwards and nobody answers may as well have left with its own address, though of some networks it is not
  /// known whether they answer that: where no NAT table tells, a missing translation is no less likely than a filter.
  private func mayBeUntranslated(_ other: FaultForecast, _ cases: Set<Int>, _ translations: Set<Int>) -> Bool {
    other.fault.kind == .forwardDropped && fault.kind == .translationMissing && !certain.isDisjoint(with: cases)
      && translations.isDisjoint(with: other.everything)
  }
}

extension SupposedFault {
  /// The fault without its place.
  enum Kind: Hashable {
    case hostClosed, proxiedLost
    case routeTakes, forwardingOff, cutFromHost, dnsUpstreamLost, sourceFilter, peerMissing, peerGone, uplinkTooSmall,
      mtuStale,
      translationMissing
    case tunnelBlocked, networkDown, peersUnread, smallPath
    case silentOutside, siteSilent, serverSilent, noWayOut, dnsQuestionsLost, forwardDropped, sourceUnrouted
  }

  /// The fault without its place.
  var kind: Kind {
    switch self {
    case .routeTakes: .routeTakes
    case .forwardingOff: .forwardingOff
    case .sourceFilter: .sourceFilter
    case .sourceUnrouted: .sourceUnrouted
    case .siteSilent: .siteSilent
    case .peerMissing: .peerMissing
    case .peerGone: .peerGone
    case .uplinkTooSmall: .uplinkTooSmall
    case .mtuStale: .mtuStale
    case .translationMissing: .translationMissing
    case .tunnelBlocked: .tunnelBlocked
    case .networkDown: .networkDown
    case .peersUnread: .peersUnread
    case .smallPath: .smallPath
    case .forwardDropped: .forwardDropped
    case .cutFromHost: .cutFromHost
    case .hostClosed: .hostClosed
    case .proxiedLost: .proxiedLost
    case .dnsUpstreamLost: .dnsUpstreamLost
    case .silentOutside: .silentOutside
    case .serverSilent: .serverSilent
    case .noWayOut: .noWayOut
    case .dnsQuestionsLost: .dnsQuestionsLost
    }
  }

  /// The kind by which is counted how many kinds explain something: one that is only named beside another counts as that.
  fileprivate var decidingKind: Kind { kind == .peersUnread ? .networkDown : kind }

  /// How much is said to be broken: of two that explain the same, the narrower says less than is not known.
  fileprivate var width: Int {
    switch self {
    case .tunnelBlocked(let place), .networkDown(let place), .peersUnread(let place), .smallPath(let place):
      switch place {
      case .between: 0
      case .around: 1
      case .everywhere: 2
      }
    case .noWayOut, .forwardDropped(_, .everything): 1
    case .siteSilent(_, let traffic): traffic == nil ? 2 : 1
    default: 0
    }
  }
}
