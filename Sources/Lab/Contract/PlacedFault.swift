/// Which way packets go, seen from the node where a fault is.
public enum FaultDirection: String, Sendable, Codable, Hashable, CaseIterable {
  /// Towards the node.
  case incoming = "in"
  /// From the node.
  case outgoing = "out"
}

/// A fault of the lab, and where it is: written `NAME`, `NAME@NODE`, or `NAME@NODE:in`.
public struct PlacedFault: Sendable, Hashable, Codable, CustomStringConvertible {
  /// What is broken.
  public var fault: LabFault
  /// The node where it is; nil where it is by itself: on every node, on the last one, or outside (``LabFault/home``).
  public var node: String?
  /// Which way packets are struck; nil for both ways, or the one that the fault is about.
  public var direction: FaultDirection?

  /// Places a fault.
  public init(_ fault: LabFault, node: String? = nil, direction: FaultDirection? = nil) {
    self.fault = fault
    self.node = node
    self.direction = direction
  }

  /// Reads what ``description`` writes; nil for an unknown fault, no node behind an `@`, or another word behind a `:`.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let fault = LabFault(rawValue: String(parts[0])) else { return nil }
    self.init(fault)
    guard parts.count == 2 else { return }
    let place = parts[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard !place[0].isEmpty else { return nil }
    node = String(place[0])
    guard place.count == 2 else { return }
    guard let direction = FaultDirection(rawValue: String(place[1])) else { return nil }
    self.direction = direction
  }

  /// What the command line takes.
  public var description: String {
    fault.rawValue + (node.map { "@\($0)" } ?? "") + (direction.map { ":\($0.rawValue)" } ?? "")
  }

  /// One sentence on what is broken, and where.
  public var summary: String {
    guard node != nil || direction != nil else { return fault.summary }
    let way = direction.map { $0 == .incoming ? ", of what is sent to it" : ", of what it sends" } ?? ""
    return "\(fault.summary) (here: \(node.map { "on \($0) alone" } ?? "on its usual nodes")\(way))"
  }

  /// Whether it is on a node.
  ///
  /// - Parameter nodes: All nodes of the lab.
  func strikes(_ name: String, of nodes: [String]) -> Bool {
    if let node { return node == name }
    return switch fault.home {
    case .everyNode, .outside: true
    case .firstNode: nodes.min() == name
    case .lastNode: nodes.max() == name
    }
  }

  /// Whether packets that go so are struck.
  func strikes(_ direction: FaultDirection) -> Bool {
    (self.direction ?? (fault == .tunnelOneWay ? .incoming : direction)) == direction
  }
}

extension LabFault {
  /// Where a fault is, unless a node is named.
  public enum Home: Sendable {
    case everyNode, firstNode, lastNode
    /// Beyond the nodes. With a node it is only for what that one sends or gets.
    case outside
  }

  /// Where it is, unless a node is named.
  public var home: Home {
    switch self {
    case .wireguardPeerDown, .externalDNSDown, .httpsEndpointDown, .httpsWrongAddress, .pathMTUSmaller,
      .tailnetRelayed:
      .outside
    case .vxlanDropped, .clusterDNSCrashLooping, .snatWrongAddress, .snatMissing, .natReverseMissing,
      .staleAgentDevices,
      .defaultRouteOnTailnet, .vxlanLost, .replyLost, .podsByWrongUplink, .clearTextLeak, .policyDenied,
      .staleServiceBackends, .identityCollides, .clusterDNSGone:
      .everyNode
    case .allowedIPsShort, .wireguardPeerGone: .firstNode
    case .ciliumNodeIPDiffers, .podsNotStarting, .ruleDrops, .forwardingOff, .strictSourceFilter, .marksLookedUpBack,
      .agentFrozen, .tunnelOneWay, .lossyTunnel, .pingFiltered, .noWayOut, .addressAdded, .hostFirewall,
      .kubeletBlocked, .forwardDropped,
      .dnsUpstreamLost, .deviceMTULowered, .uplinkDown, .defaultRouteMissing, .uplinkAddressGone, .agentNotStarting,
      .nodeGone, .tailnetKeyExpired, .tailnetKeyExpiring, .stunBlocked:
      .lastNode
    }
  }

  /// Whether it can be on one node alone.
  public var hasNodes: Bool { self != .clusterDNSGone }

  /// Whether one way alone can be struck.
  public var hasDirections: Bool {
    switch self {
    case .vxlanDropped, .tunnelOneWay, .lossyTunnel, .wireguardPeerDown, .pathMTUSmaller: true
    default: false
    }
  }
}

/// The faults that are on, and where each is.
struct FaultSet: Sendable, Hashable, ExpressibleByArrayLiteral {
  private var placed: [LabFault: PlacedFault] = [:]

  init(arrayLiteral faults: LabFault...) {
    for fault in faults { insert(PlacedFault(fault)) }
  }

  init(_ faults: some Sequence<PlacedFault>) {
    for fault in faults { insert(fault) }
  }

  /// Where a fault is; nil where it is off.
  subscript(_ fault: LabFault) -> PlacedFault? { placed[fault] }

  func contains(_ fault: LabFault) -> Bool { placed[fault] != nil }

  mutating func insert(_ fault: PlacedFault) { placed[fault.fault] = fault }

  mutating func remove(_ fault: LabFault) { placed[fault] = nil }

  /// Whether a fault is on a node, and strikes what goes so.
  ///
  /// - Parameter nodes: All nodes of the lab.
  func strike(_ fault: LabFault, on node: String, of nodes: [String], going direction: FaultDirection? = nil) -> Bool {
    guard let placed = placed[fault], placed.strikes(node, of: nodes) else { return false }
    return direction.map(placed.strikes) ?? true
  }
}
