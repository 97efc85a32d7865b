/// The kernel parameters that decide about forwarding, as far as they are known.
///
/// A decision that depends on one that is not says so; `accept_local` and `ignore_routes_with_linkdown` then have the
/// kernel's default, off, which no distribution changes.
public struct Sysctls: Hashable, Sendable, Codable {
  /// The values by `sysctl`'s names, such as `net.ipv4.conf.all.rp_filter`.
  public var values: [String: Int]

  /// Takes values by their names, with dots between the parts.
  public init(_ values: [String: Int] = [:]) { self.values = values }

  /// The parameters of sockets' buffers, which nothing is forwarded by: what tunnels' sockets get, and may ask for.
  public static let socketBuffers = [
    "net.core.rmem_default", "net.core.rmem_max", "net.core.wmem_default", "net.core.wmem_max",
  ]

  /// Reads or sets one value by its name.
  public subscript(_ name: String) -> Int? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// A copy with one value changed.
  public func setting(_ name: String, to value: Int) -> Self {
    var copy = self
    copy.values[name] = value
    return copy
  }

  func ipv4(_ key: String, _ device: String) -> Int? { values["net.ipv4.conf.\(device).\(key)"] }

  func ipv6(_ key: String, _ device: String) -> Int? { values["net.ipv6.conf.\(device).\(key)"] }

  /// IN_DEV_ORCONF: set for all devices, or for this one; nil when it cannot be told.
  func ipv4Either(_ key: String, _ device: String) -> Bool? {
    let (all, own) = (ipv4(key, "all"), ipv4(key, device))
    if (all ?? 0) != 0 || (own ?? 0) != 0 { return true }
    return all == nil || own == nil ? nil : false
  }

  /// IN_DEV_MAXCONF: the larger of the value for all devices and this one's; nil when it cannot be told.
  func ipv4Largest(_ key: String, _ device: String) -> Int? {
    guard let all = ipv4(key, "all"), let own = ipv4(key, device) else { return nil }
    return max(all, own)
  }
}
