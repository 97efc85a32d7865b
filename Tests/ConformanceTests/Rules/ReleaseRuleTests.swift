import Cilium
import Testing

@testable import Conformance

@Suite("Rules that differ by Cilium's release")
struct ReleaseRuleTests {
  private typealias Make = SyntheticCluster
  private let pair = Subject.pair(from: "node-1", to: "node-2")

  private func facts(_ version: String, devices: String?, _ more: [String: String] = [:]) -> ClusterFacts {
    var facts = Make.cluster([Make.node(1), Make.node(2)], devices: devices)
    facts.configuration["kube-proxy-replacement"] = "true"
    facts.configuration.merge(more) { $1 }
    for index in facts.nodes.indices {
      facts.nodes[index].ciliumVersion = version
      facts.nodes[index].internalIPv6 = IPv6Address("fd7a:115c:a1e0::\(index + 1)")
    }
    return facts
  }

  private func payload(_ version: String, devices: String?, _ more: [String: String] = [:]) -> Int? {
    guard
      case .largestPayload(let bytes)? = Rules.predict(.pathMTU, pair, facts: facts(version, devices: devices, more))
        .outcome
    else { return nil }
    return bytes
  }

  @Test("pods' MTU follows the selected devices since 1.17, before that the device that holds the node IP")
  func mtu() {
    for version in ["1.14.19", "1.15.6", "1.16.12"] {
      #expect(payload(version, devices: "ens5") == 1280 - 50 - 28, "\(version)")
      #expect(payload(version, devices: "ts0") == 1280 - 50 - 28, "\(version)")
    }
    for version in ["1.17.0", "1.18.2", "1.19.4"] {
      #expect(payload(version, devices: "ens5") == 9000 - 50 - 28, "\(version)")
      #expect(payload(version, devices: "ts0") == 1280 - 50 - 28, "\(version)")
    }
  }

  @Test("an MTU that the ConfigMap fixes holds in every release", arguments: 14...19)
  func fixed(minor: Int) { #expect(payload("1.\(minor).0", devices: "ens5", ["mtu": "1400"]) == 1400 - 50 - 28) }

  @Test("an agent that does not answer leaves the largest packet open, unless the ConfigMap fixes the MTU")
  func silentTarget() {
    var facts = facts("1.19.0", devices: "ens5")
    facts.nodes[1].problem = "exec: no route to host"
    guard case .unknown(let reason) = Rules.predict(.pathMTU, pair, facts: facts) else {
      Issue.record("the target's MTU is not known")
      return
    }
    #expect(reason.contains("facts of node-2"))
    facts.configuration["mtu"] = "1400"
    #expect(Rules.predict(.pathMTU, pair, facts: facts).outcome == .largestPayload(1400 - 50 - 28))
  }

  @Test("Cilium's WireGuard takes 80 bytes: up to 1.15 instead of the tunnel's 50, since 1.16 beside them")
  func wireguard() {
    let encrypted = ["enable-wireguard": "true", "mtu": "1500"]
    #expect(payload("1.14.0", devices: nil, encrypted) == 1500 - 80 - 28)
    #expect(payload("1.15.0", devices: nil, encrypted) == 1500 - 80 - 28)
    #expect(payload("1.16.0", devices: nil, encrypted) == 1500 - 50 - 80 - 28)
    #expect(payload("1.19.0", devices: nil, encrypted) == 1500 - 50 - 80 - 28)
  }

  @Test("IPsec takes 77 bytes, Geneve as much as VXLAN, an IPv6 underlay 20 more")
  func overheads() {
    #expect(payload("1.18.0", devices: nil, ["enable-ipsec": "true", "mtu": "1500"]) == 1500 - 50 - 77 - 28)
    #expect(payload("1.18.0", devices: nil, ["tunnel-protocol": "geneve", "mtu": "1500"]) == 1500 - 50 - 28)
    #expect(payload("1.18.0", devices: nil, ["underlay-protocol": "ipv6", "mtu": "1500"]) == 1500 - 70 - 28)
  }

  @Test("without kube-proxy replacement BPF masquerading falls back to netfilter up to 1.15")
  func fallback() {
    for (version, value) in [("1.14.0", "IPTables"), ("1.15.0", "IPTables"), ("1.19.0", "BPF [ts0]")] {
      let facts = facts(version, devices: "ts0", ["kube-proxy-replacement": "false"])
      #expect(Rules.predict(.masquerade, .node("node-1"), facts: facts).outcome == .value(value), "\(version)")
      let works: Outcome = value == "IPTables" ? .reachable : .unreachable
      #expect(Rules.predict(.externalPing, .node("node-1"), facts: facts).outcome == works, "\(version)")
    }
  }

  @Test("1.14 without a tunnel selects the device of the node IP beside the user's; later releases do not")
  func directRouting() {
    for (version, selected) in [("1.14.0", "ens5, ts0"), ("1.15.0", "ens5"), ("1.19.0", "ens5")] {
      let facts = facts(version, devices: "ens5", ["routing-mode": "native"])
      #expect(Rules.predict(.selectedDevices, .node("node-1"), facts: facts).outcome == .value(selected), "\(version)")
    }
    let tunnel = facts("1.14.0", devices: "ens5")
    #expect(Rules.predict(.selectedDevices, .node("node-1"), facts: tunnel).outcome == .value("ens5"))
  }

  @Test("the device between nodes is the user's if selected, the only one, or that of the node IP")
  func directRoutingDevice() {
    func device(_ devices: String?, _ more: [String: String] = [:]) -> String? {
      let facts = facts("1.19.4", devices: devices, more)
      return PathModel(facts: facts).directRoutingDevice(of: facts.nodes[0])
    }
    #expect(device("ens5") == "ens5")
    #expect(device("ens5,ts0") == "ts0")
    #expect(device("ens5,ts0", ["direct-routing-device": "ens+"]) == "ens5")
    #expect(device("ts0", ["direct-routing-device": "ens5"]) == "ts0")
    #expect(device("eth9") == nil)
  }

  @Test("a kernel before 5.8 keeps a TUN out of an older Cilium's detection")
  func oldKernel() {
    for (kernel, version, selected) in [
      ("5.4.0-1100-oracle", "1.17.3", "ens5"), ("5.15.0", "1.17.3", "ens5, ts0"), ("5.4.0", "1.18.0", "ens5, ts0"),
    ] {
      var facts = facts(version, devices: nil)
      for index in facts.nodes.indices {
        facts.nodes[index].kernelVersion = kernel
        facts.nodes[index].devices = facts.nodes[index].devices.map { device in
          device.name == "ens5"
            ? Device(
              name: device.name, index: device.index, type: device.type, mtu: device.mtu,
              hardwareAddress: "02:00:00:00:00:01", flags: device.flags, addresses: device.addresses) : device
        }
      }
      let prediction = Rules.predict(.selectedDevices, .node("node-1"), facts: facts)
      #expect(prediction.outcome == .value(selected), "\(kernel) \(version)")
    }
  }

  @Test("the expectation names the release and, for each uplink left out, the check that left it out")
  func reasons() throws {
    guard
      case .expected(let expectation) = Rules.predict(
        .selectedDevices, .node("node-1"), facts: facts("1.18.2", devices: "ens5"))
    else {
      Issue.record("nothing expected")
      return
    }
    #expect(expectation.reason.contains("Cilium 1.18"))
    #expect(expectation.reason.contains("left out: ts0: not matching user filter [ens5]"))
  }
}
