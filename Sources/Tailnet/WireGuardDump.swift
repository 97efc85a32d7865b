import Cilium
import Foundation

/// Reads what `wg show all dump` and `wg show DEVICE dump` print for programs (wg(8)). The private and the preshared keys
/// that stand in it are passed over.
public enum WireGuardDump {
  /// The peers of all devices, in the text's order.
  ///
  /// - Parameters:
  ///   - device: Whose listing it is, where the lines do not tell: of `wg show DEVICE dump`.
  ///   - now: When it was made, in seconds since 1970 by the node's clock; `nil` where that is not known.
  /// - Throws: ``Cilium/ParseError`` for a line of another number of fields. It does not quote the line.
  public static func parse(_ text: String, device: String? = nil, now: Int?) throws -> [WireGuardPeer] {
    let named = device.map { _ in 0 } ?? 1
    return try text.split(whereSeparator: \.isNewline).enumerated().compactMap { number, line in
      let fields = line.split(whereSeparator: \.isWhitespace)
      switch fields.count - named {
      case 4: return nil
      case 8:
        return peer(fields.dropFirst(named).map(String.init), of: device ?? String(fields[0]), now)
      default:
        throw ParseError(
          what: "the WireGuard peers (wg show all dump)", at: .line(number + 1), found: "\(fields.count) fields",
          hint: "a device has \(4 + named) and a peer \(8 + named); its lines hold keys and are not quoted")
      }
    }
  }

  /// Public key, preshared key, endpoint, allowed IPs, latest handshake, received, sent, keepalive.
  private static func peer(_ fields: [String], of device: String, _ now: Int?) -> WireGuardPeer {
    WireGuardPeer(
      device: device, publicKey: fields[0], endpoint: UDPEndpoint(fields[2]),
      allowedIPs: fields[3].split(separator: ",").compactMap { IPPrefix($0) }, handshake: handshake(fields[4], now),
      received: count(fields[5]), sent: count(fields[6]))
  }

  private static func count(_ field: String) -> Int? { Int(field).flatMap { $0 < 0 ? nil : $0 } }

  /// Seconds since 1970; 0 for none.
  private static func handshake(_ field: String, _ now: Int?) -> Handshake? {
    guard let seconds = Int(field) else { return nil }
    guard seconds > 0 else { return .never }
    guard let now else { return nil }
    let (age, isNonsense) = now.subtractingReportingOverflow(seconds)
    // The two clocks are one, but for its steps.
    return isNonsense ? nil : .secondsAgo(max(0, age))
  }
}
