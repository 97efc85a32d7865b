import Cilium
import Probes
import Testing

@testable import Conformance

@Suite("Which probes are sent")
struct ProbePlanTests {
  private func cluster(_ count: UInt8) -> SyntheticAnswers {
    SyntheticAnswers(
      SyntheticCluster.cluster((1...count).map { SyntheticCluster.node($0) }, devices: "ens5,ts0"))
  }

  /// The aspects that a probe of a pod answers.
  private static let probed: Set<Aspect> = [
    .sameNodePod, .crossNodePod, .crossNodeService, .externalPing, .clusterName, .externalName, .upstreamDNS,
    .externalHTTPS, .ownNodeIP, .otherNodeIP, .ownUplinks, .otherUplinks, .apiService, .pathMTU,
  ]

  @Test("every path aspect of every node and ordered pair is probed", arguments: 1...3 as ClosedRange<UInt8>)
  func everyCase(count: UInt8) {
    let answers = cluster(count)
    let nodes = answers.facts.nodes.map(\.name)
    for (aspect, subject) in PairSample.every(nodes).cases() {
      #expect(answers.plan.probes(aspect, subject).isEmpty != Self.probed.contains(aspect), "\(aspect) \(subject)")
    }
    #expect(Set(answers.plan.probes.keys) == Set(nodes))
  }

  @Test("a node's probes can be sent in one batch", arguments: 1...3 as ClosedRange<UInt8>)
  func batch(count: UInt8) throws {
    for probes in cluster(count).plan.probes.values { _ = try ProbeBatch(probes: probes) }
  }

  @Test("one node has no pairs")
  func oneNode() {
    let targets = cluster(1).plan.probes["node-1"]?.map(\.kind).compactMap { kind -> String? in
      if case .ping(let target, _, _) = kind { target } else { nil }
    }
    #expect(targets == ["10.244.0.20", "8.8.8.8", "100.64.0.1", "10.0.0.1"])
  }

  @Test("each pair goes to the other node's own pod, Service and address")
  func pairs() throws {
    let plan = cluster(3).plan
    let pair = Subject.pair(from: "node-2", to: "node-3")
    #expect(
      plan.probes(.crossNodePod, pair).map(\.kind) == [
        .ping(target: "10.244.2.20", count: 2, payload: nil),
        .httpGet(url: "http://10.244.2.20:8080/", header: [:], insecure: false),
      ])
    #expect(
      plan.probes(.crossNodeService, pair).map(\.kind) == [
        .httpGet(url: "http://10.96.7.2/", header: [:], insecure: false)
      ])
    #expect(plan.probes(.otherNodeIP, pair).map(\.kind) == [.ping(target: "100.64.0.3", count: 2, payload: nil)])
  }

  @Test("a server pod that does not run leaves out what would be sent to it, and nothing else")
  func missingServer() {
    var answers = cluster(2)
    answers.pods.nodes["node-2"]?.server = .failure(.init(description: "Pending"))
    let plan = answers.plan
    let there = Subject.pair(from: "node-1", to: "node-2")
    for aspect in [Aspect.crossNodePod, .crossNodeService, .pathMTU] {
      #expect(plan.probes(aspect, there).isEmpty)
      #expect(!plan.probes(aspect, .pair(from: "node-2", to: "node-1")).isEmpty)
    }
    #expect(plan.probes(.sameNodePod, .node("node-2")).isEmpty)
    #expect(!plan.probes(.sameNodePod, .node("node-1")).isEmpty)
    #expect(!plan.probes(.otherNodeIP, there).isEmpty)
  }

  @Test("the ladder holds the announced size, one more, and smaller ones")
  func ladder() {
    let sizes = PayloadLadder.sizes(announced: 1202)
    #expect(sizes.suffix(2) == [1202, 1203])
    #expect(sizes == sizes.sorted() && Set(sizes).count == sizes.count)
    // The guide's physical uplink announces 9000 bytes; the tailnet below carries 1280.
    for announced in [1202, 8922] {
      let arriving = PayloadLadder.sizes(announced: announced).filter { $0 <= 1072 }
      #expect(arriving.contains(56) && arriving.contains(1024))
    }
    #expect(PayloadLadder.sizes(announced: 1) == [1, 2])
  }

  @Test("no payload is tried where no packet arrives at all")
  func noTunnel() throws {
    let answers = SyntheticAnswers(try RecordedCluster.facts("C-nodeip-phys"))
    #expect(answers.plan.probes(.pathMTU, Nodes.masterToWorker).isEmpty)
  }

  @Test("names are asked of the Service and of Ready DNS pods with an address")
  func names() {
    var answers = cluster(2)
    answers.facts.dnsPods[1].isReady = false
    let kinds = answers.plan.probes(.externalName, .node("node-2")).map(\.kind)
    #expect(
      kinds == [.lookup(name: "google.com", server: nil), .lookup(name: "google.com", server: "10.244.1.53")])
    #expect(
      answers.plan.probes(.clusterName, .node("node-1")).first?.kind
        == .lookup(name: "kubernetes.default.svc.cluster.local", server: nil))
    answers.facts.dnsService = nil
    #expect(answers.plan.probes(.externalName, .node("node-2")).isEmpty)
  }

  @Test("HTTPS goes to an address where one is given, and names its host")
  func https() {
    var answers = cluster(1)
    let subject = Subject.node("node-1")
    #expect(
      answers.plan.probes(.externalHTTPS, subject).map(\.kind)
        == [.httpGet(url: "https://api.ipify.org/", header: [:], insecure: true)])
    answers.endpoints.httpsAddress = "203.0.113.10"
    #expect(
      answers.plan.probes(.externalHTTPS, subject).map(\.kind)
        == [.httpGet(url: "https://203.0.113.10/", header: ["Host": "api.ipify.org"], insecure: true)])
  }
}
