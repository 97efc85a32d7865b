import Cilium

/// The kernel's classes of IPv6 addresses (`__ipv6_addr_type`), with the number of the scope.
struct V6Type: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case any, unicast, loopback, compatible, mapped, linkLocal, siteLocal, multicast
  }

  static let linkLocalScope = 2
  static let siteLocalScope = 5
  static let globalScope = 14

  let kind: Kind
  let scope: Int

  init(_ address: IPv6Address) {
    let bytes = address.bytes
    let isHighHalfZero = bytes.prefix(8).allSatisfy { $0 == 0 }
    (kind, scope) =
      switch (bytes[0], bytes[1] & 0xC0) {
      case (0xFF, _): (.multicast, Int(bytes[1] & 0x0F))
      case (0xFE, 0x80): (.linkLocal, Self.linkLocalScope)
      case (0xFE, 0xC0): (.siteLocal, Self.siteLocalScope)
      case _ where isHighHalfZero && bytes[8..<12].allSatisfy { $0 == 0 }:
        switch UInt128(bytes: bytes[12..<16]) {
        case 0: (.any, -1)
        case 1: (.loopback, Self.linkLocalScope)
        default: (.compatible, Self.globalScope)
        }
      case _ where isHighHalfZero && Array(bytes[8..<12]) == [0, 0, 0xFF, 0xFF]: (.mapped, Self.globalScope)
      default: (.unicast, Self.globalScope)
      }
  }

  /// Whether a lookup for the address is bound to the device strictly (`rt6_need_strict`).
  var needsDevice: Bool { kind == .multicast || kind == .linkLocal || kind == .loopback }

  var routeScope: KernelRoute.Scope {
    switch kind {
    case .loopback: .host
    case .linkLocal: .link
    case .siteLocal: .site
    default: .global
    }
  }
}

extension UInt128 {
  fileprivate init(bytes: some Sequence<UInt8>) { self = bytes.reduce(0) { $0 << 8 | UInt128($1) } }
}
