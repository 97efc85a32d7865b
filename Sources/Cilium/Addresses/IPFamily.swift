/// One of the two families of IP addresses.
public enum IPFamily: String, Sendable, CaseIterable, Codable, Hashable {
  /// IPv4.
  case ipv4
  /// IPv6.
  case ipv6

  /// The name that people use.
  public var title: String {
    switch self {
    case .ipv4: "IPv4"
    case .ipv6: "IPv6"
    }
  }

  /// How many bits an address has.
  public var bits: Int {
    switch self {
    case .ipv4: 32
    case .ipv6: 128
    }
  }
}
