import Conformance
import Testing

/// One device: the tailnet uplink, where the agents skip the routes (Cilium 1.17 and 1.18, the guide's own release).
///
/// Whatever pods send outside the pod network leaves by the tailnet uplink, with its address. Pods keep each other, every
/// node's tailnet address and the API. They lose the internet, which is no WireGuard peer, and their own node's physical
/// address. DNS pods stay ready and answer for the cluster's names only.
@Suite("One device: the tailnet uplink, routes skipped")
struct TailnetOnlyForced: Chapter {
  static let setting: Scenario? = .tailnetOnly
  static let premises: [Premise] = [
    .tunnel, .bpfMasquerade, .nodeIPsOnTailnet, .apiOnNode,
    .routesSkipped, .nodeAddressesRouted, .readyDNS,
  ]

  // MARK: Must work

  @Test(
    "Pods and Services of the other node answer",
    .confirms("tailnet-only.cross-node-works"), arguments: try await cases(.crossNodePod, .crossNodeService))
  func otherNode(_ it: Case) async throws { try await it.works(because: .tunnelBetweenNodeIPs) }

  @Test("The own node's tailnet address answers", arguments: try await cases(.ownNodeIP))
  func ownNode(_ it: Case) async throws { try await it.works(because: .deliveredToHost) }

  @Test("Another node's address answers", arguments: try await cases(.otherNodeIP))
  func otherNodeAddress(_ it: Case) async throws { try await it.works(because: .translated(by: .tailnet)) }

  @Test("The API answers on every node", arguments: try await cases(.apiService))
  func api(_ it: Case) async throws {
    try await it.works(onAPINode: .deliveredToHost, elsewhere: .translated(by: .tailnet))
  }

  @Test(
    "DNS pods are ready, started anew or not",
    .refutes("tailnet-only.coredns-restarts"), arguments: try await cases(.clusterDNSReady, .clusterDNSRestart))
  func dnsPods(_ it: Case) async throws {
    try await it.works(onAPINode: .deliveredToHost, elsewhere: .translated(by: .tailnet))
  }

  // MARK: Must fail, and why

  @Test(
    "Nothing on the internet answers: ping, HTTPS, DNS",
    .confirms("tailnet-only.external-fails"), arguments: try await cases(.externalPing, .externalHTTPS, .upstreamDNS))
  func internet(_ it: Case) async throws { try await it.fails(because: .forcedOut(by: .tailnet)) }

  @Test("External names are not resolved: the DNS pods reach no upstream", arguments: try await cases(.externalName))
  func externalNames(_ it: Case) async throws { try await it.fails(because: .unresolved) }

  @Test(
    "No node's physical address answers, the own node's included",
    arguments: try await cases(.ownUplinks, .otherUplinks))
  func physicalAddresses(_ it: Case) async throws { try await it.fails(because: .forcedOut(by: .tailnet)) }

  // MARK: What Cilium shows

  @Test("Exactly the tailnet uplink is selected", arguments: try await cases(.selectedDevices, .configurationApplied))
  func selected(_ it: Case) async throws { try await it.shows(.devices([.tailnet])) }

  @Test("It is the direct-routing device, too", arguments: try await cases(.directRoutingDevice))
  func directRouting(_ it: Case) async throws { try await it.shows(.device(.tailnet)) }

  @Test("NodePorts are answered on the tailnet uplink alone", arguments: try await cases(.nodePortAddresses))
  func nodePorts(_ it: Case) async throws { try await it.shows(.nodePorts([.tailnet])) }

  @Test(
    "Outside, NodePorts are answered on the tailnet uplink alone",
    arguments: try await cases(.nodePortOutside, .nodePortLocalOutside))
  func nodePortsOutside(_ it: Case) async throws { try await it.shows(.nodePortsWithin([.tailnet])) }

  @Test("It alone masquerades", arguments: try await cases(.masquerade))
  func masquerade(_ it: Case) async throws { try await it.shows(.masquerading([.tailnet])) }

  @Test("What leaves for other nodes gets its address", arguments: try await cases(.natNodeAddress))
  func natNodes(_ it: Case) async throws { try await it.shows(.translated(to: .tailnet)) }

  @Test(
    "The node IP is the tailnet address, as Kubernetes has it",
    .confirms("tailnet-only.node-ip-tailnet"), arguments: try await cases(.nodeIP))
  func nodeIP(_ it: Case) async throws { try await it.shows(.kubernetesInternalIP) }

  @Test(
    "What is for the internet gets its address",
    .confirms("tailnet-only.external-snat-tailnet"), arguments: try await cases(.natExternal))
  func natInternet(_ it: Case) async throws { try await it.shows(.translated(to: .tailnet)) }
}
