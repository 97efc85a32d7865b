/// One path that is probed again and again by a ``WatchScript``.
public struct WatchProbe: Hashable, Sendable {
  /// How a path is asked.
  public enum Method: String, Hashable, Sendable, Codable {
    /// One ping process per path, one echo request per interval.
    case ping
    /// An HTTP GET (`wget`), one after another. An error status is an answer too: the path works.
    case http
    /// A DNS lookup (`nslookup`), one after another. One address family's answer is enough.
    case lookup
  }

  /// The command line, as the shell gets it.
  let arguments: [String]
  /// How the path is asked.
  public let method: Method
  /// When a single program is killed, in seconds.
  public let killAfterSeconds: Int

  /// Makes the endless form of a probe; nil for kinds that no path is asked by.
  ///
  /// - Parameter interval: The time between two echo requests.
  /// - Throws: ``InvalidProbe``.
  public init?(_ probe: Probe, interval: Duration) throws {
    // Checks what the caller gave.
    let once = try probe.arguments()
    switch probe.kind {
    case .ping(let target, _, let payload):
      arguments =
        ["ping", "-i", WatchScript.seconds(interval)] + (payload.map { ["-s", "\($0)"] } ?? []) + [target]
      method = .ping
    case .lookup:
      arguments = once
      method = .lookup
    case .httpGet:
      arguments = once
      method = .http
    case .tcpConnect, .readFile:
      return nil
    }
    killAfterSeconds = probe.killAfterSeconds
  }

  /// The command line for people.
  public var command: String { arguments.joined(separator: " ") }
}
