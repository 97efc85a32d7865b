import Foundation

/// Plays a script of netproof's that runs many commands in an agent's container, as `AgentScript` writes it: the lines
/// that run commands are read, everything else of the script is taken to do what it does under a real shell
/// (`AgentScriptTests` run it there). A script of another form has no commands, and its answer is none, which the client
/// notices.
struct SimulatedScript: Sendable {
  private struct Part {
    var number: Int
    /// The number of the part that has to have failed; nil for always.
    var ifFailed: Int?
    var command: [String]
  }

  private var mark = ""
  private var parts: [Part] = []

  init(_ script: String) {
    guard let head = script.firstMatch(of: /\necho "(netproof-\S+) client/) else { return }
    mark = String(head.1)
    var rest = script[head.range.upperBound...]
    while let line = rest.range(of: "\np ") {
      rest = rest[line.upperBound...]
      let (words, end) = Self.words(rest)
      // The next line is looked for from this one's end.
      rest = rest[end...]
      guard words.count > 2, let number = Int(words[0]) else { continue }
      parts.append(Part(number: number, ifFailed: Int(words[1]), command: Array(words.dropFirst(2))))
    }
  }

  /// The words up to the end of a line, which may be within quotes on others, and where that is.
  private static func words(_ text: Substring) -> ([String], Substring.Index) {
    var words: [String] = []
    var word: String?
    var (isQuoted, isEscaped) = (false, false)
    for index in text.indices {
      let character = text[index]
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if isQuoted {
        if character == "'" { isQuoted = false } else { word = (word ?? "") + String(character) }
      } else if character == "'" {
        isQuoted = true
        word = word ?? ""
      } else if character == "\\" {
        isEscaped = true
      } else if character == " " || character == "\n" {
        if let whole = word { words.append(whole == "\"$c\"" ? "cilium-dbg" : whole) }
        word = nil
        if character == "\n" { return (words, index) }
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return (words, text.endIndex)
  }

  /// What the script prints.
  ///
  /// - Parameter run: Runs one command.
  func run(_ run: ([String]) async throws -> AgentCommandResult) async throws -> AgentCommandResult {
    guard !mark.isEmpty else { return .failure("the simulation does not know this script") }
    var all = AgentCommandResult(stdout: "\(mark) client cilium-dbg\n")
    var failed: Set<Int> = []
    for part in parts where part.ifFailed.map(failed.contains) ?? true {
      let result = try await run(part.command)
      if result.status != 0 { failed.insert(part.number) }
      func framed(_ text: String) -> String {
        "\(mark) begin \(part.number)\n\(text)\n\(mark) end \(part.number) \(result.status)\n"
      }
      all.stdout += framed(result.stdout)
      all.stderr += framed(result.stderr)
    }
    return all
  }
}
