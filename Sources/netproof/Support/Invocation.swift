import Foundation

/// The name under which people called the program, so that what help says can be typed as it stands.
struct Invocation {
  /// `kubectl netproof` where kubectl runs the program as a plugin, else `netproof`.
  let name: String

  /// - Parameter program: The first word of the command line: a path or a name. kubectl runs a file `kubectl-NAME` of PATH
  ///   for `kubectl NAME` (Kubernetes documentation, “Extend kubectl with plugins”).
  init(program: String) {
    let file = program.split(separator: "/").last.map(String.init) ?? program
    name = file.hasPrefix("kubectl-netproof") || file.hasPrefix("kubectl_netproof") ? "kubectl netproof" : "netproof"
  }

  /// How this process was called.
  static var current: Invocation { Invocation(program: CommandLine.arguments.first ?? "") }

  /// A help text with commands as they were called: every `netproof` that a command or a placeholder follows.
  func adapted(_ help: String) -> String {
    guard name != "netproof" else { return help }
    return help.replacing(/(^|[\s`'(])netproof(?= [a-z<\[-])/) { "\($0.1)\(name)" }
  }
}
