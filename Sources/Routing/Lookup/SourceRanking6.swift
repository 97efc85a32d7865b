import Cilium

/// The rules of RFC 6724, section 5, in the kernel's order (`ipv6_get_saddr_eval`): of two addresses the first rule that
/// tells them apart decides, and of equal ones the one that was seen first stays.
struct SourceRanking6 {
  private let to: IPv6Address
  private let toBits: AddressBits
  private let toScope: Int
  private let toLabel: Int
  private let device: String?
  private let sysctls: Sysctls
  private var best: (address: LinkAddress, link: String)?
  private var doubt: String?

  init(to: IPv6Address, device: String?, sysctls: Sysctls) {
    self.to = to
    self.toBits = AddressBits(.v6(to))
    self.toScope = V6Type(to).scope
    self.toLabel = Self.label(to)
    self.device = device
    self.sysctls = sysctls
  }

  var source: SourceAddress {
    guard let best else { return .none }
    return doubt.map { .notKnown($0) } ?? .chosen(best.address.address)
  }

  mutating func consider(_ link: NetworkLink) {
    for address in link.addresses {
      guard let own = address.address.ipv6, !address.isTentative || address.isOptimistic else { continue }
      let type = V6Type(own)
      guard type.kind != .any, type.kind != .multicast else { continue }
      guard let held = best else {
        best = (address, link.name)
        continue
      }
      switch isBetter((address, link.name), than: held) {
      case .yes:
        best = (address, link.name)
        doubt = nil
      case .no: break
      case .maybe(let reason): doubt = reason
      }
    }
  }

  private typealias Candidate = (address: LinkAddress, link: String)

  private func isBetter(_ new: Candidate, than old: Candidate) -> Truth {
    guard let left = new.address.address.ipv6, let right = old.address.address.ipv6 else { return .no }
    let (leftType, rightType) = (V6Type(left), V6Type(right))
    // 1: the same address. 2: the appropriate scope. 3: not deprecated, not optimistic.
    for (mine, theirs) in [
      (left == to ? 1 : 0, right == to ? 1 : 0),
      (scopeDistance(leftType), scopeDistance(rightType)),
      (isPreferred(new, leftType) ? 1 : 0, isPreferred(old, rightType) ? 1 : 0),
      // 5: the outgoing device. 6: the same label.
      (isOutgoing(new) ? 1 : 0, isOutgoing(old) ? 1 : 0),
      (Self.label(left) == toLabel ? 1 : 0, Self.label(right) == toLabel ? 1 : 0),
    ] where mine != theirs {
      return Truth(mine > theirs)
    }
    // 7: public rather than temporary, or the other way round by use_tempaddr.
    let privacy = (fitsPrivacy(new), fitsPrivacy(old))
    if case (let mine?, let theirs?) = privacy, mine != theirs { return Truth(mine) }
    if privacy.0 == nil || privacy.1 == nil, new.address.isTemporary || old.address.isTemporary {
      return .maybe("use_tempaddr was not read, and there are temporary addresses")
    }
    // 8: ORCHID with ORCHID, then the longest common prefix.
    let (mine, theirs) = (Self.isOrchid(left) == Self.isOrchid(to), Self.isOrchid(right) == Self.isOrchid(to))
    if mine != theirs { return Truth(mine) }
    return hasLongerMatch(new, than: old)
  }

  private func hasLongerMatch(_ new: Candidate, than old: Candidate) -> Truth {
    let (mine, theirs) = (match(new), match(old))
    // Without the prefix length the common bits are an upper bound.
    guard new.address.prefixLength != nil, old.address.prefixLength != nil else {
      if old.address.prefixLength != nil, mine <= theirs { return .no }
      return .maybe("the prefix lengths of addresses that are equally good sources are not known")
    }
    if mine != theirs { return Truth(mine > theirs) }
    if new.address.isOptimistic != old.address.isOptimistic { return Truth(!new.address.isOptimistic) }
    return .no
  }

  private func match(_ candidate: Candidate) -> Int {
    min(AddressBits(candidate.address.address).commonPrefix(toBits), candidate.address.prefixLength ?? 128)
  }

  private func scopeDistance(_ type: V6Type) -> Int { type.scope >= toScope ? -type.scope : type.scope - 128 }

  private func isPreferred(_ candidate: Candidate, _ type: V6Type) -> Bool {
    if type.kind == .mapped || type.kind == .compatible || type.kind == .loopback { return true }
    return !candidate.address.isDeprecated && !candidate.address.isOptimistic
  }

  private func isOutgoing(_ candidate: Candidate) -> Bool { device == nil || candidate.link == device }

  /// By the device's wish alone: where it prefers temporary addresses, one that is not is a bad source even if there is
  /// no other.
  private func fitsPrivacy(_ candidate: Candidate) -> Bool? {
    guard let use = sysctls.ipv6("use_tempaddr", candidate.link) else { return nil }
    return candidate.address.isTemporary == (use >= 2)
  }

  private static func isOrchid(_ address: IPv6Address) -> Bool {
    address.bytes.starts(with: [0x20, 0x01, 0x00]) && address.bytes[3] & 0xF0 == 0x10
  }

  /// The kernel's own labels (`net/ipv6/addrlabel.c`), longest prefix first.
  private static let labels: [(prefix: IPPrefix, label: Int)] = [
    ("::1/128", 0), ("::ffff:0:0/96", 4), ("::/96", 3), ("2001::/32", 6), ("2001:10::/28", 7), ("2002::/16", 2),
    ("3ffe::/16", 12), ("fec0::/10", 11), ("fc00::/7", 5), ("::/0", 1),
  ].compactMap { text, label in IPPrefix(text).map { ($0, label) } }

  private static func label(_ address: IPv6Address) -> Int {
    let bits = AddressBits(.v6(address))
    return labels.first { $0.prefix.matches(bits) }?.label ?? 1
  }
}
