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

  @Test("the same of the other nodes' health endpoints, by the nodes' names")
  func endpoints() throws {
    func endpoint(_ ip: String, _ status: String?) -> String {
      let result = status.map { #"{"lastProbed": "2026-07-01T10:00:00Z", "status": "\#($0)"}"# } ?? "{}"
      return #""health-endpoint": {"primary-address": {"ip": "\#(ip)", "http": \#(result)}}"#
    }
    let json = """
      {"local": {"name": "kubernetes/a"}, "nodes": [
        {"name": "kubernetes/a", \(endpoint("10.1.0.1", ""))}, {"name": "kubernetes/b", \(endpoint("10.1.1.1", ""))},
        {"name": "kubernetes/c", \(endpoint("10.1.2.1", "timeout"))}, {"name": "kubernetes/d", \(endpoint("10.1.3.1", nil))}
      ]}
      """
    let reached = FactsReader.reachedHealthEndpoints(try HealthStatus.parse(json: Data(json.utf8)))
    #expect(reached == ["b": true, "c": false])
  }
}
