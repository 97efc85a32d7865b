import Foundation

/// Explains paths that are answered now and then by the stretch that they have in common. Pure.
///
/// What breaks a stretch for good explains none of them: they were answered. Of the stretches that lossy paths take, one is
/// the place of the loss if no path takes it for certain that would have lost something, too.
struct LossSearch {
  private let cells: FaultForecast.Cells
  private let lossy: [Int]
  private let whole: [Int]

  init(_ cells: FaultForecast.Cells) {
    self.cells = cells
    let cases = cells.judged.cases
    lossy = cases.indices.filter { place in
      guard case .lossy? = cases[place].observation?.outcome else { return false }
      return cases[place].verdict == .deviates && Self.shouldWork(cases[place])
    }
    whole = cases.indices.filter { place in
      guard let samples = cases[place].observation?.samples, samples.lost == 0, samples.answered > 0 else {
        return false
      }
      return cases[place].verdict == .conforms
    }
  }

  /// A place with the lossy cases that take it.
  private struct Found {
    let place: LossPlace
    let cases: [Int]
  }

  /// The explanations of cases by their places.
  func explanations() -> [Int: Explanation] {
    let cases = cells.judged.cases
    var explained: [Int: Explanation] = [:]
    for found in places() {
      let samples = found.cases.compactMap { cases[$0].observation?.samples }
      let finding = PacketLoss(
        place: found.place, paths: found.cases.count, tries: samples.reduce(0) { $0 + $1.measured },
        lost: samples.reduce(0) { $0 + $1.lost }, whole: whole.count)
      let explanation = Explanation(finding, shownBy: found.cases.map { cases[$0] })
      for place in found.cases + others(found.place) where explained[place] == nil { explained[place] = explanation }
    }
    return explained
  }

  /// The fewest places that explain all lossy paths, each the narrowest that explains as many.
  private func places() -> [Found] {
    var left = lossy
    var found: [Found] = []
    while !left.isEmpty {
      let candidates = Set(left.flatMap { cells.traces[$0].map(Self.candidates) ?? [] })
      let fitting = candidates.compactMap { place -> Found? in
        let covered = left.filter { takes($0, place, forCertain: false) }
        return covered.isEmpty || isRefuted(place, covered) ? nil : Found(place: place, cases: covered)
      }
      guard let best = fitting.min(by: { Self.order($0) < Self.order($1) }) else {
        found.append(Found(place: LossPlace(way: .unknown), cases: left))
        break
      }
      found.append(best)
      let covered = Set(best.cases)
      left.removeAll(where: covered.contains)
    }
    return found
  }

  /// Cases that are tried once only, and fail on the same stretch: what is lost there now and then was lost for them.
  private func others(_ place: LossPlace) -> [Int] {
    let cases = cells.judged.cases
    return cases.indices.filter { index in
      let record = cases[index]
      guard record.verdict == .deviates, record.observation?.samples == nil, Self.shouldWork(record),
        let outcome = record.observation?.outcome
      else { return false }
      return (outcome.isDown || record.aspect.kind == .pathMTU) && takes(index, place, forCertain: false)
    }
  }

  /// Whether some path that takes the stretch for certain lost nothing, of so many tries that this is no luck.
  ///
  /// Questions to names and Services do not refute: a resolver and a connection try again by themselves. What is compared is
  /// the least that the lossy ones lose.
  private func isRefuted(_ place: LossPlace, _ covered: [Int]) -> Bool {
    let samples = covered.compactMap { cells.judged.cases[$0].observation?.samples }
    let (lost, measured) = samples.reduce((0, 0)) { ($0.0 + $1.lost, $0.1 + $1.measured) }
    let kept = 1 - BinomialBounds(count: lost, of: measured).lower
    return whole.contains { index in
      guard place.way == .names || cells.traces[index]?.isDirect == true, takes(index, place, forCertain: true),
        let samples = cells.judged.cases[index].observation?.samples
      else {
        return false
      }
      return pow(kept, Double(samples.measured)) < Self.luck
    }
  }

  /// What is less likely than this is no luck.
  private static let luck = 0.05

  private func takes(_ index: Int, _ place: LossPlace, forCertain: Bool) -> Bool {
    guard let trace = cells.traces[index] else { return false }
    let steps = forCertain ? trace.steps : trace.steps.union(trace.possible)
    return steps.contains(where: place.holds)
  }

  private static func shouldWork(_ record: CaseRecord) -> Bool {
    JudgedCases.expected(record)?.servesUsers == true
  }

  /// What explains more comes first, of equals the narrower, and then by name.
  private static func order(_ found: Found) -> Order {
    Order(
      explained: found.cases.count, width: found.place.width,
      name: [found.place.way.rawValue, found.place.device ?? "", found.place.traffic?.rawValue ?? ""]
        + found.place.nodes)
  }

  private struct Order: Comparable {
    let explained: Int
    let width: Int
    let name: [String]

    static func < (one: Order, other: Order) -> Bool {
      if one.explained != other.explained { return one.explained > other.explained }
      if one.width != other.width { return one.width < other.width }
      return one.name.lexicographicallyPrecedes(other.name)
    }
  }

  /// The stretches of a way, each as narrow and as wide as it can be named.
  private static func candidates(_ trace: PathTrace) -> [LossPlace] {
    trace.steps.union(trace.possible).flatMap { step -> [LossPlace] in
      let nodes = step.nodes.map { LossPlace(way: .node, nodes: [$0]) }
      func between(_ way: LossPlace.Way, _ from: String, _ to: String, device: String? = nil) -> [LossPlace] {
        [[from, to].sorted(), [from], [to], []].map { LossPlace(way: way, nodes: $0, device: device) } + nodes
      }
      return switch step {
      case .tunnel(let from, let to): between(.tunnel, from, to)
      case .podRoute(let from, let to): between(.routes, from, to)
      case .network(let from, let to, .nodeIPs): between(.hosts, from, to)
      case .network(let from, let to, .device(let device)): between(.hosts, from, to, device: device)
      case .outside(let node, let traffic):
        [
          LossPlace(way: .outside, nodes: [node], traffic: traffic), LossPlace(way: .outside, nodes: [node]),
          LossPlace(way: .outside, traffic: traffic), LossPlace(way: .outside),
        ] + nodes
      case .dnsQuestions, .dnsUpstream: [LossPlace(way: .names)] + nodes
      case .withinNode, .ownHost, .wayOut, .translation, .reply, .toProxy, .atHost, .service, .fullSize: nodes
      }
    }
  }
}

extension LossPlace {
  /// Whether a step is on this stretch.
  func holds(_ step: PathStep) -> Bool {
    switch (way, step) {
    case (.tunnel, .tunnel(let from, let to)), (.routes, .podRoute(let from, let to)): isBetween(from, to)
    case (.hosts, .network(let from, let to, .nodeIPs)): device == nil && isBetween(from, to)
    case (.hosts, .network(let from, let to, .device(let other))): device == other && isBetween(from, to)
    case (.outside, .outside(let node, let kind)):
      (nodes.isEmpty || nodes == [node]) && (traffic == nil || traffic == kind)
    case (.names, .dnsQuestions), (.names, .dnsUpstream): true
    case (.node, _): step.nodes.contains { nodes.contains($0) }
    default: false
    }
  }

  private func isBetween(_ from: String, _ to: String) -> Bool {
    switch nodes.count {
    case 0: true
    case 1: nodes[0] == from || nodes[0] == to
    default: nodes == [from, to].sorted()
    }
  }

  /// How much it takes in, to compare places that explain the same.
  fileprivate var width: Int {
    switch way {
    case .outside: (nodes.isEmpty ? 3 : 0) + (traffic == nil ? 1 : 0)
    case .tunnel, .routes: nodes.isEmpty ? 4 : 3 - nodes.count
    // The tunnel goes by the hosts' network: where both fit, the tunnel is the narrower.
    case .hosts: nodes.isEmpty ? 6 : 5 - nodes.count
    case .names: 7
    case .node: 8
    case .unknown: 9
    }
  }
}
