import Foundation

/// Reads what iproute2 prints as JSON: where an agent has no table of its own (Cilium 1.14), its image's `ip` tells the
/// same of the node, whose network namespace the agent shares.
public enum KernelTables {
  /// Reads `ip -j -d addr show`.
  ///
  /// - Throws: ``ParseError`` for anything else; an empty list is an error, as a node always has `lo`.
  public static func devices(json: Data) throws -> [Device] {
    let what = "the node's devices (ip -j -d addr show)"
    // iproute2 prints `{}` for what a filter left out.
    let links = try decodeJSON([Link].self, from: json, what: what, hint: "is iproute2 in the agent's image?")
      .filter { $0.ifname != nil }
    guard !links.isEmpty else { throw ParseError(what: what, found: "[]", hint: "not even lo") }
    let indices = Dictionary(
      links.map { ($0.ifname ?? "", $0.ifindex ?? 0) }, uniquingKeysWith: { first, _ in first })
    return links.map { $0.device(indices: indices) }
  }

  /// Reads `ip -j route show table all`, of IPv4 or with `-6`. Routes name their device, so the devices are needed.
  ///
  /// - Throws: ``ParseError`` for anything else. None is not an error: a node without IPv6 has no such routes.
  public static func routes(json: Data, isIPv6: Bool = false, devices: [Device]) throws -> [Route] {
    let what = "the node's routes (ip -j route show table all)"
    let isBlank = json.allSatisfy { $0 == 0x20 || $0 == 0x0A }
    let entries =
      isBlank ? [] : try decodeJSON([Entry].self, from: json, what: what, hint: "is iproute2 in the agent's image?")
    let indices = Dictionary(devices.map { ($0.name, $0.index) }, uniquingKeysWith: { first, _ in first })
    return try entries.flatMap { entry in
      guard let destination = entry.prefix(isIPv6: isIPv6) else {
        throw ParseError(what: what, found: entry.dst ?? "", hint: "“dst” must be default, an address or a CIDR")
      }
      return entry.hops.map { hop in
        Route(
          destination: destination, source: entry.prefsrc.flatMap { IPAddress($0) },
          gateway: hop.gateway.flatMap { IPAddress($0) }, linkIndex: hop.dev.flatMap { indices[$0] } ?? 0,
          mtu: entry.metrics?.compactMap(\.mtu).first, table: entry.table ?? "main", type: entry.type ?? "unicast",
          scope: entry.scope == "global" ? "universe" : entry.scope ?? "universe", priority: entry.metric ?? 0)
      }
    }
  }

  private struct Link: Decodable {
    struct Address: Decodable {
      let local: String?
      let tentative: Bool?
      let dadfailed: Bool?
      let secondary: Bool

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        local = try container.decodeIfPresent(String.self, forKey: .local)
        // Flags are printed as true, or as null.
        tentative = container.contains(.tentative)
        dadfailed = container.contains(.dadfailed)
        secondary = container.contains(.secondary)
      }

      enum CodingKeys: String, CodingKey { case local, tentative, dadfailed, secondary }
    }
    struct Information: Decodable {
      struct Details: Decodable { let id: Int? }
      let kind: String?
      let details: Details?
      enum CodingKeys: String, CodingKey {
        case kind = "info_kind"
        case details = "info_data"
      }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kind = try container.decodeIfPresent(String.self, forKey: .kind)
        // Other kinds have an id of their own sort.
        guard kind == "vlan" else {
          details = nil
          return
        }
        details = try container.decodeIfPresent(Details.self, forKey: .details)
      }
    }
    let ifindex: Int?
    let ifname: String?
    let flags: [String]?
    let mtu: Int?
    let operstate: String?
    let linkType: String?
    let address: String?
    let master: String?
    let link: String?
    let linkinfo: Information?
    let altnames: [String]?
    let addresses: [Address]?
    enum CodingKeys: String, CodingKey {
      case ifindex, ifname, flags, mtu, operstate, address, master, link, linkinfo, altnames
      case linkType = "link_type"
      case addresses = "addr_info"
    }

    func device(indices: [String: Int]) -> Device {
      let flags = flags ?? []
      let bits = KernelTables.bits(of: flags)
      var device = Device(
        name: ifname ?? "", index: ifindex ?? 0, type: kind, mtu: mtu ?? 0,
        hardwareAddress: linkType == "ether" ? address ?? "" : "",
        flags: LinkFlags.names(of: bits),
        addresses: (addresses ?? []).compactMap { $0.local.flatMap { IPAddress($0) } },
        operStatus: operstate?.lowercased() ?? "", rawFlags: bits,
        masterIndex: master.map { indices[$0] ?? -1 } ?? 0, alternativeNames: altnames,
        tentativeAddresses: tentative.isEmpty ? nil : tentative)
      let secondary = (addresses ?? []).filter(\.secondary).compactMap { $0.local.flatMap { IPAddress($0) } }
      if !secondary.isEmpty { device.secondaryAddresses = secondary }
      if let id = linkinfo?.details?.id, let parent = link.flatMap({ indices[$0] }) {
        device.vlan = Device.VLAN(id: id, parentIndex: parent)
      }
      return device
    }

    private var tentative: [IPAddress] {
      (addresses ?? []).filter { $0.tentative == true || $0.dadfailed == true }
        .compactMap { $0.local.flatMap { IPAddress($0) } }
    }

    /// The agent's words for link kinds (vishvananda/netlink's `Link.Type()`).
    private var kind: String {
      switch linkinfo?.kind {
      case "tun"?: "tuntap"
      case let kind?: kind
      case nil: linkType == "infiniband" ? "ipoib" : "device"
      }
    }
  }

  private struct Entry: Decodable {
    struct Metrics: Decodable { let mtu: Int? }
    struct Hop: Decodable {
      let gateway: String?
      let dev: String?
    }
    let type: String?
    let dst: String?
    let gateway: String?
    let dev: String?
    let table: String?
    let scope: String?
    let prefsrc: String?
    let metric: Int?
    let metrics: [Metrics]?
    let nexthops: [Hop]?

    var hops: [Hop] { nexthops ?? [Hop(gateway: gateway, dev: dev)] }

    func prefix(isIPv6: Bool) -> IPPrefix? {
      guard let dst else { return nil }
      if dst == "default" { return IPPrefix(isIPv6 ? "::/0" : "0.0.0.0/0") }
      if let prefix = IPPrefix(dst) { return prefix }
      return IPAddress(dst).flatMap { IPPrefix($0, length: $0.ipv4 == nil ? 128 : 32) }
    }
  }

  /// The kernel's bits of iproute2's words; the kernel's RUNNING is shown as the absence of NO-CARRIER.
  static func bits(of flags: [String]) -> UInt32 {
    let isRunning: UInt32 = flags.contains("UP") && !flags.contains("NO-CARRIER") ? 0x40 : 0
    return flags.reduce(isRunning) { $0 | (flagBits[$1] ?? 0) }
  }

  /// iproute2's names for interface flags (`ip/ipaddress.c`) and the kernel's bits (`linux/if.h`).
  private static let flagBits: [String: UInt32] = [
    "UP": 0x1, "BROADCAST": 0x2, "LOOPBACK": 0x8, "POINTOPOINT": 0x10, "NOARP": 0x80, "PROMISC": 0x100,
    "ALLMULTI": 0x200, "MASTER": 0x400, "SLAVE": 0x800, "MULTICAST": 0x1000,
  ]
}
