import Foundation
import Testing

@testable import Lab

@Suite("The agent's outputs are those of the recorded releases")
struct ReleaseOutputTests {
  @Test("devices, MTUs and node addresses of 1.18, with their padding", arguments: ["A", "B", "C"])
  func tables118(_ setting: String) async throws {
    let recording = ReleaseFixtures.recording(.v118, setting)
    let facts = try ReleaseFixtures.facts(recording, .v118)
    for table in ["mtu", "node-addresses"] {
      #expect(try await ReleaseFixtures.show(table, facts) == recording.file("statedb-\(table).txt"), "\(table)")
    }
    // The order of cilium_host's own addresses is that in which they were seen.
    let devices = try await ReleaseFixtures.show("devices", facts)
    let recorded = try recording.file("statedb-devices.txt")
    #expect(try ReleaseFixtures.comparable(devices) == ReleaseFixtures.comparable(recorded))
  }

  @Test("routes of 1.18 have numbers for tables and scopes, and neither MTU nor type", arguments: ["A", "B", "C"])
  func routes118(_ setting: String) async throws {
    let recording = ReleaseFixtures.recording(.v118, setting)
    let text = try await ReleaseFixtures.show("routes", ReleaseFixtures.facts(recording, .v118))
    // `ip` shows some scopes of IPv6 routes otherwise than netlink has them.
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.contains("::") } }
    let recorded = try recording.file("statedb-routes.txt")
    #expect(lines(text).map(ReleaseFixtures.words) == lines(recorded).map(ReleaseFixtures.words))
  }

  @Test("1.15 has its tables under statedb, and no shell")
  func tables115() async throws {
    let recording = ReleaseFixtures.recording(.v115, "A")
    let facts = try ReleaseFixtures.facts(recording, .v115)
    let commands = AgentCommands(source: FakeCommandSource(facts: facts))
    let devices = await commands.run(program: "cilium-dbg", arguments: ["statedb", "devices"])
    func lines(_ text: String) throws -> [[Substring]] {
      let lines = try ReleaseFixtures.comparable(text).map(ReleaseFixtures.words)
      // Recorded in the order in which the devices changed last.
      return lines.sorted { $0.joined() < $1.joined() }
    }
    #expect(try lines(devices.stdout) == lines(recording.file("statedb-devices.txt")))
    let shell = await commands.run(program: "cilium-dbg", arguments: ["shell", "--", "db/show", "devices"])
    #expect(shell.status == 1)
    #expect(
      shell.stderr == "Error: unknown command \"shell\" for \"cilium-dbg\"\nRun 'cilium-dbg --help' for usage.\n")
  }

  @Test("statedb is gone since 1.17, and says where to")
  func statedbIsGone() async throws {
    let facts = try ReleaseFixtures.facts(ReleaseFixtures.recording(.v118, "A"), .v118)
    let commands = AgentCommands(source: FakeCommandSource(facts: facts))
    let answer = await commands.run(program: "cilium-dbg", arguments: ["statedb", "devices"])
    #expect(answer.status == 1 && answer.stderr.contains("cilium-dbg shell -- db/show health"))
  }

  @Test(
    "statedb dump has every table that the release has, as archives keep it",
    arguments: [(LabCilium.v115, ["dump"]), (.v117, ["dump"]), (.v118, ["dump"]), (.v119, []), (.v119, ["dump"])])
  func stateDBDump(_ release: LabCilium, _ words: [String]) async throws {
    let facts = try ReleaseFixtures.facts(ReleaseFixtures.recording(.v118, "A"), release)
    let commands = AgentCommands(source: FakeCommandSource(facts: facts))
    let answer = await commands.run(program: "cilium-dbg", arguments: ["statedb"] + words)
    #expect(answer.status == 0, "\(answer.stderr)")
    let tables = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.stdout.utf8)) as? [String: [[String: Any]]])
    #expect(
      Set(tables.keys) == Set(["devices", "node-addresses", "routes"] + (release == .v115 ? [] : ["mtu"])))
    let selected = tables["devices"]?.filter { $0["Selected"] as? Bool == true }.compactMap { $0["Name"] as? String }
    #expect(selected == ["enp0s6"])
  }

  @Test("status lines", arguments: [(LabCilium.v118, "A"), (.v118, "B"), (.v118, "C"), (.v115, "A"), (.v115, "C")])
  func statusLines(_ release: LabCilium, _ setting: String) throws {
    let recording = ReleaseFixtures.recording(release, setting)
    let lines = StatusText(facts: try ReleaseFixtures.facts(recording, release)).verbose().split(separator: "\n")
    let wanted = ["KubeProxyReplacement:", "Routing:", "Host Routing:", "Masquerading:", "  Devices:"]
    let own = lines.filter { line in wanted.contains { line.hasPrefix($0) } }
    #expect(own.joined(separator: "\n") + "\n" == (try recording.file("status-lines.txt")))
  }

  @Test(
    "the endpoint map holds the selected devices' addresses, in 1.15 all devices'",
    arguments: [(LabCilium.v118, "A"), (.v118, "B"), (.v118, "C"), (.v115, "A"), (.v115, "C")])
  func hostAddresses(_ release: LabCilium, _ setting: String) throws {
    let recording = ReleaseFixtures.recording(release, setting)
    let recorded = try recording.file("bpf-endpoint-list.txt").split(separator: "\n")
      .filter { $0.contains("(localhost)") }.compactMap { $0.split(separator: ":").first.map(String.init) }
    #expect(Set(try ReleaseFixtures.facts(recording, release).hostAddresses) == Set(recorded))
  }

  @Test("every release calls itself what it is", arguments: LabCilium.allCases)
  func version(_ release: LabCilium) async throws {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    facts.config.release = release
    let commands = AgentCommands(source: FakeCommandSource(facts: facts))
    let version = await commands.run(program: "cilium-dbg", arguments: ["version"])
    #expect(version.stdout.hasPrefix("Client: \(release.version) "))
    #expect(release.version.hasPrefix(release.rawValue + "."))
    let status = await commands.run(program: "cilium-dbg", arguments: ["status"])
    #expect(status.stdout.contains("Ok   \(release.message)\n"))
  }
}

/// Recordings of Cilium 1.18.0-dev and 1.15.0-dev (Kubernetes 1.34.9): `ip-j-addr.json` and `ip-route.json` are the
/// recorded texts of `ip -d addr` and `ip route show table all` in the form of `ip -j -d`.
enum ReleaseFixtures {
  static func recording(_ release: LabCilium, _ setting: String) -> AgentFixtures.Recording {
    let names = ["A": ["enp0s6"], "B": ["tailscale0"], "C": ["enp0s6", "tailscale0"]][setting] ?? []
    return AgentFixtures.Recording(
      folder: "\(release.rawValue)-\(setting)-master", devices: release.deviceList(names))
  }

  static func facts(_ recording: AgentFixtures.Recording, _ release: LabCilium) throws -> AgentFacts {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    facts.config.release = release
    facts.config.data["devices"] = recording.devices
    facts.config.data["cluster-name"] = "default"
    facts.devices = try KernelDevice.parse(recording.file("ip-j-addr.json"))
    facts.routes = try KernelRoute.parse(recording.file("ip-route.json"))
    let selection = DeviceSelection(
      filter: facts.config.filter, forceDetection: false, devices: facts.devices, routes: facts.routes,
      release: release)
    facts.verdicts = Dictionary(uniqueKeysWithValues: facts.devices.map { ($0.name, selection.verdict(on: $0)) })
    let mtu = DeviceMTU.value(
      config: facts.config, devices: facts.devices, selected: facts.selectedDevices, routes: facts.routes,
      nodeIP: "100.64.0.1")
    facts.mtu = AgentFacts.MTUFact(device: mtu, route: mtu - 50)
    return facts
  }

  static func show(_ table: String, _ facts: AgentFacts) async throws -> String {
    await AgentCommands(source: FakeCommandSource(facts: facts)).run(
      program: "cilium-dbg", arguments: ["shell", "--", "db/show", table]
    ).stdout
  }

  static func comparable(_ text: String) throws -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("cilium_host") }
  }

  static func words(_ line: Substring) -> [Substring] { line.split(separator: " ") }
}
