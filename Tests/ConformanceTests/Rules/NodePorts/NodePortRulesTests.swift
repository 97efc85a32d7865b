import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("NodePorts are answered where the selected devices say")
struct NodePortRulesTests {
  private typealias Make = SyntheticCluster

  private func predict(_ facts: ClusterFacts, _ aspect: Aspect = .nodePortAddresses) -> Prediction {
    Rules.predict(aspect, .node("node-1"), facts: facts)
  }

  /// A node with a NIC that has the addresses, in a cluster that replaces kube-proxy.
  private func facts(
    _ addresses: [String], nodeIP: IPv4Address = IPv4Address(100, 64, 0, 1), release: String = "1.19.4",
    devices: String? = "ens5", _ settings: [String: String] = [:]
  ) throws -> ClusterFacts {
    var node = Make.node(1)
    node.ciliumVersion = release
    node.internalIP = nodeIP
    let parsed = try addresses.map { try #require(IPAddress($0)) }
    node.devices = node.devices.map { device in
      guard device.name == "ens5" else { return device }
      return Device(
        name: device.name, index: device.index, type: device.type, mtu: device.mtu, flags: device.flags,
        addresses: parsed)
    }
    var facts = Make.cluster([node], devices: devices)
    facts.configuration["kube-proxy-replacement"] = "true"
    facts.configuration.merge(settings) { $1 }
    return facts
  }

  @Test("as the recorded agents of all settings told", arguments: TruthTableTests.all, [Nodes.m, Nodes.w])
  func recorded(_ folder: String, _ node: String) throws {
    let file = node == Nodes.m ? "master" : "worker"
    let rows = try NodeAddressTable.parse(Fixture.text("recorded/\(folder)/\(file)-node-addresses.txt"))
    let told = Rules.addressList(
      rows.filter { $0.nodePort && $0.address.family == .ipv4 }.map(\.address))
    let prediction = Rules.predict(.nodePortAddresses, .node(node), facts: try RecordedCluster.facts(folder))
    #expect(prediction.outcome == .value(told) && told != "none")
  }

  @Test(
    "of a device's addresses the node IP comes first up to 1.18; since 1.19 a private one does, whichever the node IP is",
    arguments: [
      ("1.15.19", "10.1.0.2"), ("1.16.4", "167.235.4.11"), ("1.18.2", "167.235.4.11"), ("1.19.4", "10.1.0.2"),
      ("1.20.1", "10.1.0.2"),
    ])
  func publicNodeIP(_ release: String, _ address: String) throws {
    let facts = try facts(
      ["167.235.4.11", "10.1.0.9", "10.1.0.2"], nodeIP: IPv4Address(167, 235, 4, 11), release: release)
    #expect(predict(facts).outcome == .value(address))
  }

  @Test("a node IP among private addresses comes before a lower one, since 1.16")
  func privateNodeIP() throws {
    for (release, address) in [("1.15.19", "10.1.0.2"), ("1.16.4", "10.1.0.9"), ("1.19.4", "10.1.0.9")] {
      let facts = try facts(["10.1.0.2", "10.1.0.9"], nodeIP: IPv4Address(10, 1, 0, 9), release: release)
      #expect(predict(facts).outcome == .value(address), "\(release)")
    }
  }

  @Test("nodeport-addresses takes all that lie in its blocks, of selected devices only", arguments: [",", " "])
  func blocks(_ separator: String) throws {
    let blocks = ["10.1.0.0/24", "100.64.0.0/10", "2001:db8::/32"].joined(separator: separator)
    let facts = try facts(
      ["167.235.4.11", "10.1.0.2", "10.1.0.9"], ["nodeport-addresses": blocks])
    #expect(predict(facts).outcome == .value("10.1.0.2, 10.1.0.9"))
    #expect(try predict(self.facts(["167.235.4.11"], ["nodeport-addresses": blocks])).outcome == .value("none"))
  }

  @Test("each selected device has one; a device without an address, or that is down, has none")
  func devices() throws {
    var facts = try facts(["10.0.0.1"], devices: "ens5,ts0")
    #expect(predict(facts).outcome == .value("10.0.0.1, 100.64.0.1"))
    facts.nodes[0].devices = facts.nodes[0].devices.map { device in
      guard device.name == "ts0" else { return device }
      return Device(
        name: "ts0", index: device.index, type: device.type, mtu: device.mtu, flags: ["pointtopoint"],
        addresses: device.addresses)
    }
    #expect(predict(facts).outcome == .value("10.0.0.1"))
  }

  @Test("link-local addresses are none of them, in either family")
  func linkLocal() throws {
    var facts = try facts(["169.254.7.1", "fe80::1", "2600:1f18::1", "fd00::9"])
    facts.configuration["enable-ipv6"] = "true"
    #expect(predict(facts).outcome == .value("none"))
    #expect(predict(facts, .nodePortAddressesIPv6).outcome == .value("fd00::9"))
  }

  @Test("without kube-proxy replacement it is kube-proxy's matter; before 1.15 no rule says it")
  func others() throws {
    guard case .notApplicable = predict(try facts(["10.0.0.1"], ["kube-proxy-replacement": "false"])) else {
      Issue.record("predicted although kube-proxy answers")
      return
    }
    guard case .unknown = predict(try facts(["10.0.0.1"], release: "1.14.9")) else {
      Issue.record("predicted for 1.14")
      return
    }
  }
}
