import Conformance
import Testing

/// `devices` with a value of the cluster's own, or nodes of another kind than the other chapters are about: two plain
/// NICs, a single uplink, VLANs, bonds, a node IP on a bridge, a list that matches nothing.
///
/// What such a setting does follows from each node's own facts: which devices Cilium's release selects, by which of them
/// the kernel sends each kind of packet, and who translates there. The rules say it for this cluster, with their reasons;
/// the chapter asks for every aspect, and holds the cluster to that.
@Suite("As set: a value of devices of the cluster's own")
struct AsSet: Chapter {
  static let setting: Scenario? = .asSet
  static let premises: [Premise] = []

  @Test(
    "Pods and Services answer as the node IPs and routes say",
    arguments: try await cases(.crossNodePod, .crossNodeService))
  func pods(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "The internet answers where the uplink towards it translates",
    arguments: try await cases(.externalPing, .externalHTTPS, .upstreamDNS))
  func internet(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "External names are resolved where the DNS pods and their upstream are within reach",
    arguments: try await cases(.externalName))
  func names(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test("The own node's addresses answer", arguments: try await cases(.ownNodeIP, .ownUplinks))
  func ownNode(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "Other nodes' addresses answer where the uplink towards them translates",
    arguments: try await cases(.otherNodeIP, .otherUplinks))
  func otherNodes(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "The API answers, and DNS pods are ready, where API servers are within reach",
    arguments: try await cases(.apiService, .clusterDNSReady, .clusterDNSRestart))
  func api(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "Exactly the devices that the release selects are selected, and masquerade",
    arguments: try await cases(.selectedDevices, .configurationApplied, .masquerade))
  func selection(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "The direct-routing device is the named, only or node IP's one of the selected devices",
    arguments: try await cases(.directRoutingDevice))
  func directRouting(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "NodePorts are answered on the selected devices", arguments: try await cases(.nodePortAddresses))
  func nodePorts(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "Outside, NodePorts are answered on the selected devices",
    arguments: try await cases(.nodePortOutside, .nodePortLocalOutside))
  func nodePortsOutside(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test(
    "What leaves gets the address of the selected uplink by which it leaves",
    arguments: try await cases(.natExternal, .natNodeAddress))
  func translation(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test("The node IP is the Kubernetes address", arguments: try await cases(.nodeIP))
  func nodeIP(_ it: Case) async throws { try await it.isAsPredicted() }
}
