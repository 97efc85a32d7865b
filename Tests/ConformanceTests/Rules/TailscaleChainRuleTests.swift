import Cilium
import Tailnet
import Testing

@testable import Conformance

@Suite("Tailscale's chains and the cluster")
struct TailscaleChainRuleTests {
  private func facts(_ name: String) throws -> ClusterFacts { try ReportedCase(name).facts() }

  private func findings(_ facts: ClusterFacts) -> [TailscaleChainDrops] {
    Prerequisites.broken(facts).compactMap { $0.finding.value as? TailscaleChainDrops }
  }

  @Test("pods whose addresses Tailscale takes for its own do not reach their node; others are not touched")
  func pods() throws {
    let found = findings(try facts("110-pods-in-tailnet-block"))
    #expect(found.map(\.dropped) == [.pods, .pods] && found.map(\.address) == ["100.65.1.0/24", "100.65.2.0/24"])
    #expect(ClusterRemarks.chains(try facts("110-pods-in-tailnet-block")).isEmpty)
    var moved = try facts("110-pods-in-tailnet-block")
    for index in moved.nodes.indices {
      moved.nodes[index].podCIDR = IPv4CIDR(IPv4Address(10, 65, UInt8(index), 0), prefixLength: 24)
    }
    #expect(findings(moved).isEmpty)
  }

  @Test("node IPs of a carrier's beside Tailscale cut the nodes off, unless the rule is switched off")
  func nodes() throws {
    let found = findings(try facts("111-carrier-node-ips-beside-tailscale"))
    #expect(found.map(\.dropped) == [.node, .node] && Set(found.map(\.address)) == ["100.70.1.1", "100.70.1.2"])
    let passes = try facts("112-carrier-node-ips-let-in")
    #expect(findings(passes).isEmpty && ClusterRemarks.chains(passes).isEmpty)
  }

  @Test("without a tunnel pods' packets between nodes pass: they are none of the node's own")
  func native() throws {
    var facts = try facts("111-carrier-node-ips-beside-tailscale")
    facts.configuration["routing-mode"] = "native"
    let broken = Prerequisites.broken(facts).filter { $0.code == .tailscaleChainDrops }
    #expect(!broken.isEmpty && broken.allSatisfy { !$0.aspects.contains(.crossNodePod) })
    #expect(broken.allSatisfy { $0.aspects.contains(.otherNodeIP) })
  }

  @Test("chains that were not read, or that others stand before, blame nobody, and that is said where it matters")
  func unread() throws {
    for name in ["110-pods-in-tailnet-block", "111-carrier-node-ips-beside-tailscale"] {
      var unread = try facts(name)
      for index in unread.nodes.indices { unread.nodes[index].tailscaleChains = nil }
      #expect(findings(unread).isEmpty)
      #expect(ClusterRemarks.chains(unread).contains { $0.contains("was not read (iptables-save)") })
      var preceded = try facts(name)
      for index in preceded.nodes.indices { preceded.nodes[index].tailscaleChains?.mayBePreceded = true }
      #expect(findings(preceded).isEmpty && !ClusterRemarks.chains(preceded).isEmpty)
    }
    // A tailnet's own addresses come in by its device.
    var tailnet = try facts("113-stateful-filtering-netfilter")
    for index in tailnet.nodes.indices { tailnet.nodes[index].tailscaleChains = nil }
    #expect(ClusterRemarks.chains(tailnet).isEmpty)
  }

  @Test("what the kernel forwards into the tailnet is filtered by state; what Cilium redirects is not")
  func state() throws {
    let found = findings(try facts("113-stateful-filtering-netfilter"))
    #expect(found.map(\.dropped) == [.forwarded, .forwarded] && found.allSatisfy { $0.isStateful == true })
    #expect(findings(try facts("114-stateful-filtering-bpf")).isEmpty)
    var stateless = try facts("113-stateful-filtering-netfilter")
    for index in stateless.nodes.indices { stateless.nodes[index].tailscaleChains?.forwardsAnswersOnly = false }
    #expect(findings(stateless).isEmpty)
    // From 100.64.0.0/10 nothing is forwarded, filtered by state or not.
    stateless.nodes[0].podCIDR = IPv4CIDR(IPv4Address(100, 65, 1, 0), prefixLength: 24)
    #expect(findings(stateless).contains { $0.dropped == .forwarded && $0.isStateful == nil })
  }

  @Test("TCP that is made to fit the tailnet is said where the kernel forwards pods' packets")
  func clamped() throws {
    for (name, isTold) in [("113-stateful-filtering-netfilter", true), ("114-stateful-filtering-bpf", false)] {
      var facts = try facts(name)
      #expect(ClusterRemarks.chains(facts).isEmpty)
      facts.nodes[0].tailscaleChains?.clamping = ["tailscale0"]
      #expect(ClusterRemarks.chains(facts).contains { $0.contains("TCPMSS") } == isTold)
    }
  }
}
