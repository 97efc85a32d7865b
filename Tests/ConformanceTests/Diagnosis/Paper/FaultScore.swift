/// How faults were told: the table's row.
struct FaultScore: CustomStringConvertible {
  /// How one was told.
  enum Told {
    /// All that can be seen has its name.
    case right(hides: Bool)
    /// Something is left open, or several causes are named.
    case unexplained(hides: Bool)
    /// No case is otherwise.
    case notSeen
    case wrong(String)
  }

  private(set) var right = 0
  private(set) var unexplained = 0
  /// Those that no case could see, or of which one hides the other.
  private(set) var hidden = 0
  private(set) var wrong: [String] = []
  private(set) var notes: [String] = []

  mutating func add(_ told: Told) {
    switch told {
    case .right(let hides):
      right += 1
      hidden += hides ? 1 : 0
    case .unexplained(let hides):
      unexplained += 1
      hidden += hides ? 1 : 0
    case .notSeen: hidden += 1
    case .wrong(let text): wrong.append(text)
    }
  }

  mutating func note(_ text: String) { notes.append(text) }

  /// A row of the table that `scripts/bench diagnosis` makes: columns with tabs between them.
  func row(_ cluster: String, _ faults: String) -> String {
    let numbers = [right + unexplained + wrong.count, right, unexplained, wrong.count, hidden].map(String.init)
    return (["faults", cluster, faults] + numbers).joined(separator: "\t")
  }

  var description: String {
    "found \(right + unexplained + wrong.count), right \(right), unexplained or several \(unexplained), "
      + "wrong \(wrong.count), hidden \(hidden)"
  }
}
