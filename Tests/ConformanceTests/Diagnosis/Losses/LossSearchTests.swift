import Testing

@testable import Conformance

@Suite("Packets that are lost by chance: what the lossy paths have in common")
struct LossSearchTests {
  private let outside: [Aspect] = [.externalPing, .externalHTTPS, .upstreamDNS]

  /// The recorded cluster, every path of which was tried thirty times.
  private func rehearsal(tries: Int? = 30) throws -> Rehearsal {
    var rehearsal = try Rehearsal("C")
    rehearsal.tries = tries
    return rehearsal
  }

  private func places(_ rehearsal: Rehearsal) -> Set<LossPlace> {
    Set(rehearsal.cases().compactMap { ($0.diagnosis?.finding?.value as? PacketLoss)?.place })
  }

  private func codes(_ rehearsal: Rehearsal) -> Set<String> {
    Set(rehearsal.cases().filter { $0.verdict == .deviates }.compactMap { $0.diagnosis?.code })
  }

  @Test("the tunnel, where pods of two nodes lose and their hosts do not")
  func tunnel() throws {
    var rehearsal = try rehearsal()
    for aspect in [Aspect.crossNodePod, .crossNodeService] { rehearsal.see(aspect, PathSamples.losing(9, of: 30)) }
    #expect(codes(rehearsal) == ["packet-loss"])
    #expect(places(rehearsal) == [LossPlace(way: .tunnel, nodes: [Nodes.m, Nodes.w])])
    let finding = rehearsal.record(.crossNodePod, Nodes.masterToWorker)?.diagnosis?.finding?.value as? PacketLoss
    #expect(finding?.paths == 4 && finding?.tries == 120 && finding?.lost == 36 && finding?.whole ?? 0 > 4)
  }

  @Test("the network of the hosts, where these lose, too")
  func hosts() throws {
    var rehearsal = try rehearsal()
    for aspect in [Aspect.crossNodePod, .crossNodeService, .otherNodeIP] {
      rehearsal.see(aspect, PathSamples.losing(9, of: 30))
    }
    #expect(codes(rehearsal) == ["packet-loss"])
    #expect(places(rehearsal) == [LossPlace(way: .hosts, nodes: [Nodes.m, Nodes.w])])
  }

  @Test("outside: one kind of one node, all of one node, one kind of all nodes")
  func outsideWays() throws {
    var one = try rehearsal()
    one.see(.externalPing, PathSamples.losing(9, of: 30), Nodes.worker)
    #expect(places(one) == [LossPlace(way: .outside, nodes: [Nodes.w], traffic: .ping)])
    var node = try rehearsal()
    for aspect in outside { node.see(aspect, PathSamples.losing(9, of: 30), Nodes.worker) }
    #expect(places(node) == [LossPlace(way: .outside, nodes: [Nodes.w])])
    var server = try rehearsal()
    server.see(.externalPing, PathSamples.losing(9, of: 30))
    #expect(places(server) == [LossPlace(way: .outside, traffic: .ping)])
    #expect(codes(one) == ["packet-loss"] && codes(node) == ["packet-loss"] && codes(server) == ["packet-loss"])
  }

  @Test("two losses are two places")
  func two() throws {
    var rehearsal = try rehearsal()
    rehearsal.see(.crossNodePod, PathSamples.losing(9, of: 30))
    rehearsal.see(.crossNodeService, PathSamples.losing(9, of: 30))
    rehearsal.see(.externalPing, PathSamples.losing(9, of: 30), Nodes.worker)
    #expect(
      places(rehearsal) == [
        LossPlace(way: .tunnel, nodes: [Nodes.m, Nodes.w]),
        LossPlace(way: .outside, nodes: [Nodes.w], traffic: .ping),
      ])
  }

  @Test("no place is named that paths without loss take as well")
  func unknown() throws {
    var rehearsal = try rehearsal()
    // The other node's pods are reached by the same tunnel without loss.
    rehearsal.see(.crossNodePod, PathSamples.losing(9, of: 30), Nodes.masterToWorker)
    #expect(places(rehearsal) == [LossPlace(way: .unknown)])
    // Of three tries each that lost nothing that may be luck.
    var few = try self.rehearsal(tries: 3)
    few.see(.crossNodePod, PathSamples.losing(9, of: 30), Nodes.masterToWorker)
    #expect(places(few) == [LossPlace(way: .tunnel, nodes: [Nodes.m, Nodes.w])])
  }

  @Test("no cause that breaks a path for good is named for a lossy one, and none of those for a dead one is lost")
  func totalCauses() throws {
    var rehearsal = try rehearsal()
    for aspect in [Aspect.crossNodePod, .crossNodeService, .clusterName, .externalName] {
      rehearsal.see(aspect, PathSamples.losing(30, of: 30))
    }
    rehearsal.see(.pathMTU, .unreachable)
    #expect(codes(rehearsal) == ["vxlan-blocked"])
    // One try of one path that was answered speaks against it.
    rehearsal.see(.crossNodePod, PathSamples.losing(29, of: 30), Nodes.masterToWorker)
    #expect(!codes(rehearsal).contains("vxlan-blocked"))
    #expect(rehearsal.record(.crossNodePod, Nodes.masterToWorker)?.diagnosis?.code == "packet-loss")
    #expect(rehearsal.record(.crossNodeService, Nodes.masterToWorker)?.diagnosis?.code != "packet-loss")
  }

  @Test("what is tried once and fails on the same stretch is put down to it, and nothing elsewhere")
  func triedOnce() throws {
    var rehearsal = try rehearsal()
    for aspect in [Aspect.crossNodePod, .crossNodeService] { rehearsal.see(aspect, PathSamples.losing(9, of: 30)) }
    rehearsal.see(.pathMTU, .largestPayload(1024), Nodes.masterToWorker)
    #expect(codes(rehearsal) == ["packet-loss"])
    rehearsal.see(.masquerade, .value("none"), Nodes.worker)
    #expect(rehearsal.record(.masquerade, Nodes.worker)?.diagnosis?.code != "packet-loss")
  }

  @Test("a path that is flaky within what is tolerated is nobody's fault")
  func tolerated() throws {
    var rehearsal = try rehearsal()
    rehearsal.see(.crossNodePod, PathSamples.losing(1, of: 30))
    #expect(rehearsal.cases().allSatisfy { $0.diagnosis == nil })
  }

  @Test("each place has its words in both languages")
  func words() {
    let nodes = ["a", "b"]
    let places = [
      LossPlace(way: .tunnel, nodes: nodes), LossPlace(way: .routes, nodes: ["a"]), LossPlace(way: .hosts),
      LossPlace(way: .hosts, nodes: nodes, device: "eth1"), LossPlace(way: .outside, nodes: ["a"], traffic: .dns),
      LossPlace(way: .outside), LossPlace(way: .names), LossPlace(way: .node, nodes: ["a"]), LossPlace(way: .unknown),
    ]
    for place in places {
      var finding = PacketLoss.example
      finding.place = place
      #expect(finding.cause.ko.contains("유실") && finding.cause.en.contains("lost by chance"))
      #expect(place.way == .unknown || finding.cause.en.contains(place.title.en))
    }
    #expect(Set(places.map(\.title.en)).count == places.count)
  }
}
