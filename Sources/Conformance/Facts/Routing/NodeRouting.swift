import Cilium
import Foundation
import Routing

/// What the kernel of a node does with packets, by the node's facts.
struct NodeRouting: Sendable {
  /// Where a packet goes.
  enum Way: Sendable, Hashable {
    /// Out by one of these devices; by several where the kernel chooses among equal ones.
    case leaves([Device])
    /// To the node itself.
    case delivered
    /// Nowhere: no rule leads to a route, or one that drops.
    case nowhere
    /// No fact tells; why.
    case unknown(Sentence)
  }

  /// For packets of the node's own.
  let host: RoutingHost
  /// For packets of its pods.
  let pods: RoutingHost
  private let devices: [String: Device]
  private let podAddresses: [IPFamily: IPAddress]
  private let steering: [IPFamily: PolicyRule.Mark]
  private let markings: [PacketMarking]?
  private let decisions = DecisionCache()

  /// Stands for pods' devices, which the facts of a large cluster leave out.
  static let podDevice = "lxc-any"

  init(_ node: NodeFacts) {
    host = RoutingHost(
      routes: node.routes, devices: node.devices, ipv4Rules: node.policyRules(.ipv4),
      ipv6Rules: node.policyRules(.ipv6), sysctls: Sysctls(node.sysctls ?? [:]))
    pods = host.facingPods(behind: Self.podDevice)
    devices = Dictionary(node.devices.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    podAddresses = IPFamily.allCases.reduce(into: [:]) { $0[$1] = node.podBlock($1)?.anyAddress }
    let tunnels = Set(node.devices.filter(Uplinks.isTunnel).map(\.name))
    let rules = [IPFamily.ipv4: host.ipv4Rules, .ipv6: host.ipv6Rules]
    let routes = host.routes
    steering = rules.compactMapValues { rules in
      rules.first { Self.steers($0, into: tunnels, routes) }?.mark
    }
    markings = node.packetMarkings
  }

  /// Whether a rule sends marked packets into an overlay: somebody else than the overlay puts such marks on packets. Marks
  /// that the overlay puts on its own lead past it.
  private static func steers(_ rule: PolicyRule, into tunnels: Set<String>, _ routes: [KernelRoute]) -> Bool {
    guard let mark = rule.mark, mark.value & mark.mask != 0, !rule.isInverted, case .lookup(let table) = rule.action
    else { return false }
    return routes.contains { route in
      route.table == table && route.destination.isDefault && route.hops.contains { tunnels.contains($0.device) }
    }
  }

  /// The mark that netfilter puts on a packet before it is routed.
  enum Marked: Sendable, Hashable {
    /// This one; 0 where no rule of the kernel's asks for marks.
    case known(UInt32)
    /// That which the rule sends into an overlay, or none: netfilter's rules were not read, or do not tell.
    case maybe(UInt32, reason: Sentence)
  }

  /// The mark on packets to an address.
  func mark(_ hook: PacketMarking.Hook, to address: IPAddress) -> Marked {
    guard let steering = steering[address.family] else { return .known(0) }
    guard let markings else {
      return .maybe(
        steering.value, reason: "a rule sends what netfilter marks into an overlay, and netfilter's rules were not read"
      )
    }
    return markings.mark(hook, to: address, bits: steering.mask).map(Marked.known)
      ?? .maybe(
        steering.value,
        reason: "a rule sends what netfilter marks into an overlay, and which packets it marks depends on more than "
          + "where they go")
  }

  /// Where a packet of a pod on the node goes.
  func ofPod(to address: IPAddress) -> Way { way(podDecision(to: address)) }

  /// Where a packet of the node's own goes, with the mark that netfilter puts on it.
  func ofHost(to address: IPAddress) -> Way {
    switch mark(.output, to: address) {
    case .known(let mark): return way(hostDecision(to: address, mark: mark))
    case .maybe(let mark, let reason):
      let plain = way(hostDecision(to: address))
      return plain == way(hostDecision(to: address, mark: mark)) ? plain : .unknown(reason)
    }
  }

  /// The kernel's decision about a pod's packet.
  ///
  /// - Parameter mark: What it is marked with.
  func podDecision(to address: IPAddress, mark: UInt32 = 0) -> ForwardingDecision {
    decisions.decision(ofPod: true, to: address, mark: mark) { decide(ofPod: true, to: address, mark: mark) }
  }

  /// The kernel's decision about a packet of the node's own.
  ///
  /// - Parameter mark: What it is marked with.
  func hostDecision(to address: IPAddress, mark: UInt32 = 0) -> ForwardingDecision {
    decisions.decision(ofPod: false, to: address, mark: mark) { decide(ofPod: false, to: address, mark: mark) }
  }

  /// The kernel's decision, which is not kept: for what is asked of many addresses once.
  ///
  /// - Parameter isOfPod: Whether the packet is a pod's, or else the node's own.
  func decide(ofPod isOfPod: Bool, to address: IPAddress, mark: UInt32) -> ForwardingDecision {
    guard isOfPod else { return host.route(to: address, mark: mark) }
    guard let source = podAddresses[address.family] else { return pods.route(to: address, mark: mark) }
    return pods.forward(from: source, to: address, arrivingOn: Self.podDevice, mark: mark)
  }

  /// A decision as devices of the node.
  func way(_ decision: ForwardingDecision) -> Way {
    switch decision.outcome {
    case .leaves(let paths):
      let names = paths.map(\.device).uniqued()
      let found = names.compactMap { devices[$0] }
      return found.count == names.count ? .leaves(found) : .unknown("a route leads to a device that is not listed")
    case .delivered: return .delivered
    case .dropped: return .nowhere
    case .notKnown(let reason): return .unknown(Sentence(words: reason))
    }
  }

  /// Where pods' packets to the internet at large go: by the same way for both halves of the addresses, which some tunnels
  /// part (`0.0.0.0/1` and `128.0.0.0/1`), or by either.
  func toInternet(_ family: IPFamily) -> Way { toInternet(family, ofPod) }

  /// Where packets of the node's own to the internet at large go.
  func hostToInternet(_ family: IPFamily) -> Way { toInternet(family, ofHost) }

  private func toInternet(_ family: IPFamily, _ decide: (IPAddress) -> Way) -> Way {
    let ways = Self.samples[family, default: []].map(decide)
    var found: [Device] = []
    for way in ways {
      guard case .leaves(let devices) = way else { return way }
      found += devices.filter { device in !found.contains { $0.index == device.index } }
    }
    return found.isEmpty ? .nowhere : .leaves(found)
  }

  /// The decision that ``toInternet(_:)`` comes from.
  func internetDecision(_ family: IPFamily) -> ForwardingDecision? {
    Self.samples[family]?.first.map { podDecision(to: $0) }
  }

  /// An address of the internet at large.
  static func internetSample(_ family: IPFamily) -> IPAddress? { samples[family]?.first }

  /// One address of each half, which belong to the internet's own machinery (root name servers) and to no site.
  private static let samples: [IPFamily: [IPAddress]] = [
    .ipv4: ["199.7.83.42", "93.184.215.14"].compactMap { IPAddress($0) },
    .ipv6: ["2001:500:9f::42", "2a00:1450:4001::1"].compactMap { IPAddress($0) },
  ]
}

extension IPPrefix {
  /// An address in the middle of the block, which neither the network nor Cilium takes for itself, as they do with the
  /// first ones and the last.
  var anyAddress: IPAddress? {
    let free = (family == .ipv4 ? 32 : 128) - length
    guard free > 1 else { return address }
    var bytes = address.bytes
    bytes[bytes.count - 1] |= 0x85 & (free >= 8 ? 0xFF : (1 << UInt8(free)) - 1)
    return IPAddress(bytes: bytes)
  }
}
