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

  @Test(
    "Cilium's WireGuard takes 80 bytes, up to 1.14.6 instead of the tunnel's 50, later beside them; since 1.19.5 it is 95"
  )
  func wireguard() {
    let encrypted = ["enable-wireguard": "true", "mtu": "1500"]
    #expect(payload("1.14.6", devices: nil, encrypted) == 1500 - 80 - 28)
    for version in ["1.14.7", "1.15.0", "1.16.0", "1.19.4"] {
      #expect(payload(version, devices: nil, encrypted) == 1500 - 50 - 80 - 28, "\(version)")
    }
    for version in ["1.19.5", "1.20.0"] {
      #expect(payload(version, devices: nil, encrypted) == 1500 - 50 - 95 - 28, "\(version)")
    }
  }

  @Test("a dummy device counts for the pods' MTU in 1.17 only")
  func dummies() {
    for (version, mtu) in [("1.17.3", 1200), ("1.18.0", 1280)] {
      var facts = facts(version, devices: "ts0,dummy0")
      for index in facts.nodes.indices {
        facts.nodes[index].devices.append(
          SyntheticCluster.device("dummy0", 9, IPv4Address(10, 9, 0, UInt8(index + 1)), type: "dummy", mtu: 1200))
      }
      #expect(Rules.predict(.pathMTU, pair, facts: facts).outcome == .largestPayload(mtu - 50 - 28), "\(version)")
    }
  }

  @Test("IPsec takes 77 bytes, Geneve as much as VXLAN, an IPv6 underlay 20 more")
  func overheads() {
    #expect(payload("1.18.0", devices: nil, ["enable-ipsec": "true", "mtu": "1500"]) == 1500 - 50 - 77 - 28)
    #expect(payload("1.18.0", devices: nil, ["tunnel-protocol": "geneve", "mtu": "1500"]) == 1500 - 50 - 28)
    #expect(payload("1.19.0", devices: nil, ["underlay-protocol": "ipv6", "mtu": "1500"]) == 1500 - 70 - 28)
    // 1.18 asks whether IPv4 is on, not which family the underlay has.
    #expect(payload("1.18.0", devices: nil, ["underlay-protocol": "ipv6", "mtu": "1500"]) == 1500 - 50 - 28)
  }

  @Test("without kube-proxy replacement 1.14 falls back from BPF masquerading to netfilter, 1.19 needs none")
  func fallback() {
    for (version, value) in [("1.14.0", "IPTables"), ("1.19.0", "BPF [ts0]")] {
      let facts = facts(version, devices: "ts0", ["kube-proxy-replacement": "false"])
      #expect(Rules.predict(.masquerade, .node("node-1"), facts: facts).outcome == .value(value), "\(version)")
      let works: Outcome = value == "IPTables" ? .reachable : .unreachable
      #expect(Rules.predict(.externalPing, .node("node-1"), facts: facts).outcome == works, "\(version)")
    }
  }

  @Test("who masquerades without kube-proxy replacement depends on the build of 1.15: nothing is predicted")
  func unknownFallback() {
    let facts = facts("1.15.6", devices: "ts0", ["kube-proxy-replacement": "false"])
    for aspect in [Aspect.masquerade, .externalPing, .externalName, .natExternal, .apiService] {
      guard case .unknown(let reason) = Rules.predict(aspect, .node("node-1"), facts: facts) else {
        Issue.record("\(aspect.rawValue) was predicted")
        continue
      }
      #expect(reason.contains("some builds of Cilium 1.15"))
    }
    #expect(Rules.predict(.sameNodePod, .node("node-1"), facts: facts).outcome == .reachable)
    #expect(Rules.predict(.crossNodePod, pair, facts: facts).outcome == .reachable)
  }

  @Test("what 1.14 cannot masquerade by BPF, it does by netfilter")
  func fallbacks() {
    for more in [
      ["egress-masquerade-interfaces": "ens5"], ["enable-remote-node-identity": "false"],
      ["kube-proxy-replacement": "partial", "enable-node-port": "true"],
    ] {
      let facts = facts("1.14.9", devices: "ts0", more)
      #expect(Rules.predict(.masquerade, .node("node-1"), facts: facts).outcome == .value("IPTables"), "\(more)")
    }
    let whole = facts("1.14.9", devices: "ens5 ts0")
    #expect(Rules.predict(.masquerade, .node("node-1"), facts: whole).outcome == .value("BPF [ens5, ts0]"))
  }

  @Test("1.14 selects the device of the node IP beside the user's, with a tunnel since 1.14.3; later releases do not")
  func directRouting() {
    for (version, selected) in [("1.14.0", "ens5, ts0"), ("1.15.0", "ens5"), ("1.19.0", "ens5")] {
      let facts = facts(version, devices: "ens5", ["routing-mode": "native"])
      #expect(Rules.predict(.selectedDevices, .node("node-1"), facts: facts).outcome == .value(selected), "\(version)")
    }
    for (version, selected) in [("1.14.2", "ens5"), ("1.14.3", "ens5, ts0"), ("1.15.0", "ens5")] {
      let tunnel = facts(version, devices: "ens5")
      #expect(Rules.predict(.selectedDevices, .node("node-1"), facts: tunnel).outcome == .value(selected), "\(version)")
    }
  }

  @Test("a list with commas is one name up to 1.15, and selects nothing there")
  func separator() {
    for (version, devices, selected) in [
      ("1.15.6", "ens5,ts0", "none"), ("1.15.6", "ens5 ts0", "ens5, ts0"), ("1.16.0", "ens5,ts0", "ens5, ts0"),
      ("1.18.2", "ens5 ts0", "ens5, ts0"),
    ] {
      let facts = facts(version, devices: devices)
      #expect(
        Rules.predict(.selectedDevices, .node("node-1"), facts: facts).outcome == .value(selected),
        "\(version) \(devices)")
    }
  }

  @Test("the device between nodes is the user's if selected, the only one, or that of the node IP")
  func directRoutingDevice() {
    func device(_ devices: String?, _ more: [String: String] = [:], in version: String = "1.19.4") -> String? {
      let facts = facts(version, devices: devices, more)
      return PathModel(facts: facts).directRoutingDevice(of: facts.nodes[0])
    }
    #expect(device("ens5") == "ens5")
    #expect(device("ens5,ts0") == "ts0")
    #expect(device("ens5,ts0", ["direct-routing-device": "ens+"]) == "ens5")
    #expect(device("ts0", ["direct-routing-device": "ens5"]) == "ts0")
    #expect(device("ens5", ["direct-routing-device": "ts0"]) == "ens5")
    #expect(device("eth9") == nil)
    // 1.15 and 1.16 take a list, and look no further where none of it is selected.
    for version in ["1.15.6", "1.16.3"] {
      #expect(device("ts0", ["direct-routing-device": "ens5"], in: version) == nil)
      #expect(device("ts0", ["direct-routing-device": "ens5,ts0"], in: version) == "ts0")
      #expect(device("ts0", in: version) == "ts0")
    }
    #expect(device("ts0", ["direct-routing-device": "ens5"], in: "1.17.0") == "ts0")
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
