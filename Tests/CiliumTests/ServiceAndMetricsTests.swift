import Cilium
import Foundation
import Testing

@Suite("Service map and metrics")
struct ServiceAndMetricsTests {
  @Test("Each service port has its backends")
  func backends() throws {
    let table = try LoadBalancerTable.parse(text: Fixture.text("C/master/bpf-lb-list"))
    #expect(table.entries.count == 22)
    let api = table.backends(of: IPv4Address(10, 96, 0, 1), port: 443)
    #expect(api == [NATEntry.Endpoint(IPv4Address(100, 64, 0, 1), 6443)])
    let metrics = table.backends(of: IPv4Address(10, 96, 0, 10), port: 9153)
    #expect(Set(metrics.map(\.description)) == ["10.244.1.2:9153", "10.244.0.115:9153"])
    #expect(table.backends(of: IPv4Address(10, 96, 0, 99), port: 80).isEmpty)
    let own = try #require(table.entries.first { $0.slot == 0 && $0.service.port == 443 })
    #expect(own.backend == nil && own.flags == ["ClusterIP", "non-routable"] && own.serviceProtocol == "TCP")
  }

  @Test("Rows of releases without the protocol are read")
  func olderForm() throws {
    let text = """
      SERVICE ADDRESS       BACKEND ADDRESS (REVNAT_ID) (SLOT)
      10.96.0.1:443 (1)     10.0.0.5:6443 (1) (1)
      [fd00::1]:443 (1)     [fd00::5]:6443 (2) (1)
      """
    let table = try LoadBalancerTable.parse(text: text)
    #expect(table.entries.map(\.serviceProtocol) == [nil, nil])
    #expect(table.entries.map { $0.backend?.description } == ["10.0.0.5:6443", "[fd00::5]:6443"])
    #expect(table.entries.allSatisfy { $0.flags.isEmpty })
  }

  @Test("Samples are summed over their labels, and a value left out is zero")
  func metrics() throws {
    let list = try MetricsList.parse(json: Fixture.data("C/master/metrics-list-json"))
    #expect(list.samples.first { $0.name == "cilium_act_processing_time_seconds" }?.value == 0)
    let all = list.total("cilium_drop_count_total")
    let egress = list.total("cilium_drop_count_total", where: ["direction": "EGRESS"])
    let ingress = list.total("cilium_drop_count_total", where: ["direction": "INGRESS"])
    #expect(all > 0 && all == egress + ingress)
    #expect(list.total("cilium_no_such_metric") == 0)
  }

  @Test("A usage text is an error")
  func garbage() throws {
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try LoadBalancerTable.parse(text: usage) }
    #expect(throws: ParseError.self) { try MetricsList.parse(json: Data(usage.utf8)) }
    #expect(throws: ParseError.self) { try MetricsList.parse(json: Data("[]".utf8)) }
  }
}
