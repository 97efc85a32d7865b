import Cilium
import Testing

@testable import Conformance

@Suite("Rules under the datapath's modes")
struct ModeRuleTests {
  private typealias Make = SyntheticCluster
  private let node = Subject.node("node-1")
  private let pair = Subject.pair(from: "node-1", to: "node-2")

  private func facts(
    devices: String? = "ens5,ts0", _ configuration: [String: String] = [:],
    _ change: (inout ClusterFacts) -> Void = { _ in }
  ) -> ClusterFacts {
    var facts = Make.cluster([Make.node(1), Make.node(2)], devices: devices)
    facts.configuration["kube-proxy-replacement"] = "true"
    facts.configuration.merge(configuration) { $1 }
    change(&facts)
    return facts
  }

  private func notApplicable(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Sentence? {
    if case .notApplicable(let reason) = Rules.predict(aspect, subject, facts: facts) { reason } else { nil }
  }

  private func unknown(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Sentence? {
    if case .unknown(let reason) = Rules.predict(aspect, subject, facts: facts) { reason } else { nil }
  }

  @Test("towards what the ip-masq-agent spares pods keep their address, and WireGuard peers drop that")
  func ipMasqAgent() {
    let spared = facts(["enable-ip-masq-agent": "true"]) { facts in
      facts.nonMasqueradeCIDRs = [IPPrefix("100.64.0.0/10")].compactMap { $0 }
    }
    #expect(Rules.predict(.otherNodeIP, pair, facts: spared).outcome == .unreachable)
    #expect(Rules.predict(.natNodeAddress, pair, facts: spared).outcome == .notTranslated)
    #expect(Rules.predict(.apiService, .node("node-2"), facts: spared).outcome == .unreachable)
    #expect(Rules.predict(.externalPing, node, facts: spared).outcome == .reachable)
    let other = facts(["enable-ip-masq-agent": "true"]) { facts in
      facts.nonMasqueradeCIDRs = [IPPrefix("172.16.0.0/12")].compactMap { $0 }
    }
    #expect(Rules.predict(.otherNodeIP, pair, facts: other).outcome == .reachable)
  }

  @Test("the agent's line names the ip-masq-agent, as the rule expects it")
  func ipMasqAgentLine() {
    let outcome = Rules.predict(.masquerade, node, facts: facts(["enable-ip-masq-agent": "true"])).outcome
    #expect(outcome == .value("BPF (ip-masq-agent) [ens5, ts0]"))
  }

  @Test("beside an ip-masq-agent only a written CIDR spares more, the node's own pods do not, since 1.15")
  func ipMasqAgentPodBlock() {
    let own = IPAddress.v4(IPv4Address(10, 244, 1, 9))
    func spared(_ version: String, _ more: [String: String]) -> Bool {
      let facts = facts(more) { facts in
        facts.nonMasqueradeCIDRs = []
        for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = version }
      }
      return PathModel(facts: facts).exemption(of: own, from: facts.nodes[0]) != nil
    }
    #expect(spared("1.18.2", [:]) && !spared("1.18.2", ["enable-ip-masq-agent": "true"]))
    #expect(spared("1.14.9", ["enable-ip-masq-agent": "true"]))
    #expect(
      spared("1.18.2", ["enable-ip-masq-agent": "true", "ipv4-native-routing-cidr": "10.244.0.0/16"]))
  }

  @Test("a list of the ip-masq-agent that could not be read leaves open what depends on it")
  func unreadList() {
    guard case .unknown(let reason) = Rules.predict(.otherNodeIP, pair, facts: facts(["enable-ip-masq-agent": "true"]))
    else {
      Issue.record("something was predicted")
      return
    }
    #expect(reason.contains("could not be read"))
  }

  @Test("ipv4-native-routing-cidr spares what is in it, with a tunnel, too")
  func nativeRoutingCIDR() {
    let spared = facts(["ipv4-native-routing-cidr": "100.64.0.0/10"])
    #expect(Rules.predict(.otherNodeIP, pair, facts: spared).outcome == .unreachable)
    #expect(Rules.predict(.natNodeAddress, pair, facts: spared).outcome == .notTranslated)
    #expect(
      Rules.predict(.otherNodeIP, pair, facts: facts(["ipv4-native-routing-cidr": "10.244.0.0/16"])).outcome
        == .reachable)
  }

  @Test("netfilter masquerades only where egress-masquerade-interfaces says, if it says anything")
  func egressInterfaces() {
    let physical = facts(["enable-bpf-masquerade": "false", "egress-masquerade-interfaces": "ens+"])
    #expect(Rules.predict(.externalPing, node, facts: physical).outcome == .reachable)
    #expect(Rules.predict(.otherNodeIP, pair, facts: physical).outcome == .unreachable)
    let tailnet = facts(["enable-bpf-masquerade": "false", "egress-masquerade-interfaces": "ts0"])
    #expect(Rules.predict(.externalPing, node, facts: tailnet).outcome == .unreachable)
    #expect(Rules.predict(.otherNodeIP, pair, facts: tailnet).outcome == .reachable)
  }

  @Test("a list of egress-masquerade-interfaces matches nothing where its entries become one, and everything later")
  func egressInterfaceLists() {
    for (version, outcome) in [("1.16.4", Outcome.unreachable), ("1.16.7", .reachable), ("1.18.2", .reachable)] {
      let facts = facts(["enable-bpf-masquerade": "false", "egress-masquerade-interfaces": "ens5 ts0"]) { facts in
        for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = version }
      }
      #expect(Rules.predict(.externalPing, node, facts: facts).outcome == outcome, "\(version)")
    }
  }

  @Test("by the routes' own sources only what leaves by a route with one is translated")
  func routeSource() {
    let settings = ["enable-bpf-masquerade": "false", "enable-masquerade-to-route-source": "true"]
    func ping(_ version: String, source: Bool, _ more: [String: String] = [:]) -> Outcome? {
      let facts = facts(settings.merging(more) { $1 }) { facts in
        for index in facts.nodes.indices {
          facts.nodes[index].ciliumVersion = version
          guard source, let old = facts.nodes[index].routes.firstIndex(where: { $0.destination.isDefault }) else {
            continue
          }
          let route = facts.nodes[index].routes[old]
          facts.nodes[index].routes[old] = Route(
            destination: route.destination, source: .v4(IPv4Address(10, 0, 0, 1)), linkIndex: route.linkIndex)
        }
      }
      return Rules.predict(.externalPing, node, facts: facts).outcome
    }
    #expect(ping("1.18.2", source: true) == .reachable && ping("1.18.2", source: false) == .unreachable)
    // 1.14 does not know the key; up to 1.17.1 wildcards are names.
    #expect(ping("1.14.9", source: false) == .reachable)
    let wildcard = ["egress-masquerade-interfaces": "ens+"]
    #expect(
      ping("1.15.1", source: true, wildcard) == .unreachable && ping("1.18.2", source: true, wildcard) == .reachable)
  }

  @Test("without BPF masquerading and kube-proxy replacement there is no NAT map to look into")
  func noNATMap() {
    let bare = facts(["enable-bpf-masquerade": "false", "kube-proxy-replacement": "false"])
    #expect(notApplicable(.natExternal, node, bare)?.contains("no NAT map on node-1") == true)
    #expect(notApplicable(.natNodeAddress, pair, bare) != nil)
    let replacing = facts(["enable-bpf-masquerade": "false"])
    #expect(Rules.predict(.natExternal, node, facts: replacing).outcome == .notTranslated)
    #expect(Rules.predict(.externalPing, node, facts: bare).outcome == .reachable)
  }

  @Test("Geneve is a tunnel like VXLAN")
  func geneve() {
    #expect(Rules.predict(.crossNodePod, pair, facts: facts(["tunnel-protocol": "geneve"])).outcome == .reachable)
  }

  // MARK: Native routing

  private func native(
    _ configuration: [String: String] = [:], routes: Bool, by link: Int = 2
  ) -> ClusterFacts {
    facts(["routing-mode": "native"].merging(configuration) { $1 }) { facts in
      guard routes else { return }
      for (index, peer) in [(0, UInt8(2)), (1, UInt8(1))] {
        if let route = Make.route(IPv4Address(10, 244, peer, 0), 24, link) { facts.nodes[index].routes.append(route) }
      }
    }
  }

  @Test(
    "without a tunnel and without routes to the other's pods, what happens between nodes does not follow from facts")
  func nativeWithoutRoutes() {
    let facts = native(routes: false)
    for aspect in [Aspect.crossNodePod, .crossNodeService, .pathMTU, .otherNodeIP] {
      #expect(unknown(aspect, pair, facts)?.contains("routing-mode is native") == true, "\(aspect.rawValue)")
    }
    for aspect in [Aspect.apiService, .clusterDNSReady, .clusterDNSRestart, .clusterName, .externalName] {
      let reason = unknown(aspect, .node("node-2"), facts)
      #expect(reason?.contains("routing-mode is native") == true, "\(aspect.rawValue)")
    }
    #expect(Rules.predict(.apiService, node, facts: facts).outcome == .reachable)
    #expect(Rules.predict(.externalPing, node, facts: facts).outcome == .reachable)
    #expect(Rules.predict(.sameNodePod, node, facts: facts).outcome == .reachable)
  }

  @Test("with routes over the physical network pods reach each other, untranslated, at the full MTU")
  func nativeWithRoutes() {
    let facts = native(routes: true)
    #expect(Rules.predict(.crossNodePod, pair, facts: facts).outcome == .reachable)
    #expect(Rules.predict(.otherNodeIP, pair, facts: facts).outcome == .reachable)
    #expect(Rules.predict(.natNodeAddress, pair, facts: facts).outcome == .notTranslated)
    #expect(Rules.predict(.pathMTU, pair, facts: facts).outcome == .largestPayload(1280 - 28))
    #expect(Rules.predict(.clusterName, node, facts: facts).outcome == .reachable)
  }

  @Test("whether nodes reach each other decides, also without a tunnel")
  func nativeUnreachable() {
    var facts = native(routes: true)
    for index in facts.nodes.indices { facts.nodes[index].internalIP = IPv4Address(10, 0, 0, UInt8(index + 1)) }
    facts.nodes[0].reachedFromHost = ["10.0.0.2": false]
    #expect(Rules.predict(.crossNodePod, pair, facts: facts).outcome == .unreachable)
    #expect(notApplicable(.pathMTU, pair, facts)?.contains("no packet of any size") == true)
  }

  @Test("a route into the tailnet leaves open what the peer accepts")
  func nativeOverTailnet() {
    let facts = native(routes: true, by: 3)
    #expect(unknown(.crossNodePod, pair, facts)?.contains("AllowedIPs") == true)
  }

  /// Why nothing is expected.
  private func undecided(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> Sentence? {
    switch Rules.predict(aspect, subject, facts: facts) {
    case .notApplicable(let reason), .unknown(let reason): reason
    case .expected: nil
    }
  }

  @Test("a route into the tailnet is believed where both agents reach the other node's health endpoint")
  func nativeOverProvenTailnet() {
    var facts = native(routes: true, by: 3)
    facts.nodes[0].reachedHealthEndpoints = ["node-2": true]
    // One way proves what one side accepts, not what the other does.
    #expect(undecided(.crossNodePod, pair, facts)?.contains("AllowedIPs") == true)
    facts.nodes[1].reachedHealthEndpoints = ["node-1": false]
    #expect(undecided(.crossNodePod, pair, facts)?.contains("AllowedIPs") == true)
    facts.nodes[1].reachedHealthEndpoints = ["node-1": true]
    for aspect in [Aspect.crossNodePod, .crossNodeService, .otherNodeIP] {
      #expect(Rules.predict(aspect, pair, facts: facts).outcome == .reachable, "\(aspect.rawValue)")
    }
    facts.httpsByName = true
    for aspect in [Aspect.clusterName, .externalName, .apiService] {
      #expect(Rules.predict(aspect, .node("node-2"), facts: facts).outcome == .reachable, "\(aspect.rawValue)")
    }
    #expect(Rules.predict(.externalHTTPS, node, facts: facts).outcome == .answersWithAddress(nil))
  }

  @Test("names that DNS pods of the same node answer are known without a tunnel, too")
  func nativeNamesOnTheNode() {
    var facts = native(routes: true, by: 3)
    facts.dnsPods.removeAll { $0.node != "node-1" }
    facts.httpsByName = true
    #expect(Rules.predict(.clusterName, node, facts: facts).outcome == .reachable)
    #expect(Rules.predict(.externalName, node, facts: facts).outcome == .reachable)
    #expect(Rules.predict(.externalHTTPS, node, facts: facts).outcome == .answersWithAddress(nil))
    #expect(undecided(.clusterName, .node("node-2"), facts) != nil)
  }

  @Test("without a tunnel only the addresses of a node's CiliumNode are spared, its other ones are not")
  func otherAddressesOfNodes() {
    let facts = native(routes: true)
    let model = PathModel(facts: facts)
    #expect(model.exemption(of: .v4(IPv4Address(100, 64, 0, 2)), from: facts.nodes[0]) != nil)
    #expect(model.exemption(of: .v4(IPv4Address(10, 0, 0, 2)), from: facts.nodes[0]) == nil)
  }

  @Test("enable-remote-node-masquerade means nothing before 1.19")
  func remoteNodeMasqueradeByRelease() {
    var facts = native(["enable-remote-node-masquerade": "true"], routes: true)
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = "1.18.2" }
    #expect(Rules.predict(.natNodeAddress, pair, facts: facts).outcome == .notTranslated)
  }

  @Test("enable-remote-node-masquerade translates towards nodes without a tunnel, too")
  func remoteNodeMasquerade() {
    let facts = native(["enable-remote-node-masquerade": "true"], routes: false)
    #expect(Rules.predict(.otherNodeIP, pair, facts: facts).outcome == .reachable)
    #expect(Rules.predict(.natNodeAddress, pair, facts: facts).outcome == .translated(to: "100.64.0.1"))
  }

  @Test("masquerading off and no tunnel: the network beyond decides what is outside; with a tunnel nothing answers")
  func masqueradingOff() {
    let routed = native(["enable-ipv4-masquerade": "false"], routes: true)
    for aspect in [Aspect.externalPing, .upstreamDNS, .externalHTTPS, .externalName] {
      #expect(unknown(aspect, node, routed)?.contains("network beyond") == true, "\(aspect.rawValue)")
    }
    let tunnel = facts(["enable-ipv4-masquerade": "false"])
    #expect(Rules.predict(.externalPing, node, facts: tunnel).outcome == .unreachable)
  }

  // MARK: DNS

  @Test("where NodeLocal DNSCache answers, names tell nothing of the cluster DNS")
  func nodeLocalDNS() {
    let facts = facts { $0.nodeLocalDNSNodes = ["node-1"] }
    #expect(unknown(.clusterName, node, facts)?.contains("NodeLocal DNSCache") == true)
    #expect(unknown(.externalName, node, facts) != nil)
    #expect(Rules.predict(.clusterName, .node("node-2"), facts: facts).outcome == .reachable)
  }

  @Test("without a cluster DNS Service names do not apply")
  func noDNS() {
    let facts = facts { $0.dnsService = nil }
    #expect(notApplicable(.clusterName, node, facts)?.contains("no Service that answers DNS") == true)
  }
}
