import Testing

@testable import Lab

@Suite("STUN in the lab")
struct STUNPlanTests {
  private func plan(_ topology: LabTopology) -> STUNPlan {
    STUNPlan(topology: topology, paths: LabPaths(), executable: "netproof")
  }

  @Test("the nodes of a tailnet ask two servers from WireGuard's port; those of plain WireGuard ask nobody")
  func askers() throws {
    let guide = plan(.guide)
    #expect(guide.askers.map(\.node.name) == ["instance-master", "instance-worker"])
    let overlay = try #require(guide.askers.first?.overlay)
    #expect(guide.asking(overlay) == ["lab-stun", "ask", "3478", "41641", "0", "203.0.113.30", "203.0.113.31"])
    #expect(guide.serving == ["lab-stun", "serve", "3478", "203.0.113.30", "203.0.113.31"])
    for topology in LabTopology.builtIn {
      let name = topology.name
      let isTailnet = topology.overlays.contains(where: \.isTailscale)
      #expect(isTailnet || plan(topology).askers.isEmpty, "\(name)")
      let internet = LinkPlan(topology: topology).internet()
      #expect(plan(topology).servers.allSatisfy { server in internet.contains { $0.contains("\(server)/") } })
      let fault = PlacedFault(.stunBlocked).inapplicability(in: topology)
      let last = KernelFaults.node(of: topology)
      #expect((fault == nil) == plan(topology).askers.contains { $0.node == last }, "\(name)")
    }
  }

  @Test("Tailscale's own mark keeps requests out of the tailnet")
  func mark() throws {
    var overlay = try #require(LabTopology.guide.overlays.first)
    overlay.kind = .tailscale
    #expect(plan(.guide).asking(overlay)[4] == "524288")
  }

  @Test("a router drops the requests of one node, and without the fault of none")
  func router() throws {
    for node in LabTopology.guide.nodes {
      for segment in LabTopology.guide.networks {
        let ruleset = RouterRuleset(topology: .guide, segment: segment)
        let address = try #require(node.cards.first?.address)
        let rule = "iifname \"lan0\" ip saddr \(address) udp dport 3478 counter drop"
        let isHome = node.cards.contains { $0.network == segment.name }
        #expect(ruleset.text(withoutSTUN: node.name).contains(rule) == isHome)
        #expect(!ruleset.text().contains("3478"))
      }
    }
  }

  @Test("words that are none of the subcommand's end it")
  func words() {
    for words in [[], ["serve"], ["ask", "3478", "41641", "203.0.113.30"], ["serve", "70000", "203.0.113.30"]] {
      #expect(STUNStandIn.main(arguments: words) == 2)
    }
    #expect(STUNStandIn.main(arguments: ["serve", "3478"]) == 1)
    #expect(STUNStandIn.main(arguments: ["serve", "3478", "no.address"]) == 1)
  }
}
