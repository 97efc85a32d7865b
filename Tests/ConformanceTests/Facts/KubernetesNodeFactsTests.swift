import Cilium
import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("What the API tells of a node")
struct KubernetesNodeFactsTests {
  private func node(_ status: String, _ spec: String = "{}") throws -> Node {
    try JSONDecoder().decode(
      Node.self, from: Data(#"{"metadata":{"name":"n"},"spec":\#(spec),"status":\#(status)}"#.utf8))
  }

  @Test("a dual-stack node has an address and pods of each family")
  func dualStack() throws {
    let node = try node(
      #"""
      {"addresses":[{"type":"InternalIP","address":"2001:db8::1"},{"type":"InternalIP","address":"100.64.0.1"},
      {"type":"Hostname","address":"n"}],"nodeInfo":{"kernelVersion":"6.8.0-1021-oracle"}}
      """#, #"{"podCIDR":"fd00:10::/64","podCIDRs":["fd00:10::/64","10.244.0.0/24"]}"#)
    let facts = KubernetesNodeFacts.facts(node, nil)
    #expect(facts.internalIP == IPv4Address(100, 64, 0, 1) && facts.internalIPv6?.description == "2001:db8::1")
    #expect(facts.podCIDR?.description == "10.244.0.0/24" && facts.podCIDRv6?.description == "fd00:10::/64")
    #expect(facts.kernelVersion == "6.8.0-1021-oracle" && facts.externalIP == nil)
  }

  @Test("where Cilium hands out pod addresses itself, its own block counts")
  func clusterPool() throws {
    let own = CiliumNode(
      metadata: ObjectMeta(name: "n"), spec: CiliumNodeSpec(ipam: CiliumNodeIPAM(podCIDRs: ["10.0.3.0/24"])))
    let node = try node(#"{"addresses":[{"type":"InternalIP","address":"fd00::1"}]}"#, #"{"podCIDR":"10.244.0.0/24"}"#)
    let facts = KubernetesNodeFacts.facts(node, own)
    #expect(facts.podCIDR?.description == "10.0.3.0/24")
    #expect(facts.internalIP == nil && facts.internalIPv6 != nil)
  }
}
