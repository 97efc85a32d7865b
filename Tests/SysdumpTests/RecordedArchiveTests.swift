import Foundation
import SysdumpRecordings
import Testing

@testable import Sysdump

@Suite("Real archives")
struct RecordedArchiveTests {
  @Test("All are there")
  func count() { #expect(Recordings.names.count == 32) }

  @Test(
    "Releases of the agents are those in the names; each bugtool folder has its host's name",
    arguments: Recordings.names)
  func releases(_ name: String) throws {
    let dump = try Recordings.read(name)
    let isSilent = name.contains("not-ready")
    // It could not describe itself yet.
    let isStarting = name.contains("agent-starting")
    for agent in dump.agents {
      #expect(agent.hasAnswered == !isSilent, "\(agent.folder): \(agent.silence)")
      if !isSilent { #expect(agent.version?.hasPrefix(name.prefix(4)) == true, "\(agent.folder)") }
      #expect(agent.describedAt != nil || isSilent || isStarting)
    }
    #expect(dump.agents.isEmpty == ["crashloop", "replaced", "quick"].contains(where: name.contains))
    #expect((dump.cliVersion != nil) == (dump.objects.nodes.value != nil))
  }

  @Test(
    "Everything that an answering agent says is read", arguments: Recordings.names.filter { !$0.contains("not-ready") })
  func readings(_ name: String) throws {
    let is118 = name.hasPrefix("1.18")
    for agent in try Recordings.read(name).agents {
      let folder = agent.folder
      #expect(agent.status.value != nil, "\(folder): \(agent.status.problem("status") ?? "")")
      #expect(
        agent.statusDocument.value != nil || name.contains("agent-starting"),
        "\(folder): \(agent.statusDocument.problem("debuginfo") ?? "")")
      #expect(agent.configuration.value != nil, "\(folder): \(agent.configuration.problem("config") ?? "")")
      #expect(agent.tables.value != nil, "\(folder): \(agent.tables.problem("statedb") ?? "")")
      #expect(agent.nodeList.value != nil, "\(folder): \(agent.nodeList.problem("node list") ?? "")")
      #expect(agent.translations.value != nil, "\(folder): \(agent.translations.problem("NAT") ?? "")")
      #expect(agent.kernel.value != nil && agent.links.value?.isEmpty == false)
      #expect((agent.pins.value?.isEmpty == false) == is118, "\(agent.pins.problem("pins") ?? "")")
      #expect((agent.filters.value?.isEmpty == false) == !is118, "\(agent.filters.problem("filters") ?? "")")
      let selected = agent.tables.value?.devices.filter(\.selected).map(\.name) ?? []
      #expect(
        selected
          == agent.configuration.value?.devices.sorted { a, b in
            let places = [a, b].map { name in agent.tables.value?.devices.firstIndex { $0.name == name } ?? .max }
            return places[0] < places[1]
          })
      #expect(agent.status.reference?.excerpt.hasPrefix("Masquerading: BPF") == true)
      #expect(agent.status.reference?.line != nil)
    }
  }

  @Test(
    "Objects of the API are read",
    arguments: Recordings.names.filter { !$0.hasSuffix("worker") && !$0.hasSuffix("master") })
  func objects(_ name: String) throws {
    let objects = try Recordings.read(name).objects
    let nodes = name.contains("three") ? 3 : 2
    #expect(objects.nodes.value?.count == nodes && objects.configuration.value?["cluster-name"] != nil)
    #expect(objects.services.value?.contains { $0.metadata.name == "kube-dns" } == true)
    #expect(objects.endpointSlices.value?.isEmpty == false)
    #expect(objects.pods.value?.contains { $0.metadata.labels?["k8s-app"] == "cilium" } == true)
    let policies = objects.policies.compactMap(\.value).flatMap { $0 }.map(\.name)
    #expect(policies == (name == "1.18-F-netpol-deny" ? ["deny-out"] : []))
  }

  @Test("An agent's log tells its options and why it ended")
  func logs() throws {
    let logs = try Recordings.read("1.15-comma-devices-crashloop").logs
    #expect(logs.count == 4)
    for log in logs {
      #expect(log.flags["devices"] == "enp0s6,tailscale0")
      #expect(log.fatal?.contains("unable to determine direct routing device") == true)
      #expect(log.reference.line != nil && log.reference.excerpt.contains("level=fatal"))
    }
  }

  @Test("A rule that drops the tunnel's packets is found, with its line and counter")
  func drops() throws {
    let drops = try Recordings.read("1.18-F-vxlan-drop").agents.flatMap { $0.drops.compactMap(\.value).flatMap { $0 } }
    #expect(drops.contains { $0.port == 8472 && $0.packets == 187 && $0.reference.line == 38 })
    let healthy = try Recordings.read("1.18-C-steady").agents.flatMap { $0.drops.compactMap(\.value).flatMap { $0 } }
    #expect(healthy.isEmpty)
  }
}
