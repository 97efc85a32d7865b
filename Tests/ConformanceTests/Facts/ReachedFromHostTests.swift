import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("What the agent's health check says of the nodes' reachability")
struct ReachedFromHostTests {
  @Test("a failed probe says no, one good answer says yes, and an address that was not probed says nothing")
  func unprobed() throws {
    let json = """
      {"local": {"name": "kubernetes/a"}, "nodes": [
        {"name": "kubernetes/a", "host": {"primary-address": {"ip": "10.0.0.1",
          "icmp": {"lastProbed": "2026-07-01T10:00:00Z", "latency": 1, "status": ""},
          "http": {"lastProbed": "2026-07-01T10:00:00Z", "status": "connection refused"}}}},
        {"name": "kubernetes/b", "host": {"primary-address": {"ip": "10.0.0.2",
          "icmp": {"lastProbed": "2026-07-01T10:00:00Z", "status": "Connection timed out"}}}},
        {"name": "kubernetes/c", "host": {"primary-address": {"ip": "10.0.0.3"}}},
        {"name": "kubernetes/d", "host": {"primary-address": {"ip": "10.0.0.4",
          "icmp": {"lastProbed": "0001-01-01T00:00:00Z", "status": ""}}}}
      ]}
      """
    let reached = FactsReader.reachedFromHost(try HealthStatus.parse(json: Data(json.utf8)))
    #expect(reached == ["10.0.0.1": true, "10.0.0.2": false])
  }
}
