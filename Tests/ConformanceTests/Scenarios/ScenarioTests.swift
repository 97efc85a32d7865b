import Cilium
import Testing

@testable import Conformance

@Suite("Scenarios: recognised and set up")
struct ScenarioTests {
  static let recorded: [(String, Scenario)] = [
    ("A", .physicalOnly), ("B", .tailnetOnly), ("C", .both), ("D", .auto), ("C-wildcard", .wildcard),
    ("A-nodeip-phys", .physicalOnly), ("C-nodeip-phys", .both), ("B-iptables-masq", .tailnetOnly),
  ]

  @Test("the recorded clusters are recognised", arguments: recorded)
  func detect(folder: String, scenario: Scenario) throws {
    #expect(Scenario.detect(try RecordedCluster.facts(folder)) == scenario)
  }

  @Test("the settings of the recorded clusters come out of any of them", arguments: recorded.map(\.0))
  func settings(folder: String) throws {
    let facts = try RecordedCluster.facts(folder)
    #expect(try Scenario.physicalOnly.setting(for: facts) == .devices("enp0s6"))
    #expect(try Scenario.tailnetOnly.setting(for: facts) == .devices("tailscale0"))
    #expect(try Scenario.both.setting(for: facts) == .devices("enp0s6,tailscale0"))
    #expect(try Scenario.auto.setting(for: facts) == .unset)
    #expect(try Scenario.wildcard.setting(for: facts) == .devices("enp+,tailscale+"))
  }

  private func cluster(_ devices: String?) -> ClusterFacts {
    SyntheticCluster.cluster(
      [
        SyntheticCluster.node(1, physical: "ens5", tailnet: "ts0"),
        SyntheticCluster.node(2, physical: "eth0", tailnet: "wg0", type: "wireguard"),
      ], devices: devices)
  }

  @Test("nodes with devices of different names are all named")
  func differentNames() throws {
    let facts = cluster(nil)
    #expect(try Scenario.physicalOnly.setting(for: facts) == .devices("ens5,eth0"))
    #expect(try Scenario.tailnetOnly.setting(for: facts) == .devices("ts0,wg0"))
    #expect(try Scenario.both.setting(for: facts) == .devices("ens5,eth0,ts0,wg0"))
    #expect(try Scenario.wildcard.setting(for: facts) == .devices("ens+,eth+,ts+,wg+"))
  }

  @Test(
    "every setting is recognised again on nodes with devices of different names", arguments: Scenario.allCases)
  func roundTrip(scenario: Scenario) throws {
    let setting = try scenario.setting(for: cluster(nil))
    #expect(Scenario.detect(cluster(setting.value)) == scenario)
  }

  private func releases(_ versions: String..., devices: String? = nil) -> ClusterFacts {
    var facts = cluster(devices)
    for (index, version) in versions.enumerated() { facts.nodes[index].ciliumVersion = version }
    return facts
  }

  @Test("lists are written with commas, and with blanks as soon as an agent older than 1.16 runs")
  func separator() throws {
    #expect(try Scenario.both.setting(for: releases("1.16.0", "1.19.4")) == .devices("ens5,eth0,ts0,wg0"))
    for facts in [releases("1.15.6", "1.15.6"), releases("1.18.2", "1.15.6"), releases("1.14.1", "1.19.4")] {
      #expect(try Scenario.both.setting(for: facts) == .devices("ens5 eth0 ts0 wg0"))
      #expect(try Scenario.wildcard.setting(for: facts) == .devices("ens+ eth+ ts+ wg+"))
    }
  }

  @Test("every setting is recognised again on an older release", arguments: Scenario.allCases)
  func olderRoundTrip(scenario: Scenario) throws {
    let value = try scenario.setting(for: releases("1.15.6", "1.15.6")).value
    let facts = releases("1.15.6", "1.15.6", devices: value)
    #expect(Scenario.detect(facts) == scenario)
    #expect(Drift(scenario, try scenario.setting(for: facts), facts: facts) == nil)
  }

  @Test("both ways to write a list are one scenario, and one setting, where the agents take both")
  func eitherSeparator() throws {
    for devices in ["ens5,eth0,ts0,wg0", "ens5 eth0 ts0 wg0"] {
      let facts = releases("1.18.2", "1.18.2", devices: devices)
      #expect(Scenario.detect(facts) == .both)
      #expect(Drift(.both, try Scenario.both.setting(for: facts), facts: facts) == nil)
      #expect(try Scenario.both.setting(for: facts).isMet(by: devices, in: facts))
    }
    let older = releases("1.15.6", "1.18.2")
    #expect(try !Scenario.both.setting(for: older).isMet(by: "ens5,eth0,ts0,wg0", in: older))
    #expect(try Scenario.auto.setting(for: older).isMet(by: "", in: older))
  }

  @Test(
    "a list with commas on an older release is one name there: verified as it is, with the reason for the agents' end")
  func olderCommas() throws {
    var facts = releases("1.15.6", "1.15.6", devices: "ens5,ts0")
    facts.configuration["routing-mode"] = "native"
    facts.configuration["kube-proxy-replacement"] = "true"
    facts.configuration["enable-ipv4-masquerade"] = "false"
    #expect(Scenario.detect(facts) == .asSet)
    let obstacle = try #require(PathModel(facts: facts).startObstacle(of: facts.nodes[0]))
    #expect(obstacle.contains("Cilium 1.15.6 separates devices by blanks"))
  }

  @Test("an empty value and an absent one are both auto-detection", arguments: ["", nil])
  func unset(devices: String?) throws {
    #expect(Scenario.detect(cluster(devices)) == .auto)
    #expect(cluster(devices).devicesSetting == nil)
  }

  @Test("a wildcard for one kind of uplink is still a single device")
  func singleWildcard() throws {
    #expect(Scenario.detect(cluster("e+")) == .physicalOnly)
  }

  @Test("an excluded device counts as not selected")
  func excluded() throws {
    #expect(Scenario.detect(cluster("!ts0,!wg0,ens5,eth0,ts0,wg0")) == .physicalOnly)
  }

  @Test("a device whose name begins with a digit does not become a wildcard for everything")
  func digits() throws {
    let facts = SyntheticCluster.cluster([SyntheticCluster.node(1, physical: "2g", tailnet: "ts0")], devices: nil)
    #expect(try Scenario.wildcard.setting(for: facts) == .devices("2g+,ts+"))
  }

  @Test("a setting that is none of the others is verified as it is", arguments: ["eth9", "ens5", "ens5,wg0"])
  func none(devices: String) throws {
    let facts = cluster(devices)
    #expect(Scenario.detect(facts) == .asSet)
    #expect(try Scenario.asSet.setting(for: facts) == .devices(devices))
    #expect(Drift(.asSet, .devices(devices), facts: facts) == nil)
  }

  @Test("nodes without an overlay are verified as they are, and have no setting for a second uplink")
  func noTailnet() throws {
    var facts = cluster("ens5,eth0")
    facts.nodes[1].devices.removeAll { $0.name == "wg0" }
    #expect(Scenario.detect(facts) == .physicalOnly)
    facts.nodes.removeFirst()
    #expect(Scenario.detect(facts) == .asSet)
    let error = try #require(throws: ScenarioError.self) { try Scenario.both.setting(for: facts) }
    #expect(error.description.contains("No node has a second uplink"))
    #expect(error.description.contains("eth0 [10.0.0.2]"))
  }

  @Test("with two NICs the settings name the way to the internet and the holder of the node IP")
  func twoNICs() throws {
    let facts = try ReportedCase("07-public-private-nic").facts()
    #expect(Scenario.detect(facts) == .asSet)
    #expect(try Scenario.physicalOnly.setting(for: facts) == .devices("eth0"))
    #expect(try Scenario.tailnetOnly.setting(for: facts) == .devices("eth1"))
    #expect(try Scenario.both.setting(for: facts) == .devices("eth0,eth1"))
    #expect(try Scenario.wildcard.setting(for: facts) == .devices("eth+"))
  }

  @Test("an overlay for administration is none of the uplinks between nodes")
  func administration() throws {
    let facts = try ReportedCase("13-admin-tailnet-beside-private-nic").facts()
    #expect(Scenario.detect(facts) == .asSet)
    #expect(try Scenario.both.setting(for: facts) == .devices("eth0,enp7s0"))
    let both = try ReportedCase("13-admin-tailnet-beside-private-nic/variant-both-1.19").facts()
    let obstacle = try #require(SettingForecast(both).startObstacles())
    #expect(obstacle.contains("hz-1: of the selected devices eth0, tailscale0 none holds the node IP"))
  }

  @Test("an overlay that is down is meant by its name all the same", arguments: ["1.15.6", "1.18.2", "1.19.4"])
  func tailnetDown(version: String) throws {
    var facts = releases(version, version, devices: version < "1.16" ? "ens5 eth0 ts0 wg0" : "ens5,eth0,ts0,wg0")
    for index in facts.nodes.indices {
      facts.nodes[index].devices = facts.nodes[index].devices.map { device in
        guard ["ts0", "wg0"].contains(device.name) else { return device }
        return Device(
          name: device.name, index: device.index, type: device.type, mtu: device.mtu,
          flags: device.flags.subtracting(["up", "running"]), addresses: device.addresses)
      }
      facts.nodes[index].routes.removeAll { $0.linkIndex == 3 }
    }
    #expect(Scenario.detect(facts) == .both)
    facts.configuration["kube-proxy-replacement"] = "true"
    var rehearsal = Rehearsal(facts)
    for aspect in [Aspect.crossNodePod, .crossNodeService, .otherNodeIP] { rehearsal.see(aspect, .unreachable) }
    let red = rehearsal.cases().filter { $0.verdict == .deviates && $0.aspect == .crossNodePod }
    #expect(red.count == 2)
    #expect(
      red.allSatisfy { $0.diagnosis?.code == "node-ip-missing" },
      "\(red.map { ($0.diagnosis?.code, $0.diagnosis?.cause) })")
    #expect(red.allSatisfy { $0.diagnosis?.cause.contains("is down") == true })
  }

  @Test("a node that cannot be asked does not stop the others")
  func unreadableNode() throws {
    var facts = cluster("ens5,ts0")
    facts.nodes[1] = NodeFacts(
      name: "node-2", internalIP: IPv4Address(10, 0, 0, 2), podCIDR: nil, devices: [], routes: [],
      problem: "error dialing backend: no route to host")
    #expect(Scenario.detect(facts) == .both)
    #expect(try Scenario.tailnetOnly.setting(for: facts) == .devices("ts0"))
    facts.nodes[0].problem = "timed out"
    #expect(Scenario.detect(facts) == .asSet)
    let error = try #require(throws: ScenarioError.self) { try Scenario.both.setting(for: facts) }
    #expect(error.description.contains("node-1: timed out; node-2: error dialing backend"))
  }
}

@Suite("Drift from a pinned scenario")
struct DriftTests {
  private func drift(_ scenario: Scenario, _ folder: String) throws -> String? {
    let facts = try RecordedCluster.facts(folder)
    return Drift(scenario, try scenario.setting(for: facts), facts: facts)?.description
  }

  @Test("a cluster in its scenario has not drifted, however its list is written")
  func none() throws {
    for (folder, scenario) in ScenarioTests.recorded { #expect(try drift(scenario, folder) == nil) }
    var facts = try RecordedCluster.facts("C")
    facts.configuration["devices"] = "tailscale0,enp0s6"
    #expect(Drift(.both, .devices("enp0s6,tailscale0"), facts: facts) == nil)
  }

  @Test("a drifted cluster is told with both settings")
  func drifted() throws {
    let text = try #require(try drift(.both, "A"))
    #expect(text.contains("pinned to both (devices: enp0s6,tailscale0)"))
    #expect(text.contains("cilium-config has devices: enp0s6"))
    #expect(try #require(try drift(.both, "D")).contains("cilium-config has devices: unset"))
    #expect(try #require(try drift(.auto, "C")).contains("pinned to auto (devices: unset)"))
    #expect(try drift(.both, "C-wildcard") != nil)
  }

  @Test("a setting that is no scenario at all is a drift")
  func noScenario() throws {
    var facts = try RecordedCluster.facts("C")
    facts.configuration["devices"] = "eth9"
    #expect(Drift(.both, .devices("enp0s6,tailscale0"), facts: facts)?.description.contains("eth9") == true)
  }

  @Test("the pinned setting is expected, and the agents' other devices deviate as drifted")
  func expectations() throws {
    var facts = try RecordedCluster.facts("A")
    facts.drift = Drift(.both, try Scenario.both.setting(for: facts), facts: facts)
    facts.configuration["devices"] = "enp0s6,tailscale0"
    var rehearsal = Rehearsal(facts)
    rehearsal.see(.selectedDevices, .value("enp0s6"))
    let record = try #require(rehearsal.record(.selectedDevices, Nodes.master))
    #expect(record.verdict == .deviates && record.diagnosis?.code == "setting-drifted")
  }
}
