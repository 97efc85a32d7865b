import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Agents' own words become observations")
struct ConfigurationObservationsTests {
  private let addresses = [Nodes.m: ["100.64.0.1"], Nodes.w: ["100.64.0.2"]]

  private func reading<Value>(_ value: Value) -> AgentReadings.Reading<Value> {
    AgentReadings.Reading(value: .success(value), evidence: Evidence(origin: "agent", command: "c", output: "o"))
  }

  private func failed<Value>(_ reason: Sentence) -> AgentReadings.Reading<Value> {
    AgentReadings.Reading(
      value: .failure(.init(description: reason)), evidence: Evidence(origin: "agent", command: "c", output: ""))
  }

  private func tables(
    _ devices: [Device], _ routes: [Route], _ source: NodeTableSource = .shell
  ) -> NodeTables {
    NodeTables(
      source: source, devices: devices, routes: routes, evidence: Evidence(origin: "agent", command: "t", output: "o"))
  }

  /// A node's agent as it was recorded under B or C.
  private func recorded(_ folder: String, _ node: String) throws -> AgentReadings {
    let file = node == Nodes.m ? "master" : "worker"
    let configuration = try AgentConfiguration.parse(json: Fixture.data("agents/\(folder)-\(file)-config.json"))
    let list = configuration.devices.map { #"{"name":"\#($0)","ip":["","10.0.0.1"]}"# }.joined(separator: ",")
    let replacement = #"{"mode":"True","deviceList":[\#(list)],"directRoutingDevice":"tailscale0"}"#
    let status = #"{"cilium":{"state":"Ok"},"kube-proxy-replacement":\#(replacement)}"#
    let facts = try RecordedCluster.facts(folder)
    return AgentReadings(
      nodeList: reading(try NodeList.parse(json: Fixture.data("agents/\(folder)-\(file)-node-list.json"))),
      status: reading(try AgentStatus.parse(json: Data(status.utf8))),
      masquerading: reading(
        try .parse(statusText: Fixture.text("agents/\(folder)-\(file)-masquerading.txt"))),
      configuration: reading(configuration),
      tables: reading(tables(facts.node(node)?.devices ?? [], facts.node(node)?.routes ?? [])),
      nodeAddresses: reading(
        try NodeAddressTable.parse(Fixture.text("agents/\(folder)-\(file)-node-addresses.txt"))))
  }

  private func recorded(_ folder: String) throws -> ConfigurationObservations {
    ConfigurationObservations(
      readings: [Nodes.m: try recorded(folder, Nodes.m), Nodes.w: try recorded(folder, Nodes.w)],
      ciliumNodes: .success(addresses), facts: try RecordedCluster.facts(folder),
      sample: .every([Nodes.m, Nodes.w]))
  }

  @Test(
    "the recorded agents conform to the rules", arguments: ["B", "C"],
    Aspect.asked(of: [.ipv4]).filter { $0.area == .configuration })
  func conforming(folder: String, aspect: Aspect) throws {
    let observations = try recorded(folder)
    for node in [Nodes.m, Nodes.w] {
      let observation = observations.observe(aspect, node)
      let prediction = Rules.predict(aspect, .node(node), facts: observations.facts)
      #expect(observation.outcome == prediction.outcome && observation.outcome != nil)
      #expect(!observation.evidence.isEmpty)
    }
  }

  @Test("agents of another setting deviate from the ConfigMap's")
  func stale() throws {
    var observations = try recorded("B")
    observations = ConfigurationObservations(
      readings: observations.readings, ciliumNodes: observations.ciliumNodes, facts: try RecordedCluster.facts("C"),
      sample: .every([Nodes.m, Nodes.w]))
    #expect(observations.observe(.configurationApplied, Nodes.m).outcome == .value("tailscale0"))
    #expect(observations.observe(.selectedDevices, Nodes.m).outcome == .value("tailscale0"))
    #expect(observations.observe(.masquerade, Nodes.m).outcome == .value("BPF [tailscale0]"))
  }

  @Test("an agent that selected nothing says none, and masquerades on nothing")
  func nothingSelected() throws {
    var agent = try recorded("C", Nodes.m)
    agent.status = reading(try AgentStatus.parse(json: Data(#"{"cilium":{"state":"Ok"}}"#.utf8)))
    agent.tables.value = agent.tables.value.map { tables in
      var none = tables
      none.devices.removeAll(where: \.selected)
      return none
    }
    agent.masquerading = reading(try .parse(statusText: "Masquerading: BPF [] 10.244.0.0/24 [IPv4: Enabled]"))
    let observations = ConfigurationObservations(
      readings: [Nodes.m: agent], ciliumNodes: .success(addresses), facts: try RecordedCluster.facts("C"),
      sample: .every([Nodes.m, Nodes.w]))
    #expect(observations.observe(.selectedDevices, Nodes.m).outcome == .value("none"))
    #expect(observations.observe(.masquerade, Nodes.m).outcome == .value("BPF []"))
  }

  @Test("with an ip-masq-agent the line is observed as the rule expects it")
  func ipMasqAgent() throws {
    var agent = try recorded("C", Nodes.m)
    agent.masquerading = reading(
      try .parse(
        statusText: "Masquerading: BPF (ip-masq-agent)   [enp0s6, tailscale0]   10.244.0.0/24  [IPv4: Enabled, "
          + "IPv6: Disabled]"))
    var facts = try RecordedCluster.facts("C")
    facts.configuration["enable-ip-masq-agent"] = "true"
    let observations = ConfigurationObservations(
      readings: [Nodes.m: agent], ciliumNodes: .success(addresses), facts: facts, sample: .every([Nodes.m, Nodes.w]))
    let outcome = observations.observe(.masquerade, Nodes.m).outcome
    #expect(outcome == .value("BPF (ip-masq-agent) [enp0s6, tailscale0]"))
    #expect(Rules.predict(.masquerade, Nodes.master, facts: facts).outcome == outcome)
  }

  @Test("other masquerade modes are told by their word", arguments: ["IPTables", "Disabled"])
  func modes(word: String) throws {
    var agent = try recorded("C", Nodes.m)
    agent.masquerading = reading(try .parse(statusText: "Masquerading: \(word)"))
    let observations = ConfigurationObservations(
      readings: [Nodes.m: agent], ciliumNodes: .success(addresses), facts: try RecordedCluster.facts("C"),
      sample: .every([Nodes.m, Nodes.w]))
    #expect(observations.observe(.masquerade, Nodes.m).outcome == .value(word))
  }

  @Test("node lists and the CiliumNode must agree on one address")
  func nodeIP() throws {
    let observations = try recorded("C")
    #expect(observations.observe(.nodeIP, Nodes.w).outcome == .value("100.64.0.2"))
    #expect(observations.observe(.nodeIP, Nodes.w).evidence.count == 3)
    let other = ConfigurationObservations(
      readings: observations.readings, ciliumNodes: .success([Nodes.m: ["100.64.0.1"], Nodes.w: ["10.0.0.24"]]),
      facts: observations.facts, sample: observations.sample)
    #expect(
      other.observe(.nodeIP, Nodes.w).outcome
        == .value(
          "node list on instance-master: 100.64.0.2; node list on instance-worker: 100.64.0.2; CiliumNode: 10.0.0.24"))
    #expect(other.observe(.nodeIP, Nodes.m).outcome == .value("100.64.0.1"))
    let missing = ConfigurationObservations(
      readings: observations.readings, ciliumNodes: .success([:]), facts: observations.facts,
      sample: observations.sample)
    guard case .value(let text)? = missing.observe(.nodeIP, Nodes.m).outcome else {
      Issue.record("expected a value")
      return
    }
    #expect(text.hasSuffix("CiliumNode: missing"))
  }

  @Test("the default route in use, by its device's name")
  func defaultRoute() throws {
    let facts = try RecordedCluster.facts("C")
    func seen(_ routes: [Route?]) throws -> Outcome? {
      var agent = try recorded("C", Nodes.m)
      agent.tables = reading(tables([], routes.compactMap { $0 }))
      return ConfigurationObservations(
        readings: [Nodes.m: agent], ciliumNodes: .success(addresses), facts: facts,
        sample: .every([Nodes.m])
      ).observe(.defaultRoute, Nodes.m).outcome
    }
    typealias Make = SyntheticCluster
    #expect(try seen([Make.defaultRoute(2)]) == .value("enp0s6"))
    #expect(try seen([Make.defaultRoute(3)]) == .value("tailscale0"))
    #expect(try seen([Make.defaultRoute(2), Make.defaultRoute(3, table: "52")]) == .value("tailscale0"))
    #expect(try seen([Make.defaultRoute(2, priority: 100), Make.defaultRoute(3, table: "7")]) == .value("enp0s6"))
    #expect(try seen([]) == .value("none"))
  }

  @Test("what an agent does not answer is not measured, with its reason")
  func failures() throws {
    let silent = AgentReadings(
      nodeList: failed("exec 1"), status: failed("exec 2"), masquerading: failed("exec 3"),
      configuration: failed("exec 4"), tables: failed("exec 5"), nodeAddresses: failed("exec 6"))
    let observations = ConfigurationObservations(
      readings: [Nodes.m: silent], ciliumNodes: .success(addresses), facts: try RecordedCluster.facts("C"),
      sample: .every([Nodes.m, Nodes.w]))
    let aspects: [Aspect] = [
      .nodeIP, .selectedDevices, .masquerade, .configurationApplied, .defaultRoute, .nodePortAddresses,
      .directRoutingDevice,
    ]
    let reasons = ["exec 1", "exec 2; exec 5", "exec 3", "exec 2; exec 5", "exec 5", "exec 6", "exec 2"]
    #expect(aspects.map { observations.observe($0, Nodes.m).reason?.text } == reasons)
    #expect(observations.observe(.masquerade, Nodes.w).reason?.contains("no agent was asked") == true)
    let forbidden = ConfigurationObservations(
      readings: try recorded("C").readings, ciliumNodes: .failure(.init(description: "403")),
      facts: observations.facts, sample: observations.sample)
    #expect(forbidden.observe(.nodeIP, Nodes.m).reason == "403")
  }

  private func selection(
    status: String, devices: [Device], from source: NodeTableSource = .shell, configuration: AgentConfiguration? = nil
  ) throws -> ConfigurationObservations {
    var agent = try recorded("C", Nodes.m)
    agent.status = reading(try AgentStatus.parse(json: Data(#"{"cilium":{"state":"Ok"}\#(status)}"#.utf8)))
    agent.tables = reading(tables(devices, [], source))
    agent.configuration = configuration.map(reading) ?? failed("this release does not list devices")
    return ConfigurationObservations(
      readings: [Nodes.m: agent], ciliumNodes: .success(addresses), facts: try RecordedCluster.facts("C"),
      sample: .every([Nodes.m, Nodes.w]))
  }

  private func device(_ name: String, selected: Bool) -> Device {
    Device(name: name, index: 2, selected: selected, type: "device", mtu: 1500, flags: ["up"], addresses: [])
  }

  @Test("a status and a device table that contradict each other are both shown, and so deviate")
  func contradiction() throws {
    let listed = #","kube-proxy-replacement":{"mode":"True","deviceList":[{"name":"enp0s6"}]}"#
    let observations = try selection(
      status: listed, devices: [device("enp0s6", selected: true), device("tailscale0", selected: true)])
    let seen = observations.observe(.selectedDevices, Nodes.m)
    #expect(seen.outcome == .value("status: enp0s6; device table: enp0s6, tailscale0"))
    #expect(seen.evidence.count == 2)
  }

  @Test("without kube-proxy replacement the device table tells the selection, and what the agent works with")
  func withoutKubeProxyReplacement() throws {
    let observations = try selection(
      status: #","kube-proxy-replacement":{"mode":"False"}"#,
      devices: [device("enp0s6", selected: true), device("tailscale0", selected: false)])
    #expect(observations.observe(.selectedDevices, Nodes.m).outcome == .value("enp0s6"))
    #expect(observations.observe(.configurationApplied, Nodes.m).outcome == .value("enp0s6"))
  }

  @Test("an agent that tells its selection nowhere is not measured, and never taken for one without devices")
  func nowhere() throws {
    let observations = try selection(
      status: #","kube-proxy-replacement":{"mode":"Disabled"}"#, devices: [device("enp0s6", selected: false)],
      from: .kernel)
    #expect(observations.observe(.selectedDevices, Nodes.m).reason?.contains("lists no devices") == true)
  }
}
