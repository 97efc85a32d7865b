import Cilium

/// The outside endpoints that are probed over IPv6.
public struct IPv6Endpoints: Sendable, Codable, Hashable {
  /// The address that is pinged, for example 2001:4860:4860::8888.
  public var pingAddress: String
  /// The upstream DNS server that is asked directly, by address.
  public var dnsServer: String
  /// The host of the HTTPS server that answers with the caller's address; a name that has IPv6 addresses only, because a
  /// client in a pod chooses the family by itself.
  public var httpsHost: String
  /// The address to use for `httpsHost`, so that HTTPS does not depend on DNS; `nil` means by name.
  public var httpsAddress: String?

  /// Makes a set of endpoints; the defaults are the IPv6 sides of the IPv4 ones.
  public init(
    pingAddress: String = "2001:4860:4860::8888", dnsServer: String = "2001:4860:4860::8888",
    httpsHost: String = "api6.ipify.org", httpsAddress: String? = nil
  ) {
    self.pingAddress = pingAddress
    self.dnsServer = dnsServer
    self.httpsHost = httpsHost
    self.httpsAddress = httpsAddress
  }

  /// Whether a text is an IPv6 address as the fields hold it: without brackets and without a zone.
  public static func isAddress(_ text: String) -> Bool { IPv6Address(text) != nil }
}

extension ExternalEndpoints {
  /// The endpoints of IPv6, the defaults where none were given.
  private var ofIPv6: IPv6Endpoints { ipv6 ?? IPv6Endpoints() }

  /// The address that is pinged.
  func pingAddress(_ family: IPFamily) -> String { family == .ipv4 ? pingAddress : ofIPv6.pingAddress }

  /// The upstream DNS server.
  func dnsServer(_ family: IPFamily) -> String { family == .ipv4 ? dnsServer : ofIPv6.dnsServer }

  /// The name of the HTTPS server.
  func httpsHost(_ family: IPFamily) -> String { family == .ipv4 ? httpsHost : ofIPv6.httpsHost }

  /// The address of the HTTPS server, where one is given.
  func httpsAddress(_ family: IPFamily) -> String? { family == .ipv4 ? httpsAddress : ofIPv6.httpsAddress }

  /// What a connection to the HTTPS server is made to.
  func httpsTarget(_ family: IPFamily) -> String { httpsAddress(family) ?? httpsHost(family) }
}
