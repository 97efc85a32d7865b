import Cilium
import Foundation
import Testing

/// Outputs of a real cluster's agents; `Fixtures/README.md` says what they are.
struct Recording: Sendable, CustomTestStringConvertible {
  let scenario: String
  let node: String

  var testDescription: String { "\(scenario)/\(node)" }

  static let scenarios = [
    "A", "A-nodeip-phys", "B", "B-iptables-masq", "C", "C-nodeip-phys", "C-wildcard", "D",
  ]
  static let all = scenarios.flatMap { scenario in
    ["master", "worker"].map { Recording(scenario: scenario, node: $0) }
  }

  func data(_ name: String) throws -> Data { try Fixture.data("\(scenario)/\(node)/\(name)") }
  func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

  /// What the scenario says of `devices`, split.
  var selected: Set<String> {
    switch scenario.prefix(1) {
    case "A": ["enp0s6"]
    case "B": ["tailscale0"]
    default: ["enp0s6", "tailscale0"]
    }
  }
  var isPhysicalNodeIP: Bool { scenario.hasSuffix("nodeip-phys") }
  var tailnet: IPv4Address { node == "master" ? IPv4Address(100, 64, 0, 1) : IPv4Address(100, 64, 0, 2) }
  var physical: IPv4Address { node == "master" ? IPv4Address(10, 0, 0, 239) : IPv4Address(10, 0, 0, 24) }
}

enum Fixture {
  static func data(_ path: String) throws -> Data {
    let root = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try Data(contentsOf: root.appendingPathComponent(path))
  }

  static func text(_ path: String) throws -> String { String(decoding: try data(path), as: UTF8.self) }

  /// What `bpf tunnel list` prints since 1.19, with exit status 0: the usage text of another command.
  static func usage() throws -> String { try text("C/master/bpf-tunnel-list") }

  static func configMap(_ scenario: String) throws -> CiliumConfigMap {
    CiliumConfigMap(
      data: try JSONDecoder().decode([String: String].self, from: data("\(scenario)/cilium-config.json")))
  }
}
