/// A command line of one of the agent's programs, taken apart as cobra does: words, and flags anywhere between them.
struct AgentCommandLine: Sendable, Hashable {
  var program: String
  /// The words that are not flags.
  var words: [String]
  /// Flags by their long name; a flag without a value holds an empty text.
  var flags: [String: String]
  /// What follows `--`.
  var rest: [String]

  private static let shortNames: [Character: String] = [
    "o": "output", "h": "help", "D": "debug", "H": "host", "a": "all", "r": "read-only", "f": "format", "n": "numeric",
    "p": "match-pattern", "v": "verbose",
  ]
  private static let valued: Set<String> = [
    "output", "host", "config", "log-driver", "log-opt", "format", "columns", "timeout", "match-pattern",
  ]

  init(program: String, arguments: [String]) {
    self.program = program
    words = []
    flags = [:]
    rest = []
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      index += 1
      if argument == "--" {
        rest = Array(arguments[index...])
        break
      }
      guard argument.hasPrefix("-"), argument.count > 1 else {
        words.append(argument)
        continue
      }
      var (name, value) = Self.split(argument)
      if value == nil, Self.valued.contains(name), index < arguments.count {
        value = arguments[index]
        index += 1
      }
      flags[name] = value ?? ""
    }
  }

  /// `--name=value`, `--name`, `-o json`, `-ojson`, `-o=json`.
  private static func split(_ argument: String) -> (name: String, value: String?) {
    if argument.hasPrefix("--") {
      let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
    }
    let body = argument.dropFirst()
    guard let letter = body.first else { return ("", nil) }
    let name = shortNames[letter] ?? String(body)
    let tail = body.dropFirst()
    if tail.isEmpty { return (name, nil) }
    return (name, String(tail.first == "=" ? tail.dropFirst() : tail))
  }

  var wantsJSON: Bool { flags["output"] == "json" }
  var wantsHelp: Bool { flags["help"] != nil || words.first == "help" }
  func has(_ flag: String) -> Bool { flags[flag] != nil && flags[flag] != "false" }
}

/// What a command printed and how it ended.
struct AgentCommandResult: Sendable, Hashable {
  var stdout = ""
  var stderr = ""
  var status: Int32 = 0

  /// A value as Cilium's `command.PrintOutput` writes it: with a blank line after it.
  static func json(_ value: GoJSON) -> AgentCommandResult { AgentCommandResult(stdout: value.text + "\n\n") }

  static func text(_ text: String) -> AgentCommandResult { AgentCommandResult(stdout: text) }

  static func failure(_ message: String) -> AgentCommandResult {
    AgentCommandResult(stderr: "Error: \(message)\n", status: 1)
  }

  /// What Cilium's client says when nothing listens on the agent's socket.
  static func agentAway(program: String) -> AgentCommandResult {
    let (url, socket) =
      program == "cilium-health"
      ? ("http://localhost/v1beta/status", "/var/run/cilium/health.sock")
      : ("http://localhost/v1/healthz", "/var/run/cilium/cilium.sock")
    return AgentCommandResult(
      stderr: "Error: Get \"\(url)\": dial unix \(socket): connect: no such file or directory\nIs the agent running?\n",
      status: 1)
  }
}
