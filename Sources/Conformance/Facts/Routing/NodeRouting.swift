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
    case unknown(String)
  }

  /// For packets of the node's own.
  let host: RoutingHost
  /// For packets of its pods.
  let pods: RoutingHost
  private let devices: [String: Device]
  private let podAddresses: [IPFamily: IPAddress]

  /// Stands for pods' devices, which the facts of a large cluster leave out.
  private static let podDevice = "lxc-any"

  init(_ node: NodeFacts) {
    host = RoutingHost(
      routes: node.routes, devices: node.devices, ipv4Rules: node.policyRules(.ipv4),
      ipv6Rules: node.policyRules(.ipv6), sysctls: Sysctls(node.sysctls ?? [:]))
    pods = host.facingPods(behind: Self.podDevice)
    devices = Dictionary(node.devices.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    podAddresses = IPFamily.allCases.reduce(into: [:]) { $0[$1] = node.podBlock($1)?.anyAddress }
  }

  /// Where a packet of a pod on the node goes.
  func ofPod(to address: IPAddress) -> Way { way(podDecision(to: address)) }

  /// Where a packet of the node's own goes, that no mark was put on.
  func ofHost(to address: IPAddress) -> Way { way(hostDecision(to: address)) }

  /// The kernel's decision about a pod's packet.
  func podDecision(to address: IPAddress) -> ForwardingDecision {
    guard let source = podAddresses[address.family] else { return pods.route(to: address) }
    return pods.forward(from: source, to: address, arrivingOn: Self.podDevice)
  }

  /// The kernel's decision about a packet of the node's own.
  func hostDecision(to address: IPAddress) -> ForwardingDecision { host.route(to: address) }

  /// A decision as devices of the node.
  func way(_ decision: ForwardingDecision) -> Way {
    switch decision.outcome {
    case .leaves(let paths):
      let names = paths.map(\.device).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      let found = names.compactMap { devices[$0] }
      return found.count == names.count ? .leaves(found) : .unknown("a route leads to a device that is not listed")
    case .delivered: return .delivered
    case .dropped: return .nowhere
    case .notKnown(let reason): return .unknown(reason)
    }
  }

  /// Where pods' packets to the internet at large go: by the same way for both halves of the addresses, which some tunnels
  /// part (`0.0.0.0/1` and `128.0.0.0/1`), or by either.
  func toInternet(_ family: IPFamily) -> Way {
    let ways = Self.samples[family, default: []].map(ofPod)
    var found: [Device] = []
    for way in ways {
      guard case .leaves(let devices) = way else { return way }
      found += devices.filter { device in !found.contains { $0.index == device.index } }
    }
    return found.isEmpty ? .nowhere : .leaves(found)
  }

  /// The decision that ``toInternet(_:)`` comes from.
  func internetDecision(_ family: IPFamily) -> ForwardingDecision? { Self.samples[family]?.first.map(podDecision) }

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
