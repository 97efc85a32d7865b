import ArgumentParser

/// What may come next on a command line, for kubectl, which asks a plugin's `kubectl_complete-NAME`.
///
/// The answer is cobra's: a line per word, with a tab before its description, and a colon with what the shell may do
/// besides (4: complete no file names; 0: do).
struct CompleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "__complete", abstract: "Tells what may come next, for kubectl's completion.", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough, help: "The words so far; the last one is begun.")
  var words: [String] = []

  func run() throws {
    let candidates = Completion.candidates(words)
    for candidate in candidates { print(candidate) }
    print(candidates.isEmpty ? ":0" : ":4")
  }
}

/// Candidates for the last word of a command line, from the commands themselves.
enum Completion {
  /// The words that begin as the last one does: subcommands, and behind a command its options.
  static func candidates(_ words: [String]) -> [String] {
    let begun = words.last ?? ""
    var command: any ParsableCommand.Type = NetproofCommand.self
    for word in words.dropLast() where !word.hasPrefix("-") {
      guard let next = subcommand(word, of: command) else { break }
      command = next
    }
    let names = begun.hasPrefix("-") ? options(of: command) : subcommands(of: command)
    return names.filter { $0.word.hasPrefix(begun) }.map { $0.help.isEmpty ? $0.word : "\($0.word)\t\($0.help)" }
  }

  private static func subcommand(_ name: String, of command: any ParsableCommand.Type) -> (any ParsableCommand.Type)? {
    command.configuration.subcommands.first { self.name(of: $0) == name }
  }

  private static func subcommands(of command: any ParsableCommand.Type) -> [(word: String, help: String)] {
    command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map {
      (name(of: $0), $0.configuration.abstract)
    }
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? command._commandName
  }

  /// The options as the command's own help lists them: what they do follows, or stands in the line below.
  private static func options(of command: any ParsableCommand.Type) -> [(word: String, help: String)] {
    let lines = NetproofCommand.helpMessage(for: command, columns: 10_000).split(separator: "\n")
    return lines.enumerated().flatMap { number, line -> [(word: String, help: String)] in
      guard let match = line.prefixMatch(of: #/  (?<names>(-[A-Za-z-]+(, )?)+)( <[^>]+>)?( +(?<text>[^ ].*))?/#) else {
        return []
      }
      let below = number + 1 < lines.count ? lines[number + 1].drop { $0 == " " } : ""
      let text = match.text ?? below
      return match.names.split(separator: ", ").filter { $0.hasPrefix("--") }.map { word in
        (String(word), String(text.prefix { $0 != "." }))
      }
    }
  }
}
