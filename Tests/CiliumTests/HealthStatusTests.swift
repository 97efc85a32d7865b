import Cilium
import Foundation
import Testing

@Suite("Health status")
struct HealthStatusTests {
  @Test("Every recorded node measured both nodes", arguments: Recording.all)
  func recordings(_ recording: Recording) throws {
    let health = try HealthStatus.parse(json: recording.data("health-json"))
    #expect(health.localName == "real/instance-\(recording.node)")
    #expect(Set(health.nodes.map(\.nodeName)) == ["instance-master", "instance-worker"])
    #expect(health.timestamp != nil)
    for node in health.nodes {
      let host = try #require(node.host)
      #expect(IPv4Address(host.address) != nil && node.endpoint?.address.hasPrefix("10.244.") == true)
    }
    let own = try #require(health.nodes.first { $0.name == health.localName })
    #expect(own.host?.ok == true)
  }

  @Test("With both devices everything is reachable")
  func healthy() throws {
    let health = try HealthStatus.parse(json: Fixture.data("C/master/health-json"))
    #expect(health.nodes.allSatisfy { $0.host?.ok == true && $0.endpoint?.ok == true })
    #expect(health.nodes.allSatisfy { ($0.host?.icmp?.latencyNanoseconds ?? 0) > 0 })
  }

  @Test("An unreachable node has the error's text, not a success")
  func unreachable() throws {
    let health = try HealthStatus.parse(json: Fixture.data("C-nodeip-phys/master/health-json"))
    let worker = try #require(health.nodes.first { $0.nodeName == "instance-worker" })
    #expect(worker.host?.ok == false)
    #expect(worker.host?.icmp?.error == "Connection timed out")
    #expect(worker.host?.http?.error?.contains("no route to host") == true)
  }

  @Test("A probe that never ran is no success")
  func neverProbed() throws {
    let json = """
      {"local": {"name": "c/a"}, "nodes": [{"name": "c/b", "host": {"primary-address": {"ip": "10.0.0.1",
      "icmp": {"lastProbed": "0001-01-01T00:00:00Z"}}}}]}
      """
    let node = try #require(HealthStatus.parse(json: Data(json.utf8)).nodes.first)
    #expect(node.host?.icmp?.ok == false && node.host?.ok == false && node.endpoint == nil)
  }

  @Test("A daemon that has just started knows of no node, as 1.20 says it", arguments: [#", "nodes": null"#, ""])
  func started(nodes: String) throws {
    let json = #"{"local": {"name": "default/instance-master"}\#(nodes), "timestamp": "2026-11-30T08:14:02Z"}"#
    let health = try HealthStatus.parse(json: Data(json.utf8))
    #expect(health.nodes.isEmpty && health.localName == "default/instance-master" && health.timestamp != nil)
  }

  @Test("Anything else is an error")
  func garbage() throws {
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try HealthStatus.parse(json: Data(usage.utf8)) }
  }
}
