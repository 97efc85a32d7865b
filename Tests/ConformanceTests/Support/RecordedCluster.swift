import Cilium
import Foundation
import Testing

@testable import Conformance

/// The facts of a recorded cluster, assembled from raw agent output as `FactsReader` does from a live one.
struct RecordedCluster: Decodable {
  struct RecordedNode: Decodable {
    var name: String
    var internalIP: IPv4Address
    var podCIDR: IPv4CIDR
  }
  struct API: Decodable {
    var clusterIP: IPv4Address
    var endpoint: IPv4Address
  }

  var configuration: [String: String]
  var nodes: [RecordedNode]
  var api: API
  var dns: IPv4Address
  var dnsPods: [DNSPodFacts]
  var agents: [String: Date]

  /// The facts of a folder. They are read once: hundreds of cases start from them.
  static func facts(_ folder: String) throws -> ClusterFacts {
    try #require(recorded[folder], "Fixtures/recorded has no folder \(folder)").get()
  }

  private static let recorded = Dictionary(
    uniqueKeysWithValues: TruthTableTests.all.map { folder in (folder, Result { try read(folder) }) })

  private static func read(_ folder: String) throws -> ClusterFacts {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    let cluster = try decoder.decode(Self.self, from: data(folder, "cluster.json"))
    let nodes = try cluster.nodes.map { node in
      let file = node.name == "instance-master" ? "master" : "worker"
      let health = try HealthStatus.parse(json: data(folder, "\(file)-health.json"))
      return NodeFacts(
        name: node.name, internalIP: node.internalIP, podCIDR: node.podCIDR,
        devices: try DeviceTable.parse(text(folder, "\(file)-devices.txt")),
        routes: try RouteTable.parse(text(folder, "\(file)-routes.txt")), agentStartedAt: cluster.agents[node.name],
        reachedFromHost: FactsReader.reachedFromHost(health))
    }
    // The two clouds of the recorded environment are not routed to each other.
    return ExampleCluster.withPhysicalNetworksApart(
      ClusterFacts(
        nodes: nodes, configuration: cluster.configuration,
        apiService: ServiceFacts(clusterIP: cluster.api.clusterIP, port: 443, endpoints: [cluster.api.endpoint]),
        dnsService: ServiceFacts(clusterIP: cluster.dns, port: 53, endpoints: cluster.dnsPods.compactMap(\.address)),
        dnsPods: cluster.dnsPods))
  }

  private static func data(_ folder: String, _ file: String) throws -> Data {
    try Fixture.data("recorded/\(folder)/\(file)")
  }

  private static func text(_ folder: String, _ file: String) throws -> String {
    try Fixture.text("recorded/\(folder)/\(file)")
  }
}

/// The files under `Fixtures`; its `README.md` says what they are.
enum Fixture {
  static func data(_ path: String) throws -> Data {
    let root = try #require(Bundle.module.resourceURL)
    return try Data(contentsOf: root.appending(path: "Fixtures/\(path)"))
  }

  static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }
}
