import Conformance
import Testing

/// One device: the physical uplink, where the agents skip the routes (Cilium 1.17 and 1.18, the guide's own release).
///
/// Whatever pods send outside the pod network leaves by the physical uplink, with its address. Pods keep each other and
/// the internet. They lose every tailnet address, that of their own node too: with it the API on every node, and every
/// DNS pod that is started anew.
@Suite("One device: the physical uplink, routes skipped")
struct PhysicalOnlyForced: Chapter {
  static let setting: Scenario? = .physicalOnly
  static let premises: [Premise] = [
    .tunnel, .bpfMasquerade, .nodeIPsOnTailnet, .apiOnNode,
    .routesSkipped, .nodeAddressesRouted, .readyDNS,
  ]

  // MARK: Must work

  @Test(
    "Pods and Services of the other node answer",
    .refutes("physical-only.cross-node-fails"), arguments: try await cases(.crossNodePod, .crossNodeService))
  func otherNode(_ it: Case) async throws { try await it.works(because: .tunnelBetweenNodeIPs) }

  @Test(
    "The internet answers: ping, HTTPS, DNS",
    .confirms("physical-only.external-works"), arguments: try await cases(.externalPing, .externalHTTPS, .upstreamDNS))
  func internet(_ it: Case) async throws { try await it.works(because: .translated(by: .physical)) }

  @Test("External names are resolved", arguments: try await cases(.externalName))
  func externalNames(_ it: Case) async throws { try await it.works(because: .translated(by: .physical)) }

  @Test("The own node's physical address answers", arguments: try await cases(.ownUplinks))
  func ownNodePhysically(_ it: Case) async throws { try await it.works(because: .deliveredToHost) }

  // MARK: Must fail, and why

  @Test(
    "No node's tailnet address answers, the own node's included", arguments: try await cases(.ownNodeIP, .otherNodeIP))
  func tailnetAddresses(_ it: Case) async throws { try await it.fails(because: .forcedOut(by: .physical)) }

  @Test("Another node's physical address does not answer", arguments: try await cases(.otherUplinks))
  func otherNodePhysically(_ it: Case) async throws { try await it.fails(because: .nodesApart) }

  @Test("The API answers on no node", arguments: try await cases(.apiService))
  func api(_ it: Case) async throws { try await it.fails(because: .forcedOut(by: .physical)) }

  @Test("No DNS pod that is started anew becomes ready", arguments: try await cases(.clusterDNSRestart))
  func restartedDNS(_ it: Case) async throws { try await it.fails(because: .forcedOut(by: .physical)) }

  @Test("DNS pods that were ready stay so", arguments: try await cases(.clusterDNSReady))
  func runningDNS(_ it: Case) async throws { try await it.staysReady(orStarted: .forcedOut(by: .physical)) }

  // MARK: What Cilium shows

  @Test("Exactly the physical uplink is selected", arguments: try await cases(.selectedDevices, .configurationApplied))
  func selected(_ it: Case) async throws { try await it.shows(.devices([.physical])) }

  @Test("It is the direct-routing device, too", arguments: try await cases(.directRoutingDevice))
  func directRouting(_ it: Case) async throws { try await it.shows(.device(.physical)) }

  @Test("NodePorts are answered on the physical uplink alone", arguments: try await cases(.nodePortAddresses))
  func nodePorts(_ it: Case) async throws { try await it.shows(.nodePorts([.physical])) }

  @Test(
    "Outside, NodePorts are answered on the physical uplink alone",
    arguments: try await cases(.nodePortOutside, .nodePortLocalOutside))
  func nodePortsOutside(_ it: Case) async throws { try await it.shows(.nodePortsWithin([.physical])) }

  @Test("It alone masquerades", arguments: try await cases(.masquerade))
  func masquerade(_ it: Case) async throws { try await it.shows(.masquerading([.physical])) }

  @Test("What leaves for the internet gets its address", arguments: try await cases(.natExternal))
  func natInternet(_ it: Case) async throws { try await it.shows(.translated(to: .physical)) }

  @Test("What is for other nodes gets it, too", arguments: try await cases(.natNodeAddress))
  func natNodes(_ it: Case) async throws { try await it.shows(.translated(to: .physical)) }

  // MARK: Often said, and not so

  @Test(
    "The node IP does not follow devices", .refutes("physical-only.node-ip-physical"),
    arguments: try await cases(.nodeIP))
  func nodeIP(_ it: Case) async throws { try await it.shows(.kubernetesInternalIP) }
}
