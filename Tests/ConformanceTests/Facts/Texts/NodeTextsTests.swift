import Cilium
import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("A node's facts from what commands printed")
struct NodeTextsTests {
  private static let devices = """
    Name   Index   Selected   Type     MTU    HWAddr              Flags                            Addresses     OperStatus
    lo     1       false      device   65536                      up|loopback|running              127.0.0.1     unknown
    fab1   3       true       device   9000   02:00:00:00:0b:0b   up|broadcast|multicast|running   172.30.1.11   up
    fab2   4       true       device   9000   02:00:00:00:0c:0b   up|broadcast|multicast|running   172.30.2.11   up
    """
  private static let routes = """
    Destination     Source        Gateway   LinkIndex   MTU   Table   Type      Scope      Priority
    0.0.0.0/0       172.30.1.11             0                 main    unicast   universe   20
    172.30.1.0/24   172.30.1.11             3                 main    unicast   link       0
    172.30.2.0/24   172.30.2.11             4                 main    unicast   link       0
    """
  private static let kernel =
    #"[{"dst":"default","prefsrc":"172.30.1.11","metric":20,"nexthops":[{"gateway":"172.30.1.1","dev":"fab1"},"#
    + #"{"gateway":"172.30.2.1","dev":"fab2"}]}]"#

  private func facts(_ texts: NodeTexts) throws -> NodeFacts {
    var facts = NodeFacts(
      name: "rk-1", internalIP: IPv4Address(172, 30, 1, 11),
      podCIDR: IPv4CIDR(IPv4Address(10, 65, 11, 0), prefixLength: 24), devices: [], routes: [])
    try facts.take(texts)
    return facts
  }

  @Test("the kernel's listing names the hops of a route that the agent files under index 0")
  func hops() throws {
    var texts = NodeTexts(agentDevices: Self.devices, agentRoutes: Self.routes)
    #expect(try texts.tables()?.routes.contains(where: \.isOpen) == true)
    let open = try facts(texts)
    guard case .unknown(let reason) = open.routing.toInternet(.ipv4) else {
      Issue.record("hops were made up")
      return
    }
    #expect(reason.contains("next hops"))
    texts.kernelRoutes[.ipv4] = Data(Self.kernel.utf8)
    let known = try facts(texts)
    #expect(known.routes.filter(\.destination.isDefault).map(\.linkIndex) == [3, 4])
    guard case .leaves(let devices) = known.routing.toInternet(.ipv4) else {
      Issue.record("no way out")
      return
    }
    #expect(devices.map(\.name) == ["fab1", "fab2"])
    #expect(known.uplinks.internet.map(\.name) == ["fab1", "fab2"])
  }

  /// Recorded agents of 1.18 print no column `Type`: of a route without a device only the kernel tells what it does.
  @Test(
    "an agent that tells no types leaves a route without a device open; the kernel's listing says what it does",
    arguments: [(nil, nil), ("throw", "fab1"), ("blackhole", ""), ("unreachable", "")] as [(String?, String?)])
  func types(_ kind: String?, _ device: String?) throws {
    let untyped = """
      Destination     Source        Gateway      LinkIndex   MTU   Table   Scope      Priority
      0.0.0.0/0                                  0                 200     universe   0
      0.0.0.0/0       172.30.1.11   172.30.1.1   3                 main    universe   0
      172.30.1.0/24   172.30.1.11                3                 main    link       0
      """
    var texts = NodeTexts(
      agentDevices: Self.devices, agentRoutes: untyped,
      rules: [
        .ipv4: Data("0: from all lookup local\n100: from all lookup 200\n32766: from all lookup main\n".utf8)
      ])
    #expect(try texts.tables()?.routes.contains(where: \.isOpen) == true)
    if let kind {
      texts.kernelRoutes[.ipv4] = Data(
        #"[{"type":"\#(kind)","dst":"default","table":"200"},{"dst":"default","gateway":"172.30.1.1","dev":"fab1"}]"#
          .utf8)
    }
    switch (try facts(texts).routing.toInternet(.ipv4), device) {
    case (.unknown, nil), (.nowhere, ""): break
    case (.leaves(let devices), let device?): #expect(devices.map(\.name) == [device])
    case (let way, _): Issue.record("\(kind ?? "no type"): \(way)")
    }
  }

  @Test("a rule changes the way at once: what was derived before is not kept")
  func rules() throws {
    var facts = try facts(NodeTexts(agentDevices: Self.devices, agentRoutes: Self.routes))
    facts.routes += [Route(destination: try #require(IPPrefix("0.0.0.0/0")), linkIndex: 4, table: "200")]
    _ = facts.routing
    let rules = "0: from all lookup local\n100: from 10.65.11.0/24 lookup 200\n32766: from all lookup main\n"
    try facts.take(NodeTexts(rules: [.ipv4: Data(rules.utf8)]))
    #expect(facts.policyRulesIPv4?.count == 3)
    let address = try #require(IPAddress("192.0.2.77"))
    #expect(facts.routing.ofPod(to: address) == .leaves([facts.devices[2]]))
    // The rule is for pods only.
    #expect(facts.routing.ofHost(to: address) != .leaves([facts.devices[2]]))
  }

  @Test("what was read survives a record")
  func coding() throws {
    var facts = try facts(NodeTexts(agentDevices: Self.devices, agentRoutes: Self.routes))
    facts.policyRulesIPv4 = ["0: from all lookup local"]
    facts.overlayPeers = [OverlayPeer(device: "wg0", endpoint: IPAddress("10.0.0.1"), port: 51820)]
    facts.configurationOverrides = ["devices": "fab1"]
    let data = try JSONEncoder().encode(facts)
    #expect(try JSONDecoder().decode(NodeFacts.self, from: data) == facts)
  }

  @Test("a text that is none is an error, and changes nothing")
  func bad() throws {
    var facts = try facts(NodeTexts(agentDevices: Self.devices, agentRoutes: Self.routes))
    let before = facts
    #expect(throws: ParseError.self) { try facts.take(NodeTexts(agentDevices: "Usage: cilium-dbg")) }
    #expect(throws: ParseError.self) { try facts.take(NodeTexts(rules: [.ipv4: Data("no rules".utf8)])) }
    #expect(facts == before)
  }

  @Test("the parts of the one command in the agent's container, any of which may be empty")
  func details() throws {
    let texts = NodeDetails.texts(
      """
      #netproof rules4
      [{"priority":0,"src":"all","table":"local"}]
      #netproof rules6

      #netproof links
      [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"mtu":65536}]
      #netproof sysctls
      /proc/sys/net/ipv4/conf/all/rp_filter:0
      #netproof wireguard
      """)
    #expect(texts.rules.keys.map { $0 } == [.ipv4] && texts.wireGuard == nil && texts.kernelDevices != nil)
    var facts = try facts(NodeTexts(agentDevices: Self.devices, agentRoutes: Self.routes))
    try facts.take(texts)
    #expect(facts.devices.count == 3 && facts.policyRulesIPv4 == ["0: from all lookup local"])
    #expect(facts.sysctls == ["net.ipv4.conf.all.rp_filter": 0])
    #expect(NodeDetails.texts("sh: ip: not found") == NodeTexts())
    let marks = NodeDetails.texts("#netproof netfilter\n{\"nftables\": []}\n#netproof wireguard\n")
    try facts.take(marks)
    #expect(facts.packetMarkings == [])
    // Cut by the limit.
    facts.packetMarkings = nil
    try facts.take(NodeDetails.texts("#netproof netfilter\n{\"nftables\": [{\"cha"))
    #expect(facts.packetMarkings == nil && facts.policyRulesIPv4 == ["0: from all lookup local"])
  }

  @Test("of several CiliumNodeConfigs the last by name stands before the others; one without a selector selects none")
  func configurations() {
    func configuration(_ name: String, _ selector: LabelSelector?, _ devices: String) -> CiliumNodeConfig {
      CiliumNodeConfig(
        metadata: ObjectMeta(name: name),
        spec: .init(nodeSelector: selector, defaults: ["devices": devices, name: "x"]))
    }
    let all = [
      configuration("b", LabelSelector(), "eth1"), configuration("a", LabelSelector(matchLabels: ["n": "1"]), "eth0"),
      configuration("c", nil, "eth2"),
    ]
    #expect(NodeConfiguration.overrides(labels: ["n": "1"], all) == ["devices": "eth1", "a": "x", "b": "x"])
    #expect(NodeConfiguration.overrides(labels: [:], [all[1], all[2]]) == nil)
  }
}
