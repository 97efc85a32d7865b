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

  private func notApplicable(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> String? {
    if case .notApplicable(let reason) = Rules.predict(aspect, subject, facts: facts) { reason } else { nil }
  }

  private func unknown(_ aspect: Aspect, _ subject: Subject, _ facts: ClusterFacts) -> String? {
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
