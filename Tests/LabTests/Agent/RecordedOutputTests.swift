import Foundation
import Testing

@testable import Lab

@Suite("The agent's outputs are those of the recorded cluster")
struct RecordedOutputTests {
  private static let tables = ["devices", "routes", "node-addresses", "mtu"]

  @Test("db/show, with its padding", arguments: AgentFixtures.recordings, tables)
  func table(_ recording: AgentFixtures.Recording, _ name: String) async throws {
    let source = FakeCommandSource(facts: try AgentFixtures.facts(recording))
    let result = await AgentCommands(source: source).run(
      program: "cilium-dbg", arguments: ["shell", "--", "db/show", name])
    #expect(result.stdout == (try recording.file("statedb-\(name).txt")))
    #expect(result.status == 0)
  }

  @Test("node list", arguments: AgentFixtures.recordings)
  func nodeList(_ recording: AgentFixtures.Recording) async throws {
    let commands = AgentCommands(source: FakeCommandSource(facts: try AgentFixtures.facts(recording)))
    let text = await commands.run(program: "cilium-dbg", arguments: ["node", "list"])
    #expect(text.stdout == (try recording.file("node-list.txt")))
    let json = await commands.run(program: "cilium-dbg", arguments: ["node", "list", "-o", "json"])
    // Cilium prints the nodes in the order of a map: the recorded order varies.
    #expect(try Self.sortedByName(json.stdout) == Self.sortedByName(recording.file("node-list-json.txt")))
  }

  @Test("node list -o json, byte by byte")
  func nodeListBytes() async throws {
    let commands = AgentCommands(source: FakeCommandSource(facts: try AgentFixtures.facts(AgentFixtures.both)))
    let json = await commands.run(program: "cilium-dbg", arguments: ["node", "list", "-o", "json"])
    #expect(json.stdout == (try AgentFixtures.both.file("node-list-json.txt")))
  }

  private static func sortedByName(_ json: String) throws -> [GoJSON] {
    guard case .array(let nodes) = try JSONDecoder().decode(GoJSON.self, from: Data(json.utf8)) else { return [] }
    return nodes.sorted { AgentFixtures.string($0["name"]) < AgentFixtures.string($1["name"]) }
  }

  @Test("masquerading and kube-proxy replacement lines of status --verbose", arguments: AgentFixtures.recordings)
  func statusLines(_ recording: AgentFixtures.Recording) throws {
    let lines = StatusText(facts: try AgentFixtures.facts(recording)).verbose().split(separator: "\n")
    let wanted = ["KubeProxyReplacement:", "Masquerading:", "  Devices:"]
    let own = lines.filter { line in wanted.contains { line.hasPrefix($0) } }
    #expect(own.joined(separator: "\n") + "\n" == (try recording.file("status-lines.txt")))
  }

  /// Flow counts of Hubble and the number of controllers are not the lab's to know.
  private static func comparable(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      !["Hubble:", "Controller Status:"].contains { line.hasPrefix($0) }
    }
  }

  @Test("status, line by line")
  func status() throws {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    facts.health = try AgentFixtures.health(AgentFixtures.both.file("health-json.txt"))
    let own = StatusText(facts: facts).summary()
    #expect(Self.comparable(own) == Self.comparable(try AgentFixtures.both.file("status.txt")))
  }

  @Test("status --verbose, everything but controllers and modules")
  func statusVerbose() throws {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    facts.health = try AgentFixtures.health(AgentFixtures.both.file("health-json.txt"))
    func comparable(_ text: String) throws -> [Substring] {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let controllers = try #require(lines.firstIndex { $0.hasPrefix("Controller Status:") })
      let proxy = try #require(lines.firstIndex { $0.hasPrefix("Proxy Status:") })
      let modules = try #require(lines.firstIndex { $0.hasPrefix("Modules Health:") })
      return (lines[..<controllers] + lines[proxy...modules]).filter { !$0.hasPrefix("Hubble:") }
    }
    let own = StatusText(facts: facts).verbose()
    #expect(try comparable(own) == comparable(AgentFixtures.both.file("status-verbose.txt")))
  }

  @Test("status -o json, everything but controllers and flows")
  func statusJSON() throws {
    func comparable(_ text: String) throws -> GoJSON {
      let value = try JSONDecoder().decode(GoJSON.self, from: Data(text.utf8))
      guard case .object(let members) = value else { return .null }
      // The order of API versions and allocated addresses is that of a map.
      return .object(
        members.filter { !["controllers", "hubble"].contains($0.key) }.map { member in
          GoJSON.Member(key: member.key, value: Self.sortingLists(member.value))
        })
    }
    let own = StatusJSON(facts: try AgentFixtures.facts(AgentFixtures.both)).json().text
    #expect(try comparable(own) == comparable(AgentFixtures.both.file("status-json.txt")))
  }

  private static func sortingLists(_ value: GoJSON) -> GoJSON {
    guard case .object(let members) = value else { return value }
    return .object(
      members.map { member in
        guard ["ipv4", "k8s-api-versions"].contains(member.key), case .array(let values) = member.value else {
          return member
        }
        return GoJSON.Member(key: member.key, value: .array(values.sorted { $0.text < $1.text }))
      })
  }

  @Test("masquerading of status -o json with iptables is called iptables")
  func iptablesJSON() throws {
    let facts = try AgentFixtures.facts(AgentFixtures.recordings[4])
    #expect(StatusJSON(facts: facts).json()["masquerading"]?["mode"] == "iptables")
  }

  @Test("cilium-health status in all its forms")
  func health() async throws {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    facts.health = try AgentFixtures.health(AgentFixtures.both.file("health-json.txt"))
    let commands = AgentCommands(source: FakeCommandSource(facts: facts))
    for (arguments, file) in [
      (["status"], "health.txt"), (["status", "-o", "json"], "health-json.txt"),
      (["status", "--probe", "--verbose"], "health-probe.txt"),
    ] {
      let result = await commands.run(program: "cilium-health", arguments: arguments)
      #expect(result.stdout == (try AgentFixtures.both.file(file)), "\(arguments)")
    }
  }

  @Test("cilium-health status with a failed and an unknown probe")
  func unhealthy() throws {
    var facts = try AgentFixtures.facts(AgentFixtures.recordings[0])
    facts.health = try AgentFixtures.health(AgentFixtures.text("A-master-health-json.txt"))
    let format = HealthFormat(facts: facts)
    #expect(format.summary() == (try AgentFixtures.text("A-master-health.txt")))
    #expect(format.verbose() == (try AgentFixtures.text("A-master-health-probe.txt")))
    #expect(format.json().text + "\n\n" == (try AgentFixtures.text("A-master-health-json.txt")))
  }

  @Test("version, config, policy and the usage text of a group")
  func others() async throws {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    facts.startedAt = try Date("2026-11-21T07:24:06Z", strategy: .iso8601)
    let commands = AgentCommands(source: FakeCommandSource(facts: facts))
    for (arguments, file) in [
      (["version"], "version"), (["version", "-o", "json"], "version-json"), (["config"], "config"),
      (["config", "-a"], "config-a"), (["config", "-a", "-o", "json"], "config-a-json"),
      (["bpf", "tunnel", "list"], "bpf-tunnel-list"), (["encrypt", "status"], "encrypt-status"),
      (["endpoint", "list"], "endpoint-list"),
    ] {
      let result = await commands.run(program: "cilium-dbg", arguments: arguments)
      func comparable(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("CreationTime") }
      }
      let recorded = comparable(try AgentFixtures.both.file("\(file).txt"))
      // Line by line, so that a failure shows the line.
      for (own, line) in zip(comparable(result.stdout), recorded) { #expect(own == line, "\(arguments)") }
      #expect(comparable(result.stdout).count == recorded.count, "\(arguments)")
      #expect(result.status == 0)
    }
  }

  @Test("config follows cilium-config, not the recording")
  func configFollows() throws {
    var facts = try AgentFixtures.facts(AgentFixtures.recordings[4])
    facts.config.data["cluster-name"] = "other"
    let json = try ConfigFormat(facts: facts).allJSON()
    #expect(json["Devices"] == ["tailscale0"])
    #expect(json["EnableBPFMasquerade"] == false)
    #expect(json["EnableHostLegacyRouting"] == true)
    #expect(json["ClusterName"] == "other")
  }
}

/// Facts as they are given; no kernel.
struct FakeCommandSource: AgentCommandSource {
  var value: AgentFacts
  var flows: [ConntrackFlow]

  init(facts: AgentFacts, flows: [ConntrackFlow] = []) {
    value = facts
    self.flows = flows
  }

  func facts() async throws -> AgentFacts { value }
  func conntrack() async throws -> [ConntrackFlow] { flows }
  func natEntries(_ flows: [ConntrackFlow], facts: AgentFacts) async -> [NATEntry] {
    NATTable(
      nodeAddresses: Set(facts.devices.flatMap(\.addresses).map(\.address)), podCIDRs: facts.podCIDRs,
      selectedDevices: Set(facts.selectedDevices.map(\.name)), routes: facts.routes,
      bpfMasquerade: facts.config.masquerade == .bpf, hidesReverse: false
    ).entries(flows)
  }
  func metrics(_ facts: AgentFacts) async throws -> [AgentMetric] { [] }
  func probeHealth() async {}
  func flush(translatedOnly: Bool) async throws -> Int { 0 }
}
