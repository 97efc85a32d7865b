/// What was observed of a scenario's cases, each once: they are judged several times, and observing takes some effort.
struct ObservedCases {
  /// Of the first measurement, by the cases' places; `nil` where nobody has asked yet.
  private var first: [Observation??]
  /// Of later ones, which few cases have: the number of the measurement → place.
  private var later: [Int: [Int: Observation?]] = [:]

  init(count: Int) { first = Array(repeating: nil, count: count) }

  /// What a measurement shows of the case at a place; observed the first time.
  mutating func observation(at place: Int, in round: Int, _ observe: () -> Observation?) -> Observation? {
    if let known = round == 0 ? first[place] : later[round]?[place] { return known }
    let observation = observe()
    if round == 0 { first[place] = .some(observation) } else { later[round, default: [:]][place] = .some(observation) }
    return observation
  }
}
