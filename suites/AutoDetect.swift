import Conformance
import Testing

/// `devices` unset: Cilium detects what is up, has an address and a route.
///
/// It finds both uplinks, and perhaps more: a device that is added later is selected, too, and can change the MTU of all
/// pods. What leaves a node gets the address of the uplink by which it leaves, as with both by name.
@Suite("Auto-detection: devices is unset")
struct AutoDetect: Chapter {
  static let setting: Scenario? = .auto
  static let premises: [Premise] = [
    .tunnel, .bpfMasquerade, .nodeIPsOnTailnet, .apiOnNode,
    .nodeAddressesRouted, .readyDNS,
  ]

  // MARK: Must work

  @Test(
    "Pods and Services of the other node answer",
    .confirms("auto.cross-node-works"), arguments: try await cases(.crossNodePod, .crossNodeService))
  func otherNode(_ it: Case) async throws { try await it.works(because: .tunnelBetweenNodeIPs) }

  @Test(
    "The internet answers: ping, HTTPS, DNS",
    .confirms("auto.external-works"), arguments: try await cases(.externalPing, .externalHTTPS, .upstreamDNS))
  func internet(_ it: Case) async throws { try await it.works(because: .translated(by: .physical)) }

  @Test("External names are resolved", arguments: try await cases(.externalName))
  func externalNames(_ it: Case) async throws { try await it.works(because: .translated(by: .physical)) }

  @Test("The own node's addresses answer, on either uplink", arguments: try await cases(.ownNodeIP, .ownUplinks))
  func ownNode(_ it: Case) async throws { try await it.works(because: .deliveredToHost) }

  @Test("Another node's address answers", arguments: try await cases(.otherNodeIP))
  func otherNodeAddress(_ it: Case) async throws { try await it.works(because: .translated(by: .tailnet)) }

  @Test(
    "The API answers, and DNS pods are ready, started anew or not",
    arguments: try await cases(.apiService, .clusterDNSReady, .clusterDNSRestart))
  func api(_ it: Case) async throws {
    try await it.works(onAPINode: .deliveredToHost, elsewhere: .translated(by: .tailnet))
  }

  // MARK: Must fail, and why

  @Test("Another node's physical address does not answer", arguments: try await cases(.otherUplinks))
  func otherNodePhysically(_ it: Case) async throws { try await it.fails(because: .nodesApart) }

  // MARK: What Cilium shows

  @Test("Both uplinks are selected", arguments: try await cases(.selectedDevices, .configurationApplied))
  func selected(_ it: Case) async throws { try await it.shows(.devicesWith([.physical, .tailnet])) }

  @Test("The direct-routing device is the one that holds the node IP", arguments: try await cases(.directRoutingDevice))
  func directRouting(_ it: Case) async throws { try await it.shows(.device(.tailnet)) }

  @Test("NodePorts are answered on both uplinks", arguments: try await cases(.nodePortAddresses))
  func nodePorts(_ it: Case) async throws { try await it.shows(.nodePortsWith([.physical, .tailnet])) }

  @Test(
    "Outside, NodePorts are answered on the selected devices",
    arguments: try await cases(.nodePortOutside, .nodePortLocalOutside))
  func nodePortsOutside(_ it: Case) async throws { try await it.isAsPredicted() }

  @Test("Both masquerade", .confirms("auto.masquerades-both"), arguments: try await cases(.masquerade))
  func masquerade(_ it: Case) async throws { try await it.shows(.masqueradingWith([.physical, .tailnet])) }

  @Test(
    "What leaves for the internet gets the physical uplink's address",
    .confirms("auto.external-snat-physical"), arguments: try await cases(.natExternal))
  func natInternet(_ it: Case) async throws { try await it.shows(.translated(to: .physical)) }

  @Test("What leaves for other nodes gets the tailnet uplink's", arguments: try await cases(.natNodeAddress))
  func natNodes(_ it: Case) async throws { try await it.shows(.translated(to: .tailnet)) }

  @Test(
    "The node IP is the tailnet address, as Kubernetes has it",
    .confirms("auto.node-ip-tailnet"), arguments: try await cases(.nodeIP))
  func nodeIP(_ it: Case) async throws { try await it.shows(.kubernetesInternalIP) }
}
