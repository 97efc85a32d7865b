import Testing

@testable import Conformance

/// A cluster, and all that can be broken in it.
struct FaultyShape: CustomTestStringConvertible, Sendable {
  let name: String
  let facts: ClusterFacts
  /// What nobody can predict of the whole cluster stays open whatever breaks.
  let open: Set<CaseKey>
  var testDescription: String { name }

  /// Whether the nodes' own networks are asked, too.
  let asksHosts: Bool
  /// What is seen while nothing is broken.
  private let healthy: PaperNetwork.Predicted

  init(name: String, facts: ClusterFacts, asksHosts: Bool) {
    (self.name, self.facts, self.asksHosts) = (name, facts, asksHosts)
    healthy = PaperNetwork.predicted(facts)
    open = Set(Self.red(facts, [], asksHosts, healthy).map(\.key))
  }

  /// What is not green while these are broken.
  func red(_ broken: Set<Broken>) -> [CaseRecord] { Self.red(facts, broken, asksHosts, healthy) }

  private static func red(
    _ facts: ClusterFacts, _ broken: Set<Broken>, _ asksHosts: Bool, _ healthy: PaperNetwork.Predicted
  ) -> [CaseRecord] {
    PaperNetwork(facts, broken, asksHosts: asksHosts).rehearsal(healthy: healthy, of: facts).cases()
      .filter { $0.verdict == .deviates || $0.verdict == .inconclusive }
  }

  /// Whether nothing that is measured or read tells a fault from another: all of them are named then.
  func cannotTell(_ fault: Broken) -> Bool {
    switch fault {
    // What pods get no answer to without a NAT table may have been translated or not.
    case .answersToPods, .untranslated: !PaperWires(facts: facts).hasNATTable
    case .peers(let one, let other): PaperWires(facts: facts).peersAreUnread(one, other)
    default: false
    }
  }

  var nodes: [String] { facts.nodes.map(\.name) }

  /// Every single fault.
  var faults: [Broken] { between + nodes.flatMap(own) + [TrafficKind.ping, .dns, .https].map(Broken.down) }

  private var between: [Broken] {
    let wires = PaperWires(facts: facts)
    let pairs = nodes.indices.flatMap { one in nodes.indices.filter { $0 > one }.map { (nodes[one], nodes[$0]) } }
    return pairs.flatMap { one, other -> [Broken] in
      let tunnels: [Broken] =
        wires.isNative
        ? [] : [.tunnel(one, other), .tunnelFrom(one, to: other), .tunnelFrom(other, to: one)]
      let peers: [Broken] = wires.hasPeer(one, other) ? [.allowedIPsShort(one, other)] : []
      return tunnels + peers + [.peers(one, other), .pathCarries(1000, one, other)]
    }
  }

  private func own(_ node: String) -> [Broken] {
    let all: [Broken] = [
      .silent(node, .ping), .silent(node, .dns), .silent(node, .https), .wayOut(node), .blackhole(node),
      .sourceFilter(node), .cutFromHost(node), .answersToPods(node),
    ]
    let wires = PaperWires(facts: facts)
    let asked: [Broken] = wires.routesDecide ? [.untranslated(node), .forwardingOff(node)] : []
    let names: [Broken] = facts.dnsPods.contains { $0.node == node } ? [.dnsUpstream(node)] : []
    let added: [Broken] = wires.prefersAdded(node) ? [.addressAdded(node)] : []
    // Where nobody's pods reach the node's own address, nobody misses it.
    let isReached = nodes.contains { healthy[CaseKey(.otherNodeIP, .pair(from: $0, to: node))] == .reachable }
    return all + (isReached ? [.hostFirewall(node)] : []) + asked + names + added
      + (wires.takesStack ? [.forwardDropped(node)] : [])
  }

  /// Two recorded clusters, of one of which the WireGuard peers were read, too, larger ones, and the lab's topologies, but those without masquerading: what becomes of pods' own
  /// addresses on plain networks no rule predicts, so that nothing outside deviates there whatever is broken.
  static let all: [FaultyShape] = {
    var shapes = ["C", "A"].compactMap { folder in
      (try? RecordedCluster.facts(folder)).map { facts in
        FaultyShape(
          name: "recorded \(folder)", facts: folder == "C" ? facts.withPeersRead : facts, asksHosts: false)
      }
    }
    shapes += [3].map { count in
      let nodes = (1...UInt8(count)).map { SyntheticCluster.node($0) }
      return FaultyShape(
        name: "\(count) nodes", facts: SyntheticCluster.cluster(nodes, devices: "ens5,ts0"), asksHosts: true)
    }
    let translating = TopologyCluster.all.filter { $0.facts.configuration["enable-ipv4-masquerade"] != "false" }
    return shapes + translating.map { FaultyShape(name: $0.topology.name, facts: $0.facts, asksHosts: true) }
  }()
}
