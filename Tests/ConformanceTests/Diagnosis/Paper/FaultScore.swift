/// How faults were told: the table's row.
struct FaultScore: CustomStringConvertible {
  /// How one was told.
  enum Told { case right, unexplained, notSeen, wrong(String) }

  private(set) var right = 0
  private(set) var unexplained = 0
  /// Those that no case could see, such as what another fault hides.
  private(set) var notSeen = 0
  private(set) var wrong: [String] = []
  private(set) var notes: [String] = []

  mutating func add(_ told: Told) {
    switch told {
    case .right: right += 1
    case .unexplained: unexplained += 1
    case .notSeen: notSeen += 1
    case .wrong(let text): wrong.append(text)
    }
  }

  mutating func note(_ text: String) { notes.append(text) }

  var description: String {
    "found \(right + unexplained + wrong.count), right \(right), unexplained or several \(unexplained), "
      + "wrong \(wrong.count), hidden \(notSeen)"
  }
}
