import Cilium
import Testing

@testable import Conformance

@Suite("Nodes by their addresses")
struct NodeIndexTests {
  /// Nodes of which neighbours share an address, as bridges of one make do.
  private static func cluster(_ count: Int) throws -> ClusterFacts {
    let nodes = try (0..<count).map { number in
      let addresses = try ["10.0.0.\(number)", "100.64.0.\(number)", "172.17.0.\(number / 2)", "fd00::\(number)"].map {
        try #require(IPAddress($0))
      }
      var node = NodeFacts(
        name: "n\(number)", internalIP: IPv4Address("192.0.2.\(number)"),
        externalIP: IPv4Address("198.51.100.\(number)"),
        podCIDR: nil,
        devices: [Device(name: "eth0", index: 2, type: "device", mtu: 1500, flags: ["up"], addresses: addresses)],
        routes: [])
      node.reachedFromHost = ["192.0.2.\(number + 1)": number % 3 != 0]
      return node
    }
    return ClusterFacts(nodes: nodes, configuration: [:])
  }

  @Test("are those that looking through the list finds, in its order", arguments: [2, 40])
  func sameAsLooking(count: Int) throws {
    let facts = try Self.cluster(count)
    let model = PathModel(facts: facts)
    let texts = (0...count).flatMap {
      ["10.0.0.\($0)", "172.17.0.\($0)", "fd00::\($0)", "192.0.2.\($0)", "198.51.100.\($0)"]
    }
    for text in texts {
      let address = try #require(IPAddress(text))
      #expect(facts.holders(of: address).map(\.name) == facts.nodes.filter { model.holds($0, address) }.map(\.name))
      #expect(
        facts.nodes(known: address).map(\.name)
          == facts.nodes.filter { $0.nodeIP(address.family) == address || $0.isExternal(address) }.map(\.name))
      #expect(
        facts.nodes(missing: address).map(\.name)
          == facts.nodes.filter { $0.reachedFromHost[text] == false }.map(\.name))
    }
    #expect(facts.holders(of: try #require(IPAddress("172.17.0.0"))).map(\.name) == ["n0", "n1"])
  }

  @Test("are found within networks by their node IPs of the family, where no overlay has these")
  func within() throws {
    var facts = try Self.cluster(40)
    // What is not known to be on a device is not told.
    facts.nodes[5].devices = []
    facts.nodes[6].devices = [
      SyntheticCluster.tunnel("ts0", 9, try #require(facts.nodes[6].internalIP))
    ]
    let networks = try ["192.0.2.0/28", "192.0.2.32/30", "10.0.0.0/8"].map { try #require(IPPrefix($0)) }
    #expect(
      facts.nodes(onUnderlay: .ipv4, within: networks).map(\.name)
        == (Array(0..<5) + Array(7..<16) + Array(32..<36)).map { "n\($0)" })
    #expect(facts.nodes(onUnderlay: .ipv6, within: networks).isEmpty)
  }

  @Test("are looked for anew when the nodes change")
  func change() throws {
    var facts = try Self.cluster(20)
    let address = try #require(IPAddress("192.0.2.7"))
    #expect(facts.holders(of: address).map(\.name) == ["n7"])
    facts.nodes[7].internalIP = nil
    #expect(facts.holders(of: address).isEmpty)
    facts.nodes[3].internalIP = IPv4Address("192.0.2.7")
    #expect(facts.holders(of: address).map(\.name) == ["n3"])
  }
}
