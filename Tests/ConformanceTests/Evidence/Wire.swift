import Capture
import Cilium
import Probes

@testable import Conformance

/// Both nodes of the recorded cluster with IPv6 beside IPv4, what their probes brought, and what their captures hold.
struct Wire {
  var answers: SyntheticAnswers
  /// Node name → its packets, as tcpdump writes them on the device `any`.
  private(set) var packets: [String: [CapturedPacket]] = [:]
  private var clock = Duration.seconds(1_700_000_000)
  /// The sender's security identity, which tunnels carry; nil where the agent was not asked.
  var identity: UInt32? = 4711
  var incompleteness: Sentence?

  /// The addresses that are spoken of, as `DualStack` and `SyntheticAnswers` have them: 4 and 6 tell the family.
  enum Place {
    static let client4 = IPAddress.v4(IPv4Address(10, 244, 0, 10))
    static let server4 = IPAddress.v4(IPv4Address(10, 244, 1, 20))
    static let master4 = IPAddress.v4(IPv4Address(100, 64, 0, 1))
    static let worker4 = IPAddress.v4(IPv4Address(100, 64, 0, 2))
    static let uplink4 = IPAddress.v4(IPv4Address(10, 0, 0, 239))
    static let peer4 = IPAddress.v4(IPv4Address(192, 0, 2, 1))
    static let client6 = address("fd10:244::10")
    static let server6 = address("fd10:244:0:1::20")
    static let neighbour6 = address("fd10:244::20")
    static let master6 = address("fd7a:115c:a1e0::1")
    static let worker6 = address("fd7a:115c:a1e0::2")
    static let uplink6 = address("2001:db8:1:1::10")
    static let world6 = address("2001:4860:4860::8888")

    static func address(_ text: String) -> IPAddress { IPAddress(text) ?? client4 }
  }

  /// - Parameter configuration: Settings of `cilium-config` that are other than recorded.
  init(_ folder: String = "C", _ configuration: [String: String] = [:]) throws {
    answers = SyntheticAnswers(try DualStack.facts(folder, configuration))
  }

  /// Without a tunnel, with routes to the other node's pods by a device, or with none; not those that a tunnel has.
  static func native(by device: String?) throws -> Wire {
    var wire = try Wire("C", ["routing-mode": "native"])
    for (index, node) in wire.facts.nodes.enumerated() {
      let others = wire.facts.nodes.filter { $0.name != node.name }.flatMap { other in
        IPFamily.allCases.compactMap(other.podBlock)
      }
      wire.answers.facts.nodes[index].routes.removeAll { route in
        !route.destination.isDefault && others.contains { route.destination.contains($0) }
      }
      guard let link = node.devices.first(where: { $0.name == device })?.index else { continue }
      wire.answers.facts.nodes[index].routes += others.map { Route(destination: $0, linkIndex: link) }
    }
    return wire
  }

  var facts: ClusterFacts { answers.facts }

  /// A packet passes a device of a node.
  mutating func pass(_ node: String, _ device: String, out: Bool = true, _ packet: [UInt8]) {
    guard let index = facts.node(node)?.devices.first(where: { $0.name == device })?.index else { return }
    add(node, index, out: out, packet)
  }

  /// A packet leaves a pod: it passes a device that is no uplink.
  mutating func leavePod(_ packet: [UInt8]) { add(Nodes.m, 4711, out: false, packet) }

  /// LINKTYPE_LINUX_SLL2, as tcpdump.org has it: protocol, reserved, interface, hardware, direction (4: out), address.
  private mutating func add(_ node: String, _ index: Int, out: Bool, _ packet: [UInt8]) {
    let etherType = packet[0] >> 4 == 6 ? [0x86, 0xDD] : [0x08, 0x00] as [UInt8]
    let cooked = etherType + [0, 0, 0, 0] + WireBytes.half(index) + [0, 1, out ? 4 : 0, 6, 2, 2, 2, 2, 2, 2, 0, 0]
    clock += .milliseconds(1)
    packets[node, default: []].append(
      CapturedPacket(timestamp: clock, linkType: .linuxCooked2, bytes: cooked + packet))
  }

  /// A packet in VXLAN from the master to the worker and its answer, seen by both, with WireGuard's message under it.
  mutating func tunnel(_ request: [UInt8], _ reply: [UInt8]?, over family: IPFamily = .ipv4, vni: Int = 4711) {
    let (here, there) = family == .ipv4 ? (Place.master4, Place.worker4) : (Place.master6, Place.worker6)
    let outer = WireBytes.vxlan(here, there, vni: vni, request)
    pass(Nodes.m, "tailscale0", outer)
    pass(Nodes.m, "enp0s6", WireBytes.wireGuard(Place.uplink4, Place.peer4, carrying: outer.count))
    pass(Nodes.w, "tailscale0", out: false, outer)
    guard let reply else { return }
    let back = WireBytes.vxlan(there, here, vni: 4712, reply)
    pass(Nodes.w, "tailscale0", back)
    pass(Nodes.m, "tailscale0", out: false, back)
  }

  /// Takes packets away.
  mutating func remove(_ node: String, where matches: (CapturedPacket) -> Bool) {
    packets[node]?.removeAll(where: matches)
  }

  /// What the captures prove.
  func evidence() throws -> PathEvidence {
    var traces: [String: NodeTrace] = [:]
    for node in facts.nodes {
      // By way of a file, as captures come.
      let file = try PacketFile(data: PacketFile.encode(packets[node.name] ?? [], linkType: .linuxCooked2))
      traces[node.name] = NodeTrace(
        node, files: [(nil, file)], tunnels: TunnelPorts(), incompleteness: incompleteness)
    }
    var evidence = PathEvidence(
      traces: traces, problems: [:], facts: facts, pods: answers.pods, services: answers.services,
      results: answers.results, plan: answers.plan, translations: .init(tables: [:], evidence: [:]))
    evidence.owners = MessageOwners(facts)
    let pods = answers.pods.nodes[Nodes.m]
    let addresses = (try? pods?.client.get())?.addresses ?? []
    evidence.identities = identity.map { identity in
      [Nodes.m: .success(Dictionary(addresses.map { ($0, identity) }, uniquingKeysWith: { first, _ in first }))]
    }
    return evidence
  }

  /// What the captures prove of a case.
  func proof(_ aspect: Aspect, _ subject: Subject = Nodes.master) throws -> PathProof? {
    try evidence().proof(aspect, subject)
  }

  /// What the captures prove of one probe of a case.
  func flow(_ aspect: Aspect, _ subject: Subject, _ probe: String) throws -> FlowProof? {
    try proof(aspect, subject)?.flows.first { $0.probe.hasPrefix(probe) }
  }
}

extension Wire {
  /// What came back from one probe of a case.
  mutating func answer(
    _ aspect: Aspect, _ part: String, _ raw: RawProbeResult, _ subject: Subject = Nodes.master
  ) {
    answers.answer(aspect, subject, part, raw)
  }

  /// What the captures prove of one probe of a node's case.
  func flow(_ aspect: Aspect, _ probe: String) throws -> FlowProof? { try flow(aspect, Nodes.master, probe) }
}
