/// A map that a command could not open although it exited with status 0: its empty output then says nothing.
public struct MissingMap: Error, Hashable, Sendable, CustomStringConvertible {
  /// The command, without the client's name.
  public let command: String
  /// The line of stderr that says so.
  public let text: String

  /// One sentence for people.
  public var description: String {
    "cilium-dbg \(command) could not open a map: \(text); the feature behind it may be off, or the command did not run as "
      + "root in the agent container"
  }

  /// The phrases of the client for a map that is not there (`cilium-dbg/cmd`).
  private static let phrases = ["Unable to open", "Cannot open", "no such file or directory", "map does not exist"]

  /// - Throws: Itself, when stderr tells of a map that could not be opened.
  static func check(_ stderr: String, command: String) throws(MissingMap) {
    for line in stderr.split(separator: "\n") where phrases.contains(where: { line.contains($0) }) {
      throw MissingMap(command: command, text: String(line))
    }
  }
}
