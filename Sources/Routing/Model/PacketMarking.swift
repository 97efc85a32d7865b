import Cilium

/// What a rule of netfilter writes into packets' firewall marks, before the kernel routes them.
public struct PacketMarking: Hashable, Sendable, Codable {
  /// Where netfilter meets packets before their route is chosen.
  public enum Hook: String, Hashable, Sendable, Codable, CaseIterable {
    /// What arrives, pods' packets among it.
    case prerouting
    /// What the host itself sends, a tunnel's outer packets among it; a chain of type `route` has them routed again.
    case output
  }

  /// Where it stands.
  public var hook: Hook
  /// The destinations whose packets it marks; nil for all.
  public var destinations: [IPPrefix]?
  /// The bits that it sets.
  public var value: UInt32
  /// The bits that it writes, set or not.
  public var mask: UInt32
  /// Whether it depends on more than the destination, or writes a value that the rule does not tell.
  public var isConditional: Bool

  /// Makes one.
  public init(_ hook: Hook, to destinations: [IPPrefix]?, value: UInt32, mask: UInt32, isConditional: Bool = false) {
    self.hook = hook
    self.destinations = destinations
    self.value = value
    self.mask = mask
    self.isConditional = isConditional
  }

  /// Whether it may mark packets to an address.
  public func concerns(_ address: IPAddress) -> Bool { destinations?.contains { $0.contains(address) } ?? true }
}

extension Sequence where Element == PacketMarking {
  /// The mark of an unmarked packet, as far as some bits go, once all rules have seen it; nil where it depends on more than
  /// the rules tell.
  public func mark(_ hook: PacketMarking.Hook, to address: IPAddress, bits: UInt32) -> UInt32? {
    var mark: UInt32 = 0
    for rule in self where rule.hook == hook && rule.mask & bits != 0 && rule.concerns(address) {
      if rule.isConditional { return nil }
      mark = mark & ~rule.mask | rule.value
    }
    return mark & bits
  }
}
