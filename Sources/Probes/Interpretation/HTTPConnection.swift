/// A connection that busybox's wget says it tries: `Connecting to api.ipify.org (104.26.12.205:443)`, or with an IPv6
/// address `Connecting to api6.ipify.org ([2606:4700::6812]:443)` (`networking/wget.c`, download_one_url).
///
/// The line comes before the connection is made, so a connection that fails has it too; not one whose name was not found.
public struct HTTPConnection: Hashable, Sendable {
  /// The address, without brackets.
  public let address: String
  /// The port.
  public let port: UInt16

  /// Reads a line of standard error; nil for every other line.
  public init?(line: some StringProtocol) {
    guard line.hasPrefix("Connecting to "), line.hasSuffix(")"), let open = line.lastIndex(of: "(") else { return nil }
    let target = line[line.index(after: open)...].dropLast()
    guard let colon = target.lastIndex(of: ":"), let port = UInt16(target[target.index(after: colon)...]), port != 0
    else { return nil }
    let host = target[..<colon]
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    // An IPv6 address without brackets would have lost its last group to the port.
    guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
    address = String(isBracketed ? host.dropFirst().dropLast() : host)
    self.port = port
  }

  /// Whether a URL names its host by address (RFC 3986, section 3.2.2): then it says itself whom is connected to.
  static func isToAddress(_ url: String) -> Bool {
    guard let scheme = url.firstRange(of: "://") else { return false }
    let host = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if host.hasPrefix("[") { return true }
    let name = host.prefix { $0 != ":" }
    // No top-level domain is a number (RFC 3696, section 2).
    return name.split(separator: ".").last.map { $0.allSatisfy(\.isNumber) } ?? false
  }
}

extension RawProbeResult {
  /// The connections that wget says it tried, in order: more than one where a server sent it on.
  public var connections: [HTTPConnection] {
    stderr.split(whereSeparator: \.isNewline).compactMap { HTTPConnection(line: $0) }
  }
}
