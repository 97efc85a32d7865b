import Cilium
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

/// Real archives against what was read of the same cluster, in the same state, by its API and its agents (Fixtures/README.md).
@Suite("An archive and the live cluster in the same state")
struct LiveTwinTests {
  /// Archive, and the record of a run in the same setting and mode.
  static let twins = [
    ("1.15-A-enp0s6", "1.15/A"), ("1.15-C", "1.15/C"), ("1.15-D-unset", "1.15/D"),
    ("1.18-A-enp0s6-worker", "1.18/A"), ("1.18-A-endpoint-routes", "1.18/A-endpoint-routes"),
    ("1.18-C-steady", "1.18/C"), ("1.18-C-markdown", "1.18/C-final"),
    ("1.18-C-endpoint-routes", "1.18/C-endpoint-routes"), ("1.18-C-host-firewall", "1.18/C-host-firewall"),
    ("1.18-C-ipmasq-agent", "1.18/C-ipmasq-agent"), ("1.18-C-sock-hostns-only", "1.18/C-sock-hostns-only"),
    ("1.18-D-extra-devices", "1.18/D-extra-devices"),
    ("1.18-wildcard-extra-devices", "1.18/wildcard-extra-devices"), ("1.18-three-D-unset", "1.18/three-D"),
    ("1.18-F-coredns-one", "1.18/F-coredns-one"), ("1.18-F-dns53-drop-routerB", "1.18/F-dns53-drop-routerB"),
    ("1.18-F-icmp-drop-routerA", "1.18/F-icmp-only-drop"), ("1.18-F-netpol-deny", "1.18/F-netpol-deny"),
    ("1.18-F-tailscale-mtu-1200-m", "1.18/F-tailscale-mtu-1200-m"), ("1.18-F-vxlan-drop", "1.18/F-vxlan-drop"),
  ]

  private func facts(_ twin: (archive: String, live: String)) throws -> (archive: ClusterFacts, live: ClusterFacts) {
    let live = try #require(try RunRecord.recorded(twin.live).scenarios.first?.basis?.facts)
    return (try ArchiveInspection(Recordings.read(twin.archive)).facts, live)
  }

  /// What stands still of a node while agents, pods and their numbers come and go; a tunnel device has another link-local
  /// address whenever it is made. Routes are without their types, which these agents do not tell, and which were worked out
  /// otherwise when the records were made.
  private struct Still: Hashable {
    var name: String
    var addresses: [String]
    var block: String?
    var release: String?
    var kernel: String?
    var devices: Set<String>
    var routes: Set<String>

    init(_ node: NodeFacts) {
      name = node.name
      addresses = [node.internalIP, node.externalIP].map { "\($0.map(\.description) ?? "none")" }
      block = node.podCIDR.map { "\($0)" }
      release = node.ciliumVersion
      kernel = node.kernelVersion
      // The CNI plugin calls a pod's device so until the pod has it (Cilium `plugins/cilium-cni`, tmp and five digits).
      let lasting = node.devices.filter { !Uplinks.isInternal($0) && !$0.name.hasPrefix("tmp") }
      devices = Set(
        lasting.map { device in
          let addresses = device.addresses.map(\.description).filter { !$0.hasPrefix("fe80:") }.sorted()
          return "\(device.name) \(device.selected) \(device.type) \(device.mtu) \(addresses)"
        })
      let names = Dictionary(lasting.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
      routes = Set(
        node.routes.filter { !$0.destination.description.hasPrefix("fe80:") }.compactMap { route in
          names[route.linkIndex].map { name in
            "\(route.table) \(route.destination) via \(route.gateway.map(\.description) ?? "none") dev \(name)"
          }
        })
    }
  }

  @Test(
    "have the same facts: nodes, addresses, devices with their selection, routes, settings, Services", arguments: twins)
  func facts(archive: String, live: String) throws {
    let (one, other) = try facts((archive, live))
    for node in one.nodes where node.problem == nil {
      let twin = try #require(other.node(node.name))
      #expect(Still(node) == Still(twin))
    }
    #expect(one.ciliumVersion == other.ciliumVersion)
    // A bugtool alone has no objects of the API.
    guard archive.hasSuffix("worker") == false else { return }
    #expect(one.nodes.map(\.name).sorted() == other.nodes.map(\.name).sorted())
    #expect(one.configuration == other.configuration)
    #expect(one.apiService == other.apiService)
    #expect(one.dnsService?.clusterIP == other.dnsService?.clusterIP)
  }

  @Test("have the same forecasts, cell by cell", arguments: twins)
  func forecasts(archive: String, live: String) throws {
    let (one, other) = try facts((archive, live))
    var compared = 0
    for aspect in Aspect.asked(of: other.families) {
      for subject in Subject.all(aspect.scope, nodes: one.nodes.map(\.name)) {
        let (here, there) = (
          Rules.predict(aspect, subject, facts: one), Rules.predict(aspect, subject, facts: other)
        )
        let (told, known) = (SettingForecast.outcome(here), SettingForecast.outcome(there))
        if case .unknown = here { continue }
        if case .unknown = there { continue }
        compared += 1
        #expect(told == known, "\(aspect.rawValue) \(subject): \(here.reason)")
      }
    }
    #expect(compared > 15)
  }
}
