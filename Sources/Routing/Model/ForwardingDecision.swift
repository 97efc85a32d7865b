import Cilium

/// What a host does with a packet, and why.
public struct ForwardingDecision: Hashable, Sendable {
  /// What becomes of the packet.
  public enum Outcome: Hashable, Sendable {
    /// It leaves the host. Of several paths the kernel takes one: by a hash over the flow for a multipath route, by what
    /// it knows of the neighbours for several default routes of one metric.
    case leaves([ForwardingPath])
    /// It goes to the host itself.
    case delivered(ForwardingPath)
    /// It goes nowhere.
    case dropped(PacketDrop)
    /// This model cannot tell, for the reason given.
    case notKnown(String)
  }

  /// What becomes of the packet.
  public var outcome: Outcome
  /// The rule that decided; nil when no rule did, or when it cannot be told (see ``assumptions``).
  public var rule: PolicyRule?
  /// The route that decided; nil when no route did.
  public var route: KernelRoute?
  /// What was taken for granted.
  public var assumptions: Set<RoutingAssumption>

  init(_ outcome: Outcome, rule: PolicyRule? = nil, route: KernelRoute? = nil, assumptions: Set<RoutingAssumption> = [])
  {
    self.outcome = outcome
    self.rule = rule
    self.route = route
    self.assumptions = assumptions
  }

  /// The table that decided; nil when no route did.
  public var table: RoutingTable? { route?.table }

  /// The ways that the packet may take: none if it goes nowhere or is not known.
  public var paths: [ForwardingPath] {
    switch outcome {
    case .leaves(let paths): paths
    case .delivered(let path): [path]
    case .dropped, .notKnown: []
    }
  }

  /// The devices that the packet may leave by.
  public var devices: Set<String> {
    if case .leaves(let paths) = outcome { Set(paths.map(\.device)) } else { [] }
  }

  /// How the packet is dropped, if it is.
  public var drop: PacketDrop? {
    if case .dropped(let drop) = outcome { drop } else { nil }
  }

  /// Why it is not known what becomes of the packet, if it is not.
  public var unknownReason: String? {
    if case .notKnown(let reason) = outcome { reason } else { nil }
  }
}

/// One way that a packet may take.
public struct ForwardingPath: Hashable, Sendable {
  /// Whether it goes to one host, to the host itself, to all hosts of a link or to a group.
  public var kind: KernelRoute.Kind
  /// The device that it leaves by; `lo` or the VRF for what goes to the host itself.
  public var device: String
  /// The router, when there is one.
  public var gateway: IPAddress?
  /// The source address that the packet has or gets.
  public var source: SourceAddress

  /// Makes a path.
  public init(kind: KernelRoute.Kind = .unicast, device: String, gateway: IPAddress? = nil, source: SourceAddress) {
    self.kind = kind
    self.device = device
    self.gateway = gateway
    self.source = source
  }
}

/// A packet's source address.
public enum SourceAddress: Hashable, Sendable {
  /// The one that the question named.
  case given(IPAddress)
  /// The one that the host chooses.
  case chosen(IPAddress)
  /// The host has no address that fits.
  case none
  /// This model cannot tell, for the reason given.
  case notKnown(String)

  /// The address, if there is one and it is known.
  public var address: IPAddress? {
    switch self {
    case .given(let address), .chosen(let address): address
    case .none, .notKnown: nil
    }
  }
}

/// How a packet is dropped.
public struct PacketDrop: Hashable, Sendable {
  /// Why.
  public enum Kind: String, Hashable, Sendable {
    /// No rule led to a table with a route.
    case noRoute
    /// A rule or route of type `unreachable`.
    case unreachable
    /// A rule or route of type `blackhole`.
    case blackhole
    /// A rule or route of type `prohibit`.
    case prohibit
    /// `rp_filter`: the way back does not lead by the device that the packet arrived by (a “martian source”).
    case reversePath
    /// The source address is one that no other host can have: the host's own, broadcast, multicast, loopback.
    case martianSource
    /// The destination is one that does not come from outside: loopback, or 0.0.0.0.
    case martianDestination
    /// The packet is for another host, and the host does not forward.
    case notForwarding
    /// The host is to send from an address that it does not have.
    case sourceNotLocal
    /// There is no such device, or it is down.
    case deviceDown
    /// Not an address that one can send to or from.
    case invalidAddress
  }

  /// Why.
  public var kind: Kind
  /// The error that a sending socket gets and `ip route get` shows (`errno.h`); the kernel's of 6.18. Older kernels show
  /// EXDEV for ``Kind/reversePath``, and before 5.x EINVAL for ``Kind/sourceNotLocal``.
  public var errno: Int32

  init(_ kind: Kind, _ errno: Int32) {
    self.kind = kind
    self.errno = errno
  }
}

/// Something that was taken for granted in a decision, because it was not read.
public enum RoutingAssumption: String, Hashable, Sendable, CaseIterable, Codable {
  /// The rules were not read: those that the kernel starts with.
  case defaultRules
  /// The rules were not read, and table 52 is there: Tailscale's rules 5210 to 5270.
  case tailscaleRules
  /// The rules were not read, and a table from 51820 on sends everything into a WireGuard device: wg-quick's rules.
  case wireGuardRules
  /// The rules were not read, and a VRF is there: the rule 1000 that the kernel adds for it.
  case vrfRule
  /// A VRF's table was not read: the one that holds its ports' local routes.
  case vrfTable
  /// The addresses' prefix lengths, order and flags were not read: what the connected routes suggest, no flags.
  case addressDetails
  /// It was not read whether the host forwards: it does, as Kubernetes needs it.
  case forwarding

  /// The assumption as a sentence's part.
  public var text: String {
    switch self {
    case .defaultRules: "the kernel's own rules, as none were read"
    case .tailscaleRules: "Tailscale's rules 5210 to 5270, as table 52 is there and no rules were read"
    case .wireGuardRules: "wg-quick's rules 32764 and 32765, as its table is there and no rules were read"
    case .vrfRule: "the rule 1000 for VRFs, as a VRF is there and no rules were read"
    case .vrfTable: "a VRF's table by its ports' local routes, as it was not read"
    case .addressDetails: "prefix lengths and order of addresses by the connected routes, as they were not read"
    case .forwarding: "that the host forwards, as it was not read"
    }
  }
}
