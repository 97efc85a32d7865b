import Cilium
import Foundation

/// Reads what `wg show` prints for people: devices, and of each its peers.
public enum WireGuardText {
  /// The peers of all devices, in the text's order; none where there is no device.
  ///
  /// - Throws: ``Cilium/ParseError`` for a peer without a device above it.
  public static func parse(_ text: String) throws -> [WireGuardPeer] {
    var device: String?
    var peers: [WireGuardPeer] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else { continue }
      if parts[0] == "interface" {
        device = parts[1]
      } else if parts[0] == "peer" {
        guard let device else {
          throw ParseError(
            what: "the WireGuard peers (wg show)", at: .line(number + 1), found: String(line),
            hint: "a peer stands below its interface")
        }
        // The line of the handshake is left out where there was none (wg's show.c, pretty_print).
        peers.append(WireGuardPeer(device: device, publicKey: parts[1], handshake: .never))
      } else if let last = peers.indices.last {
        peers[last].take(parts[0], parts[1])
      }
    }
    return peers
  }

  private static let units = [
    "year": 31_557_600, "day": 86_400, "hour": 3_600, "minute": 60, "second": 1,
  ]

  /// The seconds of `1 hour, 4 minutes, 3 seconds ago`, or of `Now`; `nil` for anything else.
  static func age(_ text: String) -> Int? {
    if text == "Now" { return 0 }
    guard text.hasSuffix(" ago") else { return nil }
    var seconds = 0
    for part in text.dropLast(4).split(separator: ",") {
      let words = part.split(separator: " ")
      guard words.count == 2, let count = Int(words[0]), count >= 0,
        let unit = units[words[1].hasSuffix("s") ? String(words[1].dropLast()) : String(words[1])]
      else { return nil }
      let (product, isLarge) = count.multipliedReportingOverflow(by: unit)
      let (sum, isLarger) = seconds.addingReportingOverflow(product)
      guard !isLarge, !isLarger else { return nil }
      seconds = sum
    }
    return seconds
  }
}

extension WireGuardPeer {
  fileprivate mutating func take(_ label: String, _ value: String) {
    switch label {
    // `(none)` is no endpoint.
    case "endpoint": endpoint = UDPEndpoint(value)
    case "allowed ips":
      allowedIPs = value.split(separator: ",").compactMap { IPPrefix($0.trimmingCharacters(in: .whitespaces)) }
    case "latest handshake": handshake = WireGuardText.age(value).map(Handshake.secondsAgo)
    default: break
    }
  }
}
