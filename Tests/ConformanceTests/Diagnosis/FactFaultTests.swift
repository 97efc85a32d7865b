import Cilium
import Testing

@testable import Conformance

@Suite("Faults that facts and counters show")
struct FactFaultTests {
  private let tunnel: [Aspect] = [.crossNodePod, .crossNodeService, .pathMTU]
  private let outside: [Aspect] = [.externalPing, .externalHTTPS, .upstreamDNS]

  // MARK: the reverse path filter's counter

  private func filtered(_ dropped: Double?) throws -> FaultyRun {
    var run = try FaultyRun { facts in
      for index in facts.nodes.indices where facts.nodes[index].name == Nodes.w {
        facts.nodes[index].sysctls = ["net.ipv4.conf.all.rp_filter": 1]
      }
    }
    run.lose(tunnel)
    run.rehearsal.loseNames(across: [Nodes.masterToWorker])
    run.rehearsal.counted = [NodeHealth(node: Nodes.w, sourceFiltered: dropped)]
    return run
  }

  @Test("the kernel's counter tells a strict filter from a blocked tunnel")
  func counter() throws {
    #expect(try filtered(17).codes == ["reverse-path-filter"])
    let quiet = try filtered(0)
    #expect(quiet.codes == ["vxlan-blocked"])
    var record = quiet.rehearsal.scenario(.both)
    record.health = HealthRecord(seconds: 60, nodes: quiet.rehearsal.counted)
    let tried = record.triedCauses(endpoints: ExternalEndpoints())?.map(\.text) ?? []
    #expect(
      tried.contains { $0.hasPrefix("refuted  reverse-path-filter") && $0.contains("what was counted") }, "\(tried)")
  }

  @Test("without the counter both are named, with the look that tells them apart")
  func uncounted() throws {
    let run = try filtered(nil)
    let several = try #require(
      run.rehearsal.record(.crossNodePod, Nodes.masterToWorker)?.diagnosis?.finding?.value as? SeveralCauses)
    #expect(several.candidates.map(\.code).contains("reverse-path-filter"))
    #expect(several.look?.command.contains("IPReversePathFilter") == true)
  }

  // MARK: addresses

  /// A cluster whose worker's uplink has one more address, and a gateway in the network of the first.
  private func added(_ address: String, release: String = "1.19.4") throws -> FaultyRun {
    try FaultyRun { facts in
      for index in facts.nodes.indices where facts.nodes[index].name == Nodes.w {
        let link = facts.nodes[index].devices.firstIndex { $0.name == "enp0s6" }
        guard let link, let more = IPAddress(address) else { continue }
        let device = facts.nodes[index].devices[link]
        facts.nodes[index].devices[link] = Device(
          name: device.name, index: device.index, type: device.type, mtu: device.mtu, flags: device.flags,
          addresses: device.addresses + [more])
        facts.nodes[index].ciliumVersion = release
      }
    }
  }

  @Test(
    "an address that Cilium prefers and the gateway's network does not hold", arguments: ["203.0.114.7", "198.20.1.1"])
  func addressAdded(_ address: String) throws {
    var run = try added(address)
    run.lose(outside, on: [Nodes.w])
    run.rehearsal.see(.externalName, .partly(Rules.answering([Nodes.m])))
    // To the new address of the other node nothing is predicted.
    #expect(codes(run.rehearsal) == ["masquerade-address-unrouted"])
    let record = try #require(run.rehearsal.record(.externalPing, Nodes.worker)?.diagnosis)
    #expect(record.cause.contains(address))
  }

  @Test(
    "is none of it where a server answers, where Cilium takes another, or where the node's own packets are lost, too")
  func addressRefuted() throws {
    var answered = try added("203.0.114.7")
    answered.lose([.externalPing], on: [Nodes.w])
    #expect(codes(answered.rehearsal) == ["filtered-at-node"])
    var private10 = try added("10.99.1.1")
    private10.lose(outside, on: [Nodes.w])
    #expect(!private10.codes.contains("masquerade-address-unrouted"))
    var silent = try added("203.0.114.7")
    silent.lose(outside, on: [Nodes.w])
    for aspect in HostControls.aspects {
      silent.rehearsal.controls.answers[aspect] = [Nodes.w: .init(answered: false, evidence: [])]
    }
    #expect(!silent.codes.contains("masquerade-address-unrouted"))
  }

  // MARK: sites

  /// Four nodes in two networks, two by each gateway.
  private func sites() -> Rehearsal {
    let nodes = (UInt8(1)...4).map { number -> NodeFacts in
      let site: UInt8 = number < 3 ? 1 : 2
      let address = IPv4Address(10, 0, site, number)
      var node = NodeFacts(
        name: "node-\(number)", internalIP: address,
        podCIDR: IPv4CIDR(IPv4Address(10, 244, number, 0), prefixLength: 24),
        devices: [
          SyntheticCluster.device("eth0", 2, address),
          SyntheticCluster.device("cilium_host", 4, IPv4Address(10, 244, number, 1), type: "veth"),
        ],
        routes: [])
      let way = IPPrefix("0.0.0.0/0").map {
        Route(
          destination: $0, gateway: .v4(IPv4Address(10, 0, site, 254)), linkIndex: 2, table: "main", type: "unicast")
      }
      node.routes = [way, SyntheticCluster.route(IPv4Address(10, 0, site, 0), 24, 2)].compactMap { $0 }
      return node
    }
    var rehearsal = Rehearsal(SyntheticCluster.cluster(nodes, devices: "eth0"))
    rehearsal.endpoints = ExternalEndpoints()
    return rehearsal
  }

  private func codes(_ rehearsal: Rehearsal) -> Set<String> {
    Set(rehearsal.cases().filter { $0.verdict == .deviates }.compactMap { $0.diagnosis?.code })
  }

  @Test("what the nodes behind one gateway miss is lost there, and what one of them misses is lost at that node")
  func site() throws {
    var both = sites()
    both.see(.externalPing, .unreachable, .node("node-3"), .node("node-4"))
    #expect(codes(both) == ["filtered-at-site"])
    let finding = both.record(.externalPing, .node("node-3"))?.diagnosis?.finding?.value as? FilteredAtSite
    #expect(finding?.nodes == ["node-3", "node-4"] && finding?.gateway == "10.0.2.254" && finding?.traffic == .ping)
    var one = sites()
    one.see(.externalPing, .unreachable, .node("node-3"))
    #expect(codes(one) == ["filtered-at-node"])
    var mixed = sites()
    mixed.see(.externalPing, .unreachable, .node("node-2"), .node("node-3"))
    #expect(codes(mixed) == ["filtered-at-node"])
  }

  @Test("a site without any way out is one finding, too")
  func siteCut() throws {
    var run = sites()
    for aspect in outside { run.see(aspect, .unreachable, .node("node-3"), .node("node-4")) }
    #expect(codes(run) == ["filtered-at-site"])
    let finding = run.record(.externalPing, .node("node-3"))?.diagnosis?.finding?.value as? FilteredAtSite
    #expect(finding != nil && finding?.traffic == nil)
  }
}
