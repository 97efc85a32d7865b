import Cilium
import Testing

@testable import Conformance

@Suite("Uplinks that are too small for WireGuard's packets")
struct TailnetFitTests {
  private typealias Make = SyntheticCluster

  /// The physical uplink with another MTU.
  private func node(_ mtu: Int, number: UInt8 = 1, addresses: [IPAddress]? = nil) -> NodeFacts {
    var node = Make.node(number)
    node.devices = node.devices.map { device in
      guard device.name == "ens5" else { return device }
      return Device(
        name: device.name, index: device.index, type: device.type, mtu: mtu, flags: device.flags,
        addresses: addresses ?? device.addresses)
    }
    return node
  }

  @Test("60 bytes must be left over IPv4, 80 where the uplink has IPv6 only")
  func limits() throws {
    #expect(TailnetFit(node(1340)) == nil && TailnetFit(node(1500)) == nil)
    #expect(TailnetFit(node(1339))?.overhead == 60 && TailnetFit(node(1280))?.overhead == 60)
    var only6 = node(1359, addresses: [.v6(try #require(IPv6Address("2001:4860::1")))])
    let address = IPAddress.v6(try #require(IPv6Address("fd7a:115c:a1e0::1")))
    only6.devices = only6.devices.map { device in
      guard device.name == "ts0" else { return device }
      return Device(
        name: device.name, index: device.index, type: device.type, mtu: device.mtu, flags: device.flags,
        addresses: [address])
    }
    #expect(TailnetFit(only6)?.overhead == 80)
  }

  @Test("an overlay whose program sends large frames in several packets fits everywhere")
  func fragments() {
    var segment = node(1280)
    segment.devices = segment.devices.map { device in
      guard device.name == "ts0" else { return device }
      return Device(
        name: "zt0", index: device.index, type: device.type, mtu: 2800, flags: ["up", "broadcast", "running"],
        addresses: device.addresses)
    }
    #expect(segment.uplinks.tailnet?.name == "zt0" && TailnetFit(segment) == nil)
  }

  @Test("a node without one of the uplinks, or with nonsense for an MTU, has no misfit")
  func noUplinks() {
    var alone = node(1280)
    alone.devices.removeAll { $0.name == "ts0" }
    #expect(TailnetFit(alone) == nil)
    #expect(TailnetFit(node(0)) == nil && TailnetFit(node(-1)) == nil)
    #expect(TailnetFit(node(Int.max)) == nil)
  }

  private func rehearsal(_ mtu: Int) -> Rehearsal {
    var facts = Make.cluster([node(mtu), node(9000, number: 2)], devices: "ens5,ts0")
    facts.configuration["kube-proxy-replacement"] = "true"
    var rehearsal = Rehearsal(facts)
    rehearsal.see(.apiService, .unreachable, .node("node-2"))
    rehearsal.see(.pathMTU, .largestPayload(1100), .pair(from: "node-2", to: "node-1"))
    return rehearsal
  }

  @Test("it explains that large packets fail while small ones pass, and nothing where all fits")
  func diagnosis() throws {
    for (aspect, subject) in [
      (Aspect.apiService, Subject.node("node-2")), (.pathMTU, .pair(from: "node-2", to: "node-1")),
    ] {
      let record = try #require(rehearsal(1280).record(aspect, subject))
      #expect(record.diagnosis?.code == "uplink-mtu-too-small")
      #expect(
        record.diagnosis?.cause
          == "the uplink of node-1 is too small: ts0 takes packets of 1280 bytes, WireGuard makes them 60 larger, and ens5, "
          + "which carries them, has an MTU of 1280: full-size packets do not fit")
      #expect(record.diagnosis?.remedy.contains("at least 1340") == true)
      #expect(try #require(rehearsal(9000).record(aspect, subject)).diagnosis?.code == "path-mtu-smaller")
    }
  }

  @Test("nodes that do not reach each other at all have another cause")
  func nothingPasses() throws {
    var rehearsal = rehearsal(1280)
    rehearsal.facts = rehearsal.facts.withPeersRead
    for aspect in [Aspect.crossNodePod, .crossNodeService, .otherNodeIP, .pathMTU] {
      rehearsal.see(aspect, .unreachable)
    }
    rehearsal.loseNames(across: Subject.all(.pair, nodes: rehearsal.nodes))
    rehearsal.see(.clusterDNSRestart, .unhealthy("not Ready"), .node("node-2"))
    #expect(try #require(rehearsal.record(.apiService, .node("node-2"))).diagnosis?.code == "tailnet-down")
  }

  @Test("it is remarked on, and so are settings with which no agent would start again")
  func remarks() {
    let remark = "the uplink of node-1 is too small: ts0 takes packets of 1280 bytes"
    var facts = Make.cluster([node(1280), node(9000, number: 2)], devices: "ens5,ts0")
    #expect(ClusterRemarks.notes(facts).count == 1)
    #expect(ClusterRemarks.notes(facts).first?.hasPrefix(remark) == true)
    #expect(SettingForecast(facts).text().contains("Note: \(remark)"))
    facts.configuration["devices"] = "eth9"
    #expect(
      ClusterRemarks.notes(facts).first?.hasPrefix("an agent that is started now would not start on node-1") == true)
  }
}
