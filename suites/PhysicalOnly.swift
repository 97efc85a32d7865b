import Conformance
import Testing

/// One device: the physical uplink, where the agents ask the routes (Cilium 1.15, 1.19, and every release with legacy host
/// routing).
///
/// Cilium's program runs on the physical uplink and nowhere else. Pods keep each other and the internet. They lose what
/// is reached by the tailnet from an address of their own: other nodes' addresses, and with them the API on every node
/// that does not run it, and DNS pods that are started there.
@Suite("One device: the physical uplink")
struct PhysicalOnly: Chapter {
  static let setting: Scenario? = .physicalOnly
  static let premises: [Premise] = [
    .tunnel, .bpfMasquerade, .nodeIPsOnTailnet, .apiOnNode,
    .routesAsked, .nodeAddressesRouted, .ownAddressesDelivered, .readyDNS,
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

  @Test("The own node's addresses answer, on either uplink", arguments: try await cases(.ownNodeIP, .ownUplinks))
  func ownNode(_ it: Case) async throws { try await it.works(because: .deliveredToHost) }

  // MARK: Must fail, and why

  @Test("Another node's address does not answer", arguments: try await cases(.otherNodeIP))
  func otherNodeAddress(_ it: Case) async throws {
    try await it.fails(because: .untranslated(by: .tailnet, droppedBy: .wireGuardPeer))
  }

  @Test("Another node's physical address does not answer", arguments: try await cases(.otherUplinks))
  func otherNodePhysically(_ it: Case) async throws { try await it.fails(because: .nodesApart) }

  @Test("The API answers on the node that runs it, and nowhere else", arguments: try await cases(.apiService))
  func api(_ it: Case) async throws {
    try await it.works(
      onAPINode: .deliveredToHost, elsewhereFails: .untranslated(by: .tailnet, droppedBy: .wireGuardPeer))
  }

  @Test("A DNS pod that is started anew becomes ready there only", arguments: try await cases(.clusterDNSRestart))
  func restartedDNS(_ it: Case) async throws {
    try await it.works(
      onAPINode: .deliveredToHost, elsewhereFails: .untranslated(by: .tailnet, droppedBy: .wireGuardPeer))
  }

  @Test("DNS pods that were ready stay so", arguments: try await cases(.clusterDNSReady))
  func runningDNS(_ it: Case) async throws {
    try await it.staysReady(
      onAPINode: .deliveredToHost, startedElsewhere: .untranslated(by: .tailnet, droppedBy: .wireGuardPeer))
  }

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

  @Test("What leaves for other nodes by the tailnet is not translated", arguments: try await cases(.natNodeAddress))
  func natNodes(_ it: Case) async throws { try await it.shows(.noTranslation) }

  // MARK: Often said, and not so

  @Test(
    "The node IP does not follow devices", .refutes("physical-only.node-ip-physical"),
    arguments: try await cases(.nodeIP))
  func nodeIP(_ it: Case) async throws { try await it.shows(.kubernetesInternalIP) }
}
