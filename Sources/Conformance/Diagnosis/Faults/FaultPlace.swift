/// Between which nodes a fault is, without a direction: what a probe sends needs its answer, too.
enum FaultPlace: Sendable, Hashable {
  /// Between any two.
  case everywhere
  /// Between one and each of the others.
  case around(String)
  /// Between two, in the order of their names.
  case between(String, String)

  /// Between two nodes, in any order.
  init(_ one: String, _ other: String) { self = .between(min(one, other), max(one, other)) }

  /// Whether packets of one node to another pass it.
  func holds(_ from: String, _ to: String) -> Bool {
    switch self {
    case .everywhere: true
    case .around(let node): from == node || to == node
    case .between(let one, let other): (from, to) == (one, other) || (to, from) == (one, other)
    }
  }
}

/// How a fault touches a step, and so a case.
enum FaultEffect: Int, Sendable, Hashable, Comparable {
  /// Not at all.
  case none
  /// It may break it: no fact and no rule decides.
  case mayBreak
  /// It breaks it.
  case breaks

  static func < (one: FaultEffect, other: FaultEffect) -> Bool { one.rawValue < other.rawValue }
}
