import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Marks that collide")
struct MarkForecastTests {
  private static let tailscaleRules = [
    "0: from all lookup local", "5210: from all fwmark 0x80000/0xff0000 lookup main",
    "5230: from all fwmark 0x80000/0xff0000 lookup default", "5250: from all fwmark 0x80000/0xff0000 unreachable",
    "5270: from all lookup 52", "32766: from all lookup main", "32767: from all lookup default",
  ]

  /// Two nodes whose tailnet routes are in table 52 alone, as Tailscale makes them, unless `table` says otherwise.
  private func cluster(
    _ identities: [UInt32], table: String = "52", rules: [String] = tailscaleRules, mode: String = "tunnel",
    _ settings: [String: String] = [:]
  ) -> ClusterFacts {
    let nodes = (1...2).map { number -> NodeFacts in
      var node = SyntheticCluster.node(UInt8(number), tailnet: "tailscale0")
      node.routes.removeAll { $0.linkIndex == 3 }
      node.routes += [SyntheticCluster.route(IPv4Address(100, 64, 0, 0), 10, 3, table: table)].compactMap { $0 }
      node.policyRulesIPv4 = rules
      node.ciliumVersion = "1.19.4"
      node.identities = identities.map {
        LocalIdentity(id: $0, endpoints: [.init(name: "shop/app=cart", address: IPAddress("10.244.1.9"))], count: 1)
      }
      return node
    }
    var facts = SyntheticCluster.cluster(nodes, devices: "ens5,tailscale0")
    facts.configuration["routing-mode"] = mode
    facts.configuration["kube-proxy-replacement"] = "true"
    facts.configuration.merge(settings) { $1 }
    return facts
  }

  @Test("an identity whose lower byte is Tailscale's mark loses the tunnel where only table 52 leads to the node")
  func taken() throws {
    let found = MarkForecast.collisions(cluster([2056, 2057])).filter { $0.node == "node-1" && $0.isInUse }
    #expect(found.map(\.identity) == [2056])
    let collision = try #require(found.first)
    #expect(collision.owner == "Tailscale" && collision.rules.count == 3 && collision.markText == "0x8080400")
    #expect(collision.carrier == .tunnel)
    let diversion = try #require(collision.diversions.first)
    #expect(diversion.destination == "node-2" && diversion.without == "tailscale0" && diversion.with == "ens5")
    #expect(diversion.isLost && collision.losses.count == 1)
  }

  @Test("identity 8 of Ingress listeners is always told, whether anybody has it or not")
  func ingress() {
    let found = MarkForecast.collisions(cluster([300]))
    #expect(Set(found.map(\.identity)) == [IdentityMark.ingress] && found.allSatisfy { !$0.isInUse })
    #expect(ClusterRemarks.marks(cluster([300])).contains { $0.contains("Ingress") && $0.contains("is lost") })
    // It is nobody's trouble yet.
    #expect(Prerequisites.broken(cluster([300])).isEmpty)
  }

  @Test("where the rule's own table leads to the node as well, the mark is taken and nothing is lost")
  func harmless() {
    let found = MarkForecast.collisions(cluster([2056], table: "main"))
    #expect(found.count { $0.identity == 2056 } == 2 && found.allSatisfy { $0.diversions.isEmpty })
    #expect(Prerequisites.broken(cluster([2056], table: "main")).isEmpty)
    #expect(ClusterRemarks.marks(cluster([2056], table: "main")).contains { $0.contains("the same way") })
  }

  @Test("rules on bits that hold no identity are none of it: Cilium's own, kube-proxy's; without rules nothing is said")
  func ownRules() {
    let cilium = [
      "0: from all lookup local", "9: from all fwmark 0x200/0xf00 lookup 2004",
      "32766: from all lookup "
        + "main",
    ]
    #expect(MarkForecast.collisions(cluster([2056], rules: cilium)).isEmpty)
    let kubeProxy = cilium + ["100: from all fwmark 0x4000/0x4000 lookup 7"]
    #expect(MarkForecast.collisions(cluster([2056], rules: kubeProxy)).isEmpty)
  }

  @Test("a rule that takes all but its own mark takes an identity with that mark out (NetBird, wg-quick)")
  func inverted() throws {
    let rules = [
      "0: from all lookup local", "110: not from all fwmark 0x8080400 lookup 52", "32766: from all lookup main",
    ]
    let found = MarkForecast.collisions(cluster([2056, 2057], rules: rules)).filter(\.isInUse)
    #expect(Set(found.map(\.identity)) == [2056])
    #expect(found.first?.diversions.first?.with == "ens5")
  }

  @Test("a mesh's cluster number is taken for KubeSpan's mark in the lowest byte")
  func clusterNumber() {
    let rules = [
      "0: from all lookup local", "32500: from all fwmark 0x40/0x60 blackhole", "32766: from all lookup main",
    ]
    let facts = cluster([64 << 16 | 300, 2 << 16 | 300], table: "main", rules: rules)
    let found = MarkForecast.collisions(facts).filter(\.isInUse)
    #expect(Set(found.map(\.identity)) == [64 << 16 | 300] && found.allSatisfy { $0.owner == "KubeSpan" })
    #expect(found.allSatisfy { $0.losses.first?.with.hasPrefix("nowhere") == true })
  }

  @Test("with BPF host routing rules see only tunnelled packets with a mark; with legacy host routing pods' own, too")
  func hostRouting() {
    #expect(Set(MarkForecast.collisions(cluster([2056])).filter(\.isInUse).map(\.carrier)) == [.tunnel])
    let legacy = cluster([2056], ["enable-host-legacy-routing": "true"])
    let found = MarkForecast.collisions(legacy).filter(\.isInUse)
    #expect(Set(found.map(\.carrier)) == [.tunnel, .pod])
    // To another node's tailnet address, not to the internet, which either way leads to.
    let pod = found.first { $0.carrier == .pod }
    #expect(pod?.diversions.map(\.destination) == ["node-2"] && pod?.markText == "0x8080f00")
  }

  @Test("without a tunnel it is the proxy's connections that bear identity 8")
  func native() {
    var facts = cluster([2056], mode: "native")
    for index in facts.nodes.indices {
      facts.nodes[index].routes += [
        SyntheticCluster.route(IPv4Address(10, 244, UInt8(2 - index), 0), 24, 3, table: "52")
      ].compactMap { $0 }
    }
    let found = MarkForecast.collisions(facts)
    #expect(Set(found.map(\.identity)) == [IdentityMark.ingress] && Set(found.map(\.carrier)) == [.proxy])
    #expect(found.allSatisfy { $0.losses.first?.without == "tailscale0" && $0.losses.first?.with == "ens5" })
  }

  @Test("an identity in use that loses its packets is a finding with its remedy; what was not read is said")
  func finding() throws {
    let broken = Prerequisites.broken(cluster([2056]))
    #expect(Set(broken.map(\.code)) == [.markCollision] && Set(broken.map(\.node)) == ["node-1", "node-2"])
    let finding = try #require(broken.first?.finding.value as? MarkTaken)
    #expect(finding.taken == "ens5" && finding.wanted == "tailscale0" && finding.cause.en.contains("shop/app=cart"))
    // Which cases it touches, the identities of their pods tell, and not the node.
    #expect(broken.allSatisfy { !$0.touches(.crossNodePod, .pair(from: "node-1", to: "node-2")) })
    var unread = cluster([])
    for index in unread.nodes.indices { unread.nodes[index].identities = nil }
    #expect(ClusterRemarks.marks(unread).contains { $0.contains("were not read") })
  }

  @Test("a path fails because of its own pods' identities, or of the cluster DNS's, and not because of others'")
  func causes() throws {
    var facts = cluster([2056])
    facts.nodes[0].identities?.append(LocalIdentity(id: 400, count: 1))
    func named(_ client: UInt32, _ server: UInt32) -> FindingCode? {
      var record = CaseRecord(
        aspect: .crossNodePod, subject: .pair(from: "node-1", to: "node-2"), prediction: .unknown(""),
        observation: Observation(.measured(.unreachable), evidence: []), verdict: .deviates, explanation: "")
      record.verdict = .deviates
      var datapath = DatapathRecord()
      datapath.identities = [
        ProbeIdentity(node: "node-1", pod: "client", identity: client),
        ProbeIdentity(node: "node-2", pod: "server", identity: server),
        // On the other node a server whose packets are none of this path's.
        ProbeIdentity(node: "node-1", pod: "server", identity: 2056),
      ]
      let judged = JudgedCases(cases: [record], facts: facts, context: DiagnosisContext(datapath: datapath))
      return MarkCauses.taken(record, judged).map { type(of: $0.finding).code }
    }
    #expect(named(2056, 400) == .markCollision)
    #expect(named(400, 2056) == .markCollision)
    #expect(named(400, 400) == nil)
  }
}

@Suite("What is handed to Cilium's proxy")
struct ProxyForecastTests {
  private func node(_ sysctls: [String: Int]?, rules: [String]? = nil) -> NodeFacts {
    var node = SyntheticCluster.node(1)
    node.sysctls = sysctls
    node.policyRulesIPv4 = rules
    return node
  }

  private static let base = [
    "net.ipv4.conf.all.rp_filter": 0, "net.ipv4.conf.all.src_valid_mark": 0, "net.ipv4.conf.default.src_valid_mark": 0,
  ]

  @Test("is dropped where the way back is looked up with the mark, whatever rp_filter is")
  func dropped() {
    let marked = Self.base.merging(["net.ipv4.conf.all.src_valid_mark": 1]) { $1 }
    #expect(ProxyForecast.losesProxied(node(marked)))
    #expect(!ProxyForecast.losesProxied(node(Self.base)))
    // Not knowing blames nobody.
    #expect(!ProxyForecast.losesProxied(node(nil)))
  }

  @Test("is told as what happens where rules lead to the proxy, and as what would elsewhere")
  func told() {
    let marked = Self.base.merging(["net.ipv4.conf.all.src_valid_mark": 1]) { $1 }
    let rules = [
      "0: from all lookup local", "9: from all fwmark 0x200/0xf00 lookup 2004", "32766: from all lookup main",
    ]
    func notes(_ node: NodeFacts, _ settings: [String: String] = [:]) -> [Sentence] {
      var facts = SyntheticCluster.cluster([node], devices: nil)
      facts.configuration.merge(settings) { $1 }
      return ProxyForecast.notes(facts)
    }
    #expect(notes(node(marked)).first?.contains("would drop") == true)
    #expect(notes(node(marked, rules: rules)).first?.contains(" drops ") == true)
    #expect(notes(node(marked), ["enable-l7-proxy": "false"]).isEmpty && notes(node(Self.base)).isEmpty)
  }
}
