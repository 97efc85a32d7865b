import Cilium

/// A routing policy rule: a line of `ip rule`.
public struct PolicyRule: Hashable, Sendable, Codable {
  /// What happens to a packet that the rule selects.
  public enum Action: Hashable, Sendable, Codable {
    /// Look it up in a table; go on with the next rule if nothing matches there.
    case lookup(RoutingTable)
    /// Look it up in the table of the VRF that it arrived in or leaves through (`l3mdev`), and select no other packets.
    case lookupVRF
    /// Go on with the first rule of that priority; with the next one if there is none.
    case goTo(Int)
    /// Nothing; a target for ``goTo(_:)``.
    case nop
    /// PacketDrop it silently (EINVAL for the host's own packets).
    case blackhole
    /// PacketDrop it as unreachable (ENETUNREACH).
    case unreachable
    /// PacketDrop it as prohibited (EACCES).
    case prohibit
    /// An action that this model does not know, as `ip` prints it.
    case other(String)
  }

  /// A firewall mark with the bits of it that count.
  public struct Mark: Hashable, Sendable, Codable {
    /// The bits that the packet's mark must have.
    public let value: UInt32
    /// The bits that are looked at.
    public let mask: UInt32

    /// Makes a mark; without a mask all bits count.
    public init(_ value: UInt32, mask: UInt32 = .max) {
      self.value = value
      self.mask = mask
    }
  }

  /// Rules are tried from the smallest number on.
  public var priority: Int
  /// What happens to a selected packet.
  public var action: Action
  /// Whether the rule selects exactly the packets that its selectors do not (`not`).
  public var isInverted: Bool
  /// The sources that it selects; nil for all, including a packet that has no source address yet.
  public var from: IPPrefix?
  /// The destinations that it selects; nil for all.
  public var to: IPPrefix?
  /// The firewall mark that it selects (`fwmark`).
  public var mark: Mark?
  /// The device that packets arrive by; `lo` for those that the host itself sends.
  public var inputDevice: String?
  /// The device that a socket is bound to.
  public var outputDevice: String?
  /// The type of service.
  public var tos: UInt8?
  /// The protocol's number (`ipproto`).
  public var ipProtocol: UInt8?
  /// The source ports (`sport`).
  public var sourcePorts: ClosedRange<UInt16>?
  /// The destination ports (`dport`).
  public var destinationPorts: ClosedRange<UInt16>?
  /// The users of the sending socket (`uidrange`).
  public var users: ClosedRange<UInt32>?
  /// A match in the table counts only if its prefix is longer than this (`suppress_prefixlength`).
  public var suppressedPrefixLength: Int?
  /// A match in the table does not count if it leads to a device of this group (`suppress_ifgroup`).
  public var suppressedGroup: String?
  /// Selectors that the rule has and this model does not know, by `ip`'s name: a packet that the rest of the rule
  /// selects may be selected or not.
  public var unknownSelectors: [String]

  /// Makes a rule that selects all packets.
  public init(priority: Int, _ action: Action) {
    self.priority = priority
    self.action = action
    self.isInverted = false
    self.unknownSelectors = []
  }

  /// A changed copy, as in `PolicyRule(priority: 5210, .lookup(.main)).with { $0.mark = .init(0x80000, mask: 0xff0000) }`.
  public func with(_ change: (inout Self) throws -> Void) rethrows -> Self {
    var copy = self
    try change(&copy)
    return copy
  }

  /// The rules of a host on which nobody added any (`net/ipv4/fib_rules.c`, `net/ipv6/fib6_rules.c`).
  public static func defaults(_ family: IPFamily) -> [PolicyRule] {
    let common = [PolicyRule(priority: 0, .lookup(.local)), PolicyRule(priority: 32766, .lookup(.main))]
    return family == .ipv4 ? common + [PolicyRule(priority: 32767, .lookup(.default))] : common
  }
}

extension PolicyRule: CustomStringConvertible {
  /// The rule as `ip rule` prints it.
  public var description: String {
    var words = ["\(priority):"]
    if isInverted { words.append("not") }
    words.append("from \(from?.description ?? "all")")
    if let to { words.append("to \(to)") }
    if let tos { words.append("tos 0x\(String(tos, radix: 16))") }
    if let mark {
      let mask = mark.mask == .max ? "" : "/0x\(String(mark.mask, radix: 16))"
      words.append("fwmark 0x\(String(mark.value, radix: 16))\(mask)")
    }
    if let inputDevice { words.append("iif \(inputDevice)") }
    if let outputDevice { words.append("oif \(outputDevice)") }
    if let users { words.append("uidrange \(users.lowerBound)-\(users.upperBound)") }
    if let ipProtocol { words.append("ipproto \(IPProtocolName.name(ipProtocol))") }
    if let sourcePorts { words.append("sport \(Self.text(sourcePorts))") }
    if let destinationPorts { words.append("dport \(Self.text(destinationPorts))") }
    words += unknownSelectors
    words.append(actionText)
    return words.joined(separator: " ")
  }

  private var actionText: String {
    switch action {
    case .lookup(let table):
      "lookup \(table)" + (suppressedPrefixLength.map { " suppress_prefixlength \($0)" } ?? "")
        + (suppressedGroup.map { " suppress_ifgroup \($0)" } ?? "")
    case .lookupVRF: "lookup [l3mdev-table]"
    case .goTo(let target): "goto \(target)"
    case .nop: "nop"
    case .blackhole: "blackhole"
    case .unreachable: "unreachable"
    case .prohibit: "prohibit"
    case .other(let text): text
    }
  }

  private static func text(_ ports: ClosedRange<UInt16>) -> String {
    ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
  }
}

/// The protocols that people name in rules, as `ip` does by the host's `/etc/protocols`.
enum IPProtocolName {
  private static let numbers: [String: UInt8] = [
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "dccp": 33, "gre": 47, "esp": 50, "ah": 51, "ipv6-icmp": 58,
    "icmpv6": 58,
    "sctp": 132,
  ]

  static func number(_ text: String) -> UInt8? { numbers[text.lowercased()] ?? UInt8(text) }

  static func name(_ number: UInt8) -> String {
    number == 58 ? "ipv6-icmp" : numbers.first { $0.value == number }?.key ?? String(number)
  }
}
