import Foundation
import Testing

@testable import Lab

/// What agents print of two families, in the forms of the recorded dual-stack cluster (Cilium 1.19.0-dev) and of
/// `pkg/client` and `pkg/maps`.
@Suite("Agents' outputs with IPv6")
struct DualStackFormatTests {
  private func facts() throws -> AgentFacts {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    facts.config.data["enable-ipv6"] = "true"
    for index in facts.nodes.indices {
      facts.nodes[index].nodeIPs.append("fd7a:115c:a1e0::\(index + 1)")
      facts.nodes[index].podCIDRs.append("fd10:244:0:\(index + 1)::/64")
      facts.nodes[index].ciliumInternalIPs.append("fd10:244:0:\(index + 1)::1")
      facts.nodes[index].healthIPs.append("fd10:244:0:\(index + 1)::f8")
    }
    facts.endpoints[0].ipv6 = "fd10:244:0:1::5c"
    return facts
  }

  @Test("node list has both addresses and pod CIDRs")
  func nodeList() throws {
    let text = NodeListFormat.text(try facts())
    let row = try #require(text.split(separator: "\n").first { $0.contains("instance-master") })
    #expect(
      row.split(separator: " ").map(String.init) == [
        "real/instance-master", "100.64.0.1", "10.244.0.0/24", "fd7a:115c:a1e0::1", "fd10:244:0:1::/64", "local",
      ])
    #expect(NodeListFormat.json(try facts()).text.contains(#""alloc-range": "fd10:244:0:1::/64""#))
  }

  @Test("the status tells both families' addresses, and that both are masqueraded")
  func status() throws {
    let text = StatusText(facts: try facts()).summary()
    #expect(text.contains("IPv6: 2/18446744073709551614 allocated from fd10:244:0:1::/64"))
    #expect(text.contains("10.244.0.0/24 fd10:244:0:1::/64 [IPv4: Enabled, IPv6: Enabled]"))
  }

  @Test("NAT entries of IPv6 have brackets, and ICMPv6's name")
  func translation() throws {
    let flow = try #require(
      ConntrackFlow(
        line: "ipv6 10 icmpv6 58 29 src=fd10:244:0:1::5c dst=2001:db8:8::8 type=128 code=0 id=110 "
          + "src=2001:db8:8::8 dst=2001:db8:1:a::10 type=129 code=0 id=110 delta-time=3"))
    let facts = try facts()
    let table = NATTable(
      nodeAddresses: ["2001:db8:1:a::10"], podCIDRs: facts.podCIDRs, selectedDevices: ["enp0s6"], routes: facts.routes,
      bpfMasquerade: true, hidesReverse: false)
    let lines = NATFormat.text(table.entries([flow])).split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "ICMPv6 OUT [fd10:244:0:1::5c]:110 -> [2001:db8:8::8]:0 XLATE_SRC [2001:db8:1:a::10]:110 Created=3sec ago "
          + "NeedsCT=0",
        "ICMPv6 IN [2001:db8:8::8]:0 -> [2001:db8:1:a::10]:110 XLATE_DST [fd10:244:0:1::5c]:110 Created=3sec ago "
          + "NeedsCT=0",
      ])
  }

  @Test("the other tables have rows of both families")
  func tables() throws {
    let facts = try facts()
    #expect(EndpointFormat(facts: facts).bpfText().contains("[fd10:244:0:1::5c]:0"))
    let cache = IPCacheFormat(facts: facts).text()
    #expect(cache.contains("::/0 ") && cache.contains("fd10:244:0:1::5c/128"))
    // The tunnel's endpoint is of the underlay's family, whatever is inside.
    let pods = try #require(cache.split(separator: "\n").first { $0.hasPrefix("fd10:244:0:2::/64") })
    #expect(pods.contains("tunnelendpoint=100.64.0.2"))
    let service = ServiceTranslation(
      namespace: "kube-system", name: "kube-dns", clusterIP: "fd00:10:96::a", proto: "UDP", port: 53,
      backends: [.init(address: "fd10:244:0:1::9", port: 53)])
    let list = ServiceFormat(services: [service], release: .v118).loadBalancerText()
    #expect(list.contains("[fd00:10:96::a]:53/UDP (0)") && list.contains("[::]:0 (1) (0)"))
    #expect(list.contains("[fd10:244:0:1::9]:53/UDP (1) (1)"))
  }

  @Test("fragments of IPv6 are dropped for a reason of their own before 1.18")
  func drops() throws {
    let listing = """
      {"nftables": [{"counter": {"name": "invalid_packet", "packets": 2, "bytes": 20}},
        {"counter": {"name": "fragment_ipv6", "packets": 3, "bytes": 30}}]}
      """
    #expect(
      Set(try DropCounter.parse(nftables: listing, release: .v117).map(\.reason)) == [
        "Invalid packet", "IP fragmentation not supported",
      ])
    var counters = AgentCounters()
    counters.drops = try DropCounter.parse(nftables: listing, release: .v118)
    let metrics = AgentMetrics.metrics(facts: try facts(), counters: counters)
    #expect(metrics.filter { $0.name == "cilium_drop_count_total" }.map(\.value) == [5])
  }
}
