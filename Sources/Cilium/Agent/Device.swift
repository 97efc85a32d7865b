/// A network device as the agent sees it: one row of `cilium-dbg shell -- db/show devices`.
public struct Device: Hashable, Sendable, Codable {
  /// The interface name, such as `enp0s6`.
  public let name: String
  /// The interface index in the node's network namespace.
  public let index: Int
  /// Whether Cilium selected the device: its programs are attached to it and it masquerades.
  public let selected: Bool
  /// The kernel's link kind, such as `veth`, `tuntap`, `vxlan`; `device` for hardware.
  public let type: String
  /// The largest packet in bytes.
  public let mtu: Int
  /// The hardware address; empty for a device without one, such as a TUN.
  public let hardwareAddress: String
  /// The interface flags in Go's names: `up`, `broadcast`, `loopback`, `pointtopoint`, `multicast`, `running`.
  public let flags: Set<String>
  /// The addresses in the agent's order.
  public let addresses: [IPAddress]
  /// The kernel's operational state, such as `up` or `unknown` (what a TUN reports while it works).
  public let operStatus: String
  /// The flags as the kernel's bits. The text table does not show them: then they are made from the names,
  /// and bits without a name (SLAVE, NOARP) are missing.
  public var rawFlags: UInt32
  /// The index of the bridge, bond or VRF above this device; 0 for none, and always 0 from the text table.
  public var masterIndex: Int
  /// Further names of the device, which `devices` matches since 1.20; nil where none are known.
  public var alternativeNames: [String]?
  /// The addresses of which IPv6 duplicate detection is not done or has failed, which 1.20 does not count; nil where none
  /// are known.
  public var tentativeAddresses: [IPAddress]?
  /// The addresses that the kernel holds as secondary, behind another one of the same network; nil where none are known, and
  /// from the agents' tables.
  public var secondaryAddresses: [IPAddress]?
  /// What a VLAN device is: its id, and the index of the device that it lies on; nil for any other device, and from the
  /// agents' tables.
  public var vlan: VLAN?

  /// A VLAN on a device.
  public struct VLAN: Hashable, Sendable, Codable {
    /// Its id, 1 to 4094.
    public var id: Int
    /// The index of the device that carries its tagged packets.
    public var parentIndex: Int

    /// Makes one.
    public init(id: Int, parentIndex: Int) {
      self.id = id
      self.parentIndex = parentIndex
    }
  }

  /// Makes a device. Without `rawFlags` the bits are made from the names.
  public init(
    name: String, index: Int, selected: Bool = false, type: String, mtu: Int, hardwareAddress: String = "",
    flags: Set<String>, addresses: [IPAddress], operStatus: String = "up", rawFlags: UInt32? = nil,
    masterIndex: Int = 0, alternativeNames: [String]? = nil, tentativeAddresses: [IPAddress]? = nil
  ) {
    self.name = name
    self.index = index
    self.selected = selected
    self.type = type
    self.mtu = mtu
    self.hardwareAddress = hardwareAddress
    self.flags = flags
    self.addresses = addresses
    self.operStatus = operStatus
    self.rawFlags = rawFlags ?? LinkFlags.bits(named: flags)
    self.masterIndex = masterIndex
    self.alternativeNames = alternativeNames
    self.tentativeAddresses = tentativeAddresses
  }

  /// The IPv4 addresses in the agent's order.
  public var ipv4Addresses: [IPv4Address] { addresses.compactMap(\.ipv4) }

  /// The addresses of a family in the agent's order.
  public func addresses(of family: IPFamily) -> [IPAddress] { addresses.filter { $0.family == family } }

  /// All names, the interface's own first.
  public var names: [String] { [name] + (alternativeNames ?? []) }

  /// Whether the interface is administratively up.
  public var isUp: Bool { rawFlags & LinkFlags.up != 0 }
}

extension Device {
  /// Writes the flags in alphabetical order, so that the same device always gives the same bytes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(index, forKey: .index)
    try container.encode(selected, forKey: .selected)
    try container.encode(type, forKey: .type)
    try container.encode(mtu, forKey: .mtu)
    try container.encode(hardwareAddress, forKey: .hardwareAddress)
    try container.encode(flags.sorted(), forKey: .flags)
    try container.encode(addresses, forKey: .addresses)
    try container.encode(operStatus, forKey: .operStatus)
    try container.encode(rawFlags, forKey: .rawFlags)
    try container.encode(masterIndex, forKey: .masterIndex)
    try container.encodeIfPresent(alternativeNames, forKey: .alternativeNames)
    try container.encodeIfPresent(tentativeAddresses, forKey: .tentativeAddresses)
    try container.encodeIfPresent(secondaryAddresses, forKey: .secondaryAddresses)
    try container.encodeIfPresent(vlan, forKey: .vlan)
  }
}

/// The kernel's interface flag bits (`linux/if.h`).
enum LinkFlags {
  static let up: UInt32 = 0x1
  static let loopback: UInt32 = 0x8
  static let slave: UInt32 = 0x800

  /// Go's names for the flags (`net.Flags`) and the kernel's bits behind them.
  private static let named: [String: UInt32] = [
    "up": up, "broadcast": 0x2, "loopback": loopback, "pointtopoint": 0x10, "running": 0x40, "multicast": 0x1000,
  ]

  static func bits(named names: Set<String>) -> UInt32 { names.reduce(0) { $0 | (named[$1] ?? 0) } }

  static func names(of bits: UInt32) -> Set<String> { Set(named.filter { $0.value & bits != 0 }.keys) }
}
