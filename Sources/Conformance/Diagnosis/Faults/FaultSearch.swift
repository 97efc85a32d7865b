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
    /// Whether one of them at least cannot be otherwise.
    let isSure: Bool
    /// Others that explain the same cases, and that nothing tells from it.
    fileprivate(set) var alternatives: [SupposedFault]
  }

  /// More faults than these are not told from each other: the aim is a diagnosis, not a proof.
  private static let most = 4_000

  let cells: FaultForecast.Cells

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
      let forecast = FaultForecast(fault, cells)
      guard !forecast.explained.union(forecast.unmeasured).isDisjoint(with: open) else { continue }
      if let place = forecast.contradiction {
        trials.append(Trial(fault: fault, end: .refuted(by: place)))
      } else if forecast.agreesWithHosts == false {
        trials.append(Trial(fault: fault, end: .refutedByHosts))
      } else {
        fitting.append(forecast)
      }
    }
    var named = Self.cover(open, by: fitting).flatMap(split)
    for index in named.indices where !named[index].isSure {
      let own = named.filter { $0.fault == named[index].fault }.reduce(into: Set<Int>()) { $0.formUnion($1.places) }
      named[index].alternatives += rivalling(named[index], rivals, open, beyond: open.subtracting(own))
    }
    trials += named.map { Trial(fault: $0.fault, end: .named($0.places)) }
    let chosen = Set(named.map(\.fault) + named.flatMap(\.alternatives))
    trials += fitting.filter { !chosen.contains($0.fault) }.map { Trial(fault: $0.fault, end: .outdone) }
    return (named, trials)
  }

  /// What the fewest kinds of faults explain decides first: a fault that something needs takes all that it explains. Of
  /// several it is the one that explains most of what has no more explanations than that, of equals the narrower.
  private static func cover(_ open: Set<Int>, by fitting: [FaultForecast]) -> [Named] {
    var explaining: [Int: [Int]] = [:]
    var sure: [Int: Set<SupposedFault.Kind>] = [:]
    for (index, forecast) in fitting.enumerated() {
      for place in explained(forecast, open) { explaining[place, default: []].append(index) }
      for place in forecast.certain { sure[place, default: []].insert(forecast.fault.kind) }
    }
    let order = explaining.map { place, indices in
      (kinds: Set(indices.map { fitting[$0].fault.kind }).count, place: place)
    }.sorted { ($0.kinds, $0.place) < ($1.kinds, $1.place) }
    var left = open
    var named: [Named] = []
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
          || sure[place, default: []].subtracting([best.forecast.fault.kind]).isEmpty
      }
      let equals = ranked.filter { other in
        other.forecast.fault.kind != best.forecast.fault.kind && other.rank.isEqual(to: best.rank)
          && explained(other.forecast, left).isSuperset(of: places)
      }
      var kinds: Set<SupposedFault.Kind> = []
      let alternatives = equals.map(\.forecast.fault).filter { kinds.insert($0.kind).inserted }
      named.append(
        Named(
          fault: best.forecast.fault, places: places, isSure: !best.forecast.certain.isDisjoint(with: places),
          alternatives: alternatives))
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
      Named(fault: named.fault, places: Set(places), isSure: false, alternatives: named.alternatives)
    }
  }

  /// Of the rivals, those that explain all of it, and that are sure of something or needed for what is beyond it; each kind
  /// once.
  private func rivalling(_ named: Named, _ rivals: [SupposedFault], _ open: Set<Int>, beyond: Set<Int>)
    -> [SupposedFault]
  {
    var kinds: Set<SupposedFault.Kind> = []
    return rivals.prefix(Self.most).filter { rival in
      guard !rival.isShown, !kinds.contains(rival.kind) else { return false }
      let forecast = FaultForecast(rival, cells)
      guard forecast.contradiction == nil, forecast.agreesWithHosts != false,
        named.places.isSubset(of: forecast.explained),
        !forecast.certain.isDisjoint(with: open) || !forecast.explained.isDisjoint(with: beyond)
      else { return false }
      kinds.insert(rival.kind)
      return true
    }
  }

  private static func explained(_ forecast: FaultForecast, _ left: Set<Int>) -> Set<Int> {
    forecast.explained.union(forecast.unmeasured).intersection(left)
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

    func isEqual(to other: Rank) -> Bool {
      values.prefix(4) == other.values.prefix(4)
    }
  }
}

extension SupposedFault {
  /// The fault without its place.
  enum Kind: Hashable {
    case routeTakes, forwardingOff, sourceFilter, peerMissing, uplinkTooSmall, mtuStale, translationMissing
    case tunnelBlocked, networkDown, smallPath
    case silentOutside, noWayOut, dnsQuestionsLost
  }

  /// The fault without its place.
  var kind: Kind {
    switch self {
    case .routeTakes: .routeTakes
    case .forwardingOff: .forwardingOff
    case .sourceFilter: .sourceFilter
    case .peerMissing: .peerMissing
    case .uplinkTooSmall: .uplinkTooSmall
    case .mtuStale: .mtuStale
    case .translationMissing: .translationMissing
    case .tunnelBlocked: .tunnelBlocked
    case .networkDown: .networkDown
    case .smallPath: .smallPath
    case .silentOutside: .silentOutside
    case .noWayOut: .noWayOut
    case .dnsQuestionsLost: .dnsQuestionsLost
    }
  }

  /// How much is said to be broken: of two that explain the same, the narrower says less than is not known.
  fileprivate var width: Int {
    switch self {
    case .tunnelBlocked(let place), .networkDown(let place), .smallPath(let place):
      switch place {
      case .between: 0
      case .around: 1
      case .everywhere: 2
      }
    default: 0
    }
  }
}
