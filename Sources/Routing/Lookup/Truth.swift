/// Whether something holds, where it may not be known.
enum Truth: Sendable {
  case yes
  case no
  case maybe(String)

  init(_ value: Bool) { self = value ? .yes : .no }

  /// Both; a plain no wins over what is not known.
  func and(_ other: @autoclosure () -> Truth) -> Truth {
    switch self {
    case .no: return .no
    case .yes: return other()
    case .maybe:
      if case .no = other() { return .no }
      return self
    }
  }

  var inverted: Truth {
    switch self {
    case .yes: .no
    case .no: .yes
    case .maybe: self
    }
  }
}
