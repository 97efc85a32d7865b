import Foundation
import Testing

@testable import Lab

@Suite("Topologies as files")
struct TopologyReaderTests {
  /// A small topology that is right; tests make it wrong.
  private static let right = """
    name: small
    purpose: a test
    networks:
      - {name: lan, cidr: 192.168.7.0/24, gateway: 192.168.7.1, internet: nat}
    overlays:
      - {name: mesh, kind: wireguard, cidr: 10.99.0.0/24}
    nodes:
      - name: a
        nodeIP: eth0
        uplinks:
          - {device: eth0, network: lan, address: 192.168.7.21, publicAddress: 167.235.6.21, default: true}
          - {overlay: mesh, address: 10.99.0.1}
      - name: b
        nodeIP: wg0
        uplinks:
          - {device: eth0, network: lan, address: 192.168.7.22, publicAddress: 167.235.6.22, default: true}
          - {overlay: mesh, address: 10.99.0.2}
    """

  private func problems(_ text: String) throws -> [TopologyError.Problem] {
    do {
      _ = try TopologyReader.read(text, file: "mine.yaml")
      return []
    } catch let error as TopologyError {
      #expect(error.file == "mine.yaml" && error.description.hasPrefix("mine.yaml is no topology"))
      return error.problems
    }
  }

  @Test("what is left away has the usual value")
  func defaults() throws {
    let topology = try TopologyReader.read(Self.right, file: "mine.yaml")
    #expect(topology.podCIDR == "10.244.0.0/16" && topology.nodes.map(\.podCIDR) == ["10.244.0.0/24", "10.244.1.0/24"])
    #expect(topology.nodes[1].podGateway == "10.244.1.1")
    #expect(
      topology.cilium.routing == .tunnel && topology.cilium.devices == nil && topology.cilium.kubeProxyReplacement)
    #expect(topology.overlays[0].device == "wg0" && topology.overlays[0].port == 51820)
    #expect(topology.nodes[1].nodeIPAddress == "10.99.0.2")
  }

  @Test("every topology of netproof's own can be read, under its name, and says what it is for")
  func builtIn() throws {
    #expect(LabTopology.builtIn.count == LabTopology.files.count)
    #expect(LabTopology.builtIn.map { "\($0.name).yaml" } == LabTopology.files.map(\.0))
    #expect(LabTopology.builtIn.allSatisfy { !$0.purpose.isEmpty })
    #expect(
      LabTopology.guide.name == "guide"
        && LabTopology.guide.nodes.map(\.name) == ["instance-master", "instance-worker"])
  }

  @Test("a topology that is written as YAML is read as the same one", arguments: LabTopology.builtIn)
  func roundTrip(topology: LabTopology) throws {
    #expect(try TopologyReader.read(try topology.yaml(), file: "") == topology)
    var renamed = topology
    renamed.name = "renamed"
    #expect(try TopologyReader.read(try renamed.yaml(), file: "") == renamed)
  }

  @Test(
    "what is wrong is said with its place and with what to do",
    arguments: [
      ("name: small", "name: Small Lab", "name"), ("purpose: a test", "", "purpose"),
      ("cidr: 192.168.7.0/24", "cidr: 192.168.7.5/24", "networks[0].cidr"),
      ("cidr: 192.168.7.0/24", "cidr: nonsense", "networks[0].cidr"),
      ("gateway: 192.168.7.1,", "gateway: 10.0.0.1,", "networks[0].gateway"),
      ("gateway: 192.168.7.1, ", "", "networks[0].gateway"),
      ("internet: nat", "internet: routed", "networks[0].internet"),
      ("internet: nat", "internet: dialup", "networks[0].internet"),
      ("internet: nat", "internet: nat, mtu: 20", "networks[0].mtu"),
      ("internet: nat", "internet: nat, colour: blue", "networks[0].colour"),
      ("cidr: 10.99.0.0/24", "cidr: 10.244.9.0/24", "podCIDR"),
      (
        "purpose: a test", "purpose: a test\ncilium: {nonMasqueradeCIDRs: [10.0.0.1/8]}",
        "cilium.nonMasqueradeCIDRs[0]"
      ),
      (
        "purpose: a test", "purpose: a test\ncilium: {nonMasqueradeCIDRs: [10.0.0.0/8], masquerade: netfilter}",
        "cilium.nonMasqueradeCIDRs"
      ),
      ("kind: wireguard, cidr: 10.99.0.0/24", "kind: wireguard", "overlays[0].cidr"),
      ("kind: wireguard,", "kind: wireguard, port: 70000,", "overlays[0].port"),
      ("kind: wireguard,", "kind: kubespan,", "overlays[0].cidr"),
      ("kind: wireguard,", "kind: wireguard, device: cilium_wg0,", "overlays[0].device"),
      ("name: b", "name: a", "nodes[1].name"), ("name: b", "name: lan", "networks[0].name"),
      ("name: b", "name: internet", "nodes[1].name"), ("name: b", "name: B_1", "nodes[1].name"),
      ("nodeIP: eth0", "nodeIP: eth7", "nodes[0].nodeIP"), ("nodeIP: eth0", "", "nodes[0].nodeIP"),
      ("name: a", "name: a\n    podCIDR: 10.7.0.0/24", "nodes[0].podCIDR"),
      ("name: a", "name: a\n    podGateway: 10.244.0.248", "nodes[0].podGateway"),
      ("name: a", "name: a\n    routes: [{to: 10.0.0.0/8, via: 10.1.1.1}]", "nodes[0].routes[0].via"),
      ("address: 192.168.7.21", "address: 192.168.8.21", "nodes[0].uplinks[0].address"),
      ("address: 192.168.7.22", "address: 192.168.7.21", "nodes[1].uplinks[0].address"),
      ("publicAddress: 167.235.6.22", "publicAddress: 10.1.2.3", "nodes[1].uplinks[0].publicAddress"),
      ("publicAddress: 167.235.6.22", "publicAddress: 8.8.8.8", "nodes[1].uplinks[0].publicAddress"),
      ("network: lan, address: 192.168.7.21", "network: wan, address: 192.168.7.21", "nodes[0].uplinks[0].network"),
      (
        "overlay: mesh, address: 10.99.0.1", "overlay: mush, device: x, address: 10.99.0.1",
        "nodes[0].uplinks[1].overlay"
      ),
      (
        "overlay: mesh, address: 10.99.0.1", "overlay: mesh, device: wg7, address: 10.99.0.1",
        "nodes[0].uplinks[1].device"
      ),
      ("overlay: mesh, address: 10.99.0.1", "overlay: mesh, network: lan, address: 10.99.0.1", "nodes[0].uplinks[1]"),
      (
        "overlay: mesh, address: 10.99.0.1", "overlay: mesh, address: 10.99.0.1, default: true",
        "nodes[0].uplinks[1].default"
      ),
      (
        "device: eth0, network: lan, address: 192.168.7.21",
        "device: averyverylongname, network: lan, address: 192.168.7.21", "nodes[0].uplinks[0].device"
      ),
    ])
  func wrong(part: String, replacement: String, place: String) throws {
    try #require(Self.right.contains(part))
    let problems = try problems(Self.right.replacing(part, with: replacement, maxReplacements: 1))
    #expect(problems.contains { $0.place == place }, "\(problems)")
    #expect(problems.allSatisfy { !$0.what.isEmpty && !$0.remedy.isEmpty })
  }

  /// The same with IPv6 beside IPv4.
  private static let dual = right.replacing(
    "purpose: a test", with: "purpose: a test\npodCIDR: 10.244.0.0/16\npodCIDRv6: fd00:7::/48"
  )
  .replacing("gateway: 192.168.7.1,", with: "gateway: 192.168.7.1, cidrv6: 2a01:7::/64, gatewayv6: 2a01:7::1,")
  .replacing("address: 192.168.7.2", with: "addressv6: 2a01:7::2, address: 192.168.7.2", maxReplacements: 1)
  .replacing("lan, address: 192.168.7.22", with: "lan, addressv6: 2a01:7::22, address: 192.168.7.22")
  .replacing("nodeIP: wg0", with: "nodeIP: eth0")

  @Test("each family has its prefixes; an IPv6 prefix for pods alone means a cluster without IPv4")
  func families() throws {
    let dual = try TopologyReader.read(Self.dual, file: "mine.yaml")
    #expect(dual.families == [.ipv4, .ipv6] && dual.underlay == .ipv4)
    #expect(dual.nodes.map(\.podCIDRs) == [["10.244.0.0/24", "fd00:7::/64"], ["10.244.1.0/24", "fd00:7:0:1::/64"]])
    #expect(dual.nodes[1].podGateways == ["10.244.1.1", "fd00:7:0:1::1"])
    #expect(dual.nodes[1].nodeIPAddresses == ["192.168.7.22", "2a01:7::22"])
    let single = try TopologyReader.read(Self.dual.replacing("podCIDR: 10.244.0.0/16\n", with: ""), file: "mine.yaml")
    #expect(single.families == [.ipv6] && single.underlay == .ipv6)
    #expect(single.nodes[0].podCIDR == nil && single.nodes[0].nodeIPAddress == "2a01:7::2")
  }

  @Test(
    "what is wrong with IPv6 is said with its place",
    arguments: [
      ("cidrv6: 2a01:7::/64", "cidrv6: 2a01:7::5/64", "networks[0].cidrv6"),
      ("cidrv6: 2a01:7::/64", "cidrv6: 192.168.9.0/24", "networks[0].cidrv6"),
      ("cidrv6: 2a01:7::/64", "cidrv6: fd01:7::/64", "networks[0].gatewayv6"),
      ("gatewayv6: 2a01:7::1", "gatewayv6: 2a01:8::1", "networks[0].gatewayv6"),
      ("cidrv6: 2a01:7::/64, ", "", "networks[0].gatewayv6"),
      ("addressv6: 2a01:7::22", "addressv6: 2a01:8::22", "nodes[1].uplinks[0].addressv6"),
      ("addressv6: 2a01:7::22", "addressv6: 2a01:7:0:0::22", "nodes[1].uplinks[0].addressv6"),
      ("addressv6: 2a01:7::22", "addressv6: 2a01:7::2", "nodes[1].uplinks[0].addressv6"),
      ("addressv6: 2a01:7::22, ", "", "nodes[1].nodeIP"),
      ("podCIDRv6: fd00:7::/48", "podCIDRv6: 2a01:7::/48", "podCIDRv6"),
      ("podCIDRv6: fd00:7::/48\n", "\n", "nodes[0].podCIDRv6"),
      ("name: a", "name: a\n    podCIDRv6: fd00:7::/80", "nodes[0].podCIDRv6"),
      ("name: a", "name: a\n    podGatewayv6: fd00:7::f8", "nodes[0].podGatewayv6"),
    ])
  func wrongIPv6(part: String, replacement: String, place: String) throws {
    var text = Self.dual
    try #require(text.contains(part))
    text = text.replacing(part, with: replacement, maxReplacements: 1)
    // The node says what the cluster no longer does.
    if place == "nodes[0].podCIDRv6", replacement == "\n" {
      text = text.replacing("name: a", with: "name: a\n    podCIDRv6: fd00:7::/64", maxReplacements: 1)
    }
    let problems = try problems(text)
    #expect(problems.contains { $0.place == place }, "\(problems)")
  }

  @Test("what is no topology at all is told so", arguments: ["", "[1, 2]", "a: b: c: {", "just words"])
  func nonsense(text: String) throws { #expect(try !problems(text).isEmpty) }

  @Test("a name that is neither a topology's nor a file's is told with those that there are")
  func unknown() throws {
    let error = #expect(throws: TopologyError.self) { try LabTopology.named("nowhere/none.yaml") }
    #expect(error?.description.contains("public-private") == true)
  }
}

@Suite("The published schema of topologies")
struct TopologySchemaTests {
  private struct Schema: Decodable {
    var properties: [String: Ignored]
    var definitions: [String: Definition]

    enum CodingKeys: String, CodingKey {
      case properties
      case definitions = "$defs"
    }

    struct Definition: Decodable {
      var properties: [String: Ignored]?
    }

    struct Ignored: Decodable {}
  }

  @Test("knows the keys that the reader knows, and no others")
  func keys() throws {
    let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let data = try Data(contentsOf: repository.appending(path: "docs/topology.schema.json"))
    let schema = try JSONDecoder().decode(Schema.self, from: data)
    for (kind, keys) in TopologyReader.keys {
      let properties = kind == "topology" ? schema.properties : try #require(schema.definitions[kind]?.properties)
      #expect(Set(properties.keys) == Set(keys), "\(kind)")
    }
  }
}
