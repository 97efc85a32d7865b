/// The family of an address or prefix.
enum AddressFamily: String, Sendable, Hashable, CaseIterable, Comparable {
  case ipv4
  case ipv6

  /// By the form of the text: an address, or a prefix with its length. Colons are IPv6's alone.
  init(of text: String) { self = text.contains(":") ? .ipv6 : .ipv4 }

  static func < (left: AddressFamily, right: AddressFamily) -> Bool { left == .ipv4 && right == .ipv6 }

  /// `IPv4` or `IPv6`, as Kubernetes writes it.
  var title: String { self == .ipv4 ? "IPv4" : "IPv6" }
  /// The length of an address, in bits.
  var bits: Int { self == .ipv4 ? 32 : 128 }

  // MARK: In iproute2's words

  /// What has `ip` and `tc` take lines of this family that hold no address.
  var option: String { self == .ipv4 ? "-4" : "-6" }

  /// The destination of a default route: `ip -6` makes none of `default` in a table of its own.
  var anywhere: String { self == .ipv4 ? "default" : "::/0" }

  // MARK: In nftables

  /// The word before `saddr` and `daddr`, and the name of the family of tables.
  var nft: String { self == .ipv4 ? "ip" : "ip6" }
}

extension Sequence<String> {
  /// The first address or prefix of a family.
  func first(_ family: AddressFamily) -> String? { first { AddressFamily(of: $0) == family } }

  /// The addresses or prefixes of a family.
  func all(_ family: AddressFamily) -> [String] { filter { AddressFamily(of: $0) == family } }
}

extension String {
  /// The address as it stands in a URL and before a port: IPv6 in brackets (RFC 3986, section 3.2.2).
  var urlHost: String { AddressFamily(of: self) == .ipv6 ? "[\(self)]" : self }
}
