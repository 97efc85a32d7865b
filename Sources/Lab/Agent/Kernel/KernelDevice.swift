import Foundation

/// A network device as `ip -j -d addr` of iproute2 describes it.
struct KernelDevice: Sendable, Hashable {
  var index: Int
  var name: String
  var mtu: Int
  /// Empty for devices without a link-layer address (TUN), and for loopback as Go's `net` package has it.
  var hardwareAddress: String
  /// iproute2's flag words, for example `BROADCAST`, `UP`, `LOWER_UP`.
  var flags: [String]
  /// The kernel's link kind in netlink's words: `device`, `veth`, `tuntap`, `vxlan`, `bridge`, …
  var type: String
  var master: String?
  /// `up`, `down`, `unknown`, `lower-layer-down`, …
  var operState: String
  var addresses: [Address]

  /// An address of a device.
  struct Address: Sendable, Hashable {
    var address: String
    var prefixLength: Int
    /// iproute2's word: `global`, `site`, `link`, `host`.
    var scope: String
    var secondary: Bool
  }

  /// IFF_* bits as the kernel has them (`include/uapi/linux/if.h`).
  var rawFlags: UInt32 {
    flags.reduce(0) { $0 | (Self.flagBits[$1] ?? 0) }
  }

  private static let flagBits: [String: UInt32] = [
    "UP": 0x1, "BROADCAST": 0x2, "DEBUG": 0x4, "LOOPBACK": 0x8, "POINTOPOINT": 0x10, "NOTRAILERS": 0x20,
    "RUNNING": 0x40, "NOARP": 0x80, "PROMISC": 0x100, "ALLMULTI": 0x200, "MASTER": 0x400, "SLAVE": 0x800,
    "MULTICAST": 0x1000, "PORTSEL": 0x2000, "AUTOMEDIA": 0x4000, "DYNAMIC": 0x8000,
    // iproute2 hides IFF_RUNNING (it prints NO-CARRIER when it is missing); LOWER_UP implies it in practice.
    "LOWER_UP": 0x1_0040, "DORMANT": 0x2_0000, "ECHO": 0x4_0000,
  ]

  /// Reads the output of `ip -j -d addr`.
  static func parse(_ json: String) throws -> [KernelDevice] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let links = try decoder.decode([Link].self, from: Data(json.utf8))
    // `ip -j` prints an empty object for each device that a filter hides.
    return links.compactMap(\.device)
  }

  private struct Link: Decodable {
    var ifindex: Int?
    var ifname: String?
    var flags: [String]?
    var mtu: Int?
    var operstate: String?
    var linkType: String?
    var address: String?
    var master: String?
    var linkinfo: LinkInfo?
    var addrInfo: [AddressInfo]?

    struct LinkInfo: Decodable {
      var infoKind: String?
    }

    struct AddressInfo: Decodable {
      var local: String?
      var prefixlen: Int?
      var scope: String?
      var secondary: Bool?
    }

    var device: KernelDevice? {
      guard let ifindex, let ifname else { return nil }
      let kind = linkinfo?.infoKind
      let mac = address ?? ""
      return KernelDevice(
        index: ifindex, name: ifname, mtu: mtu ?? 0,
        hardwareAddress: linkType == "ether" || linkType == "infiniband" ? mac : "",
        flags: flags ?? [],
        type: type(kind), master: master,
        operState: (operstate ?? "UNKNOWN").lowercased().replacingOccurrences(
          of: "lowerlayerdown", with: "lower-layer-down"),
        addresses: (addrInfo ?? []).compactMap { info in
          info.local.map {
            KernelDevice.Address(
              address: $0, prefixLength: info.prefixlen ?? 0, scope: info.scope ?? "global",
              secondary: info.secondary ?? false)
          }
        })
    }

    /// The type word of Go's netlink library: a link without kind is `device`, a TUN or TAP is `tuntap`; an IPoIB
    /// link has its own kind or shows by its link type.
    private func type(_ kind: String?) -> String {
      switch kind {
      case "tun": "tuntap"
      case .some(let kind): kind
      case nil: linkType == "infiniband" ? "ipoib" : "device"
      }
    }
  }
}
