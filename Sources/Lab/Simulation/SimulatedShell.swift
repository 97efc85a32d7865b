import Foundation

/// The few shell constructs that a client uses in an agent's container: one of the agent's programs, its output filtered
/// by `grep -F -e` or `grep -E`, and a word that says that this was all. Anything else is an error, so that a client that
/// starts to use more is noticed.
struct SimulatedShell: Sendable {
  /// The agent's command.
  var command: [String]
  /// Lines that pass.
  private var fixed: [String] = []
  private var pattern: String?
  /// What is printed at the end.
  private var ending = ""

  /// Takes a script apart; nil when it is none of the known kind.
  init?(_ script: String) {
    var flat = script.replacing("\\\n", with: " ")
    if let last = flat.firstMatch(of: /\necho '([^']*)'\s*$/) {
      ending = "\(last.1)\n"
      flat.removeSubrange(last.range)
    }
    guard let start = flat.range(of: "cilium-dbg "), let pipe = flat.range(of: " | ") else { return nil }
    let first = flat[start.lowerBound..<pipe.lowerBound].prefix { $0 != "|" && $0 != "}" && $0 != ";" }
    command = first.split(separator: " ").map(String.init)
    let filter = flat[pipe.upperBound...]
    let quoted = filter.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    if filter.contains("grep -F -e") {
      fixed = quoted
    } else if filter.contains("grep -E"), let first = quoted.first {
      pattern = first
    } else {
      return nil
    }
  }

  /// What the filter lets pass.
  func filter(_ text: String) throws -> String {
    let expression = try pattern.map { try ExtendedExpression($0) }
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }.filter { line in
      if let expression { return expression.matches(line) }
      return fixed.contains { line.contains($0) }
    }
    return lines.map { $0 + "\n" }.joined() + ending
  }
}
