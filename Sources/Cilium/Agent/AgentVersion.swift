/// The releases of the agent and of its command-line client: `cilium-dbg version`.
public struct AgentVersion: Hashable, Sendable, Codable {
  /// The client's release, such as `1.19.4`.
  public let client: String
  /// The agent's release; nil when the agent does not answer (the client then prints only its own line).
  public let daemon: String?

  /// Makes a pair of releases.
  public init(client: String, daemon: String?) {
    self.client = client
    self.daemon = daemon
  }

  static let what = "the agent's version"

  /// Reads lines such as `Daemon: 1.19.4 95e477fdcfd3 2026-05-13T14:29:21+00:00 go version go1.26.3 linux/amd64`.
  ///
  /// - Throws: ``ParseError`` when there is no `Client:` line with a version.
  public static func parse(_ text: String) throws -> AgentVersion {
    func version(_ label: String) -> String? {
      for line in text.split(separator: "\n") where line.hasPrefix(label) {
        let word = line.dropFirst(label.count).split(separator: " ").first
        return word.flatMap { $0.first?.isNumber == true ? String($0) : nil }
      }
      return nil
    }
    guard let client = version("Client:") else {
      throw ParseError(what: what, found: text, hint: "a line “Client: <version>” was expected")
    }
    return AgentVersion(client: client, daemon: version("Daemon:"))
  }
}
