import Foundation
import Testing

@testable import Cilium

/// What a real agent of 1.15.0-dev printed (Fixtures/1.15, recorded on 2026-11-29).
@Suite("The agent's maps in 1.15")
struct MapsOf115Tests {
  private func data(_ name: String) throws -> Data {
    let root = try #require(Bundle.module.resourceURL)
    return try Data(contentsOf: root.appending(path: "Fixtures/1.15/\(name)"))
  }

  @Test("the JSON of the service map names every backend of a service")
  func services() throws {
    let table = try LoadBalancerTable.parse(json: try data("bpf-lb.json"))
    let backends = table.backends(of: IPv4Address(10, 96, 0, 10), port: 53).map(\.description).sorted()
    #expect(backends == ["10.244.0.130:53", "10.244.1.219:53"])
    #expect(table.backends(of: IPv4Address(10, 96, 0, 1), port: 443).map(\.description) == ["100.64.0.1:6443"])
  }

  @Test("identity 0, which it calls reserved:unknown, is everybody, and restricts nothing")
  func policies() throws {
    let table = try PolicyTable.parse(text: String(decoding: try data("bpf-policy.txt"), as: UTF8.self))
    let entries = table.endpoints.values.flatMap { $0 }
    #expect(!entries.isEmpty && entries.contains { $0.peer == ["ANY"] })
    #expect(entries.allSatisfy { !$0.peer.contains("reserved:unknown") })
  }
}
