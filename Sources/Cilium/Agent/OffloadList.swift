/// Reads `ethtool -k`: what a device's driver and the kernel do with many packets at once.
public enum OffloadList {
  /// Whether what was put together of UDP packets is handed on whole, and not taken apart first (Linux 5.12).
  public static let udpGROForwarding = "rx-udp-gro-forwarding"

  /// Device → whether the feature is on. A device that has it not, or whose line is torn, is missing.
  public static func parse(_ text: String, feature: String) -> [String: Bool] {
    var device: String?
    var found: [String: Bool] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop(while: \.isWhitespace) }
      if line.hasPrefix("Features for "), line.hasSuffix(":") {
        device = String(line.dropFirst("Features for ".count).dropLast())
      } else if parts.count == 2, parts[0] == feature, let device {
        // Behind it may stand `[fixed]` or `[requested on]`.
        switch parts[1].prefix(while: { !$0.isWhitespace }) {
        case "on": found[device] = true
        case "off": found[device] = false
        default: break
        }
      }
    }
    return found
  }
}
