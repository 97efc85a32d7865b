import Cilium
import Foundation
import Testing

@testable import Conformance

/// How long a diagnosis takes, told and never asserted: `scripts/bench diagnosis` runs it. What is asserted is that large
/// clusters are diagnosed as small ones are.
@Suite(
  "How long a diagnosis takes",
  .enabled(if: ProcessInfo.processInfo.environment["NETPROOF_BENCH_DIAGNOSIS"] != nil))
struct DiagnosisBench {
  /// One measured diagnosis.
  private struct Row {
    let name: String
    let nodes: Int
    let cases: Int
    let notGreen: Int
    let seconds: Double
    let codes: Set<String>
    /// What nothing explains, by aspect.
    let unexplained: [Aspect: [Subject]]

    var text: String {
      let padded = [String(nodes), String(cases), String(notGreen), String(format: "%.3f", seconds)]
        .map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }.joined()
      let open = unexplained.sorted { $0.key.rawValue < $1.key.rawValue }.map { aspect, subjects in
        ", \(subjects.count) of \(aspect.rawValue) as \(subjects[0])"
      }
      return "diagnosis\(padded)  \(name): \(codes.sorted().joined(separator: ", "))\(open.joined())"
    }
  }

  private func measure(_ name: String, _ rehearsal: Rehearsal) -> Row {
    var cases = rehearsal.cases()
    for place in cases.indices { cases[place].diagnosis = nil }
    let open = cases.count { $0.verdict == .deviates || $0.verdict == .inconclusive }
    var context = DiagnosisContext()
    context.endpoints = rehearsal.endpoints
    context.outages = EndpointOutage.refine(&cases)
    let seconds = ContinuousClock().measure {
      Diagnostician.diagnose(&cases, facts: rehearsal.facts, context: context)
    }
    return Row(
      name: name, nodes: rehearsal.facts.nodes.count, cases: cases.count, notGreen: open,
      seconds: seconds / .seconds(1), codes: Set(cases.compactMap { $0.diagnosis?.code }),
      unexplained: Dictionary(
        grouping: cases.filter { $0.diagnosis?.code == "unexplained" }, by: \.aspect
      ).mapValues { $0.map(\.subject) })
  }

  /// A cluster with as many nodes, of which each asks four others.
  private func large(_ count: Int) -> Rehearsal {
    var facts = SyntheticCluster.cluster((0..<count).map(node), devices: "ens5,ts0")
    let sampler = PairSampler(
      nodes: facts.nodes.map { NodePlace(name: $0.name) }, limit: 4 * count,
      seed: SampleSeed(Date(timeIntervalSince1970: 0)))
    let sample = sampler.draw()
    // Hosts reach each other by both uplinks: without knowing it, nobody can tell what becomes of pings and NodePorts there.
    let addresses = Dictionary(
      uniqueKeysWithValues: facts.nodes.map { ($0.name, $0.devices.prefix(2).flatMap(\.addresses)) })
    for index in facts.nodes.indices {
      for target in sample.targets[facts.nodes[index].name] ?? [] {
        for address in addresses[target] ?? [] { facts.nodes[index].reachedFromHost[address.description] = true }
      }
    }
    var rehearsal = Rehearsal(facts, sample: sample)
    rehearsal.endpoints = ExternalEndpoints()
    return rehearsal
  }

  /// As `SyntheticCluster` makes nodes, of which there can be 255.
  private func node(_ number: Int) -> NodeFacts {
    let (high, low) = (UInt8(number / 250), UInt8(number % 250 + 1))
    let (own, tailnet) = (IPv4Address(10, 0, high, low), IPv4Address(100, 64, high, low))
    return NodeFacts(
      name: "node-\(number + 1)", internalIP: tailnet,
      podCIDR: IPv4CIDR(IPv4Address(10, 128 + high, low, 0), prefixLength: 24),
      devices: [
        SyntheticCluster.device("ens5", 2, own, mtu: 9000), SyntheticCluster.tunnel("ts0", 3, tailnet),
        SyntheticCluster.device("cilium_host", 4, IPv4Address(10, 128 + high, low, 1), type: "veth"),
      ],
      routes: [
        SyntheticCluster.defaultRoute(2), SyntheticCluster.route(IPv4Address(10, 0, 0, 0), 16, 2),
        SyntheticCluster.route(IPv4Address(100, 64, 0, 0), 10, 3),
      ].compactMap { $0 })
  }

  @Test("two nodes")
  func two() throws {
    for fault in Fault.allCases {
      // With the addresses that the nodes have outside: without them nobody knows what a server should answer.
      var rehearsal = try FaultyRun().rehearsal
      fault.strike(&rehearsal)
      let row = measure(fault.rawValue, rehearsal)
      print(row.text)
      #expect(!row.codes.isEmpty)
    }
  }

  @Test("a thousand nodes, one of them broken, a hundred, and all")
  func thousand() {
    for (name, broken) in [("one node without a way out", 1), ("a hundred", 100), ("all", 1000)] {
      var rehearsal = large(1000)
      for node in rehearsal.nodes.prefix(broken) {
        for aspect in [Aspect.externalPing, .upstreamDNS, .externalHTTPS] {
          rehearsal.see(aspect, .unreachable, .node(node))
        }
      }
      let row = measure(name, rehearsal)
      print(row.text)
      #expect(broken == 1000 || row.codes == ["no-way-out"])
    }
  }

  @Test("a thousand nodes, whose tunnels to one are dropped, to a hundred, and all")
  func tunnels() {
    for (name, broken) in [("tunnels of one node", 1), ("of a hundred", 100), ("all tunnels", 1000)] {
      var rehearsal = large(1000)
      let lost = Set(rehearsal.nodes.suffix(broken))
      for (aspect, subject) in rehearsal.sample.cases([.ipv4]) {
        guard let target = subject.target, lost.contains(subject.source) || lost.contains(target) else { continue }
        switch aspect {
        case .crossNodePod, .crossNodeService, .pathMTU: rehearsal.see(aspect, .unreachable, subject)
        // Handed on in the tunnel to the backend that the other node lacks.
        case .nodePortLocalOtherNode: rehearsal.see(aspect, .value("none"), subject)
        default: break
        }
      }
      askDNS(lost, &rehearsal)
      let row = measure(name, rehearsal)
      print(row.text)
      #expect(row.codes == ["vxlan-blocked"])
    }
  }

  /// Of the DNS pods, those answer that are on the node itself, or to which its tunnel leads.
  private func askDNS(_ lost: Set<String>, _ rehearsal: inout Rehearsal) {
    let places = rehearsal.facts.dnsPods.map(\.node)
    for node in rehearsal.nodes {
      let answering = places.filter { $0 == node || !lost.contains(node) && !lost.contains($0) }
      guard answering.count < places.count else { continue }
      for aspect in [Aspect.clusterName, .externalName] {
        rehearsal.see(
          aspect, answering.isEmpty ? .unreachable : .partly(Rules.answering(answering)), .node(node))
      }
    }
  }
}
