/// Why a command's output could not be read.
///
/// Says what was being read, where reading stopped, what stood there and what to look at next.
/// The quoted text is cut short, so that an error never carries a whole dump.
public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in the input reading stopped.
  public enum Location: Hashable, Sendable {
    /// A line, counted from 1.
    case line(Int)
    /// A byte offset, counted from 0.
    case offset(Int)
  }

  /// What was being read, as the command or document a person would recognise, such as `bpf nat list`.
  public let what: String
  /// Where reading stopped, when there is such a place.
  public let location: Location?
  /// What stood there, at most 160 characters of it.
  public let found: String
  /// What to look at next.
  public let hint: String

  /// Makes an error; `found` is cut to 160 characters.
  public init(what: String, at location: Location? = nil, found: String, hint: String) {
    self.what = what
    self.location = location
    self.found = found.count > 160 ? String(found.prefix(160)) + "…" : found
    self.hint = hint
  }

  /// One sentence for people.
  public var description: String {
    let place =
      switch location {
      case .line(let line): " at line \(line)"
      case .offset(let offset): " at byte \(offset)"
      case nil: ""
      }
    let quoted = found.isEmpty ? "no output" : "“\(found)”"
    return "cannot read \(what)\(place): found \(quoted); \(hint)"
  }
}
