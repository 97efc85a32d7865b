import Testing

@testable import Lab

@Suite("The way from the API server to a kubelet")
struct KubeletReachabilityTests {
  /// - Parameter nodeIP: The device whose address the kubelets announce.
  private func reachability(_ nodeIP: String, _ network: FakeNetwork) throws -> (
    KubeletReachability, FaultBoard
  ) {
    let store = ObjectStore()
    for node in LabTopology.guide.nodes {
      var node = node
      node.nodeIP = nodeIP
      let specification = LabNodeSpecification(node, in: .guide)
      try store.create(.nodes, InitialNodes.object(specification, machine: .example, now: .now))
    }
    let faults = FaultBoard(network: network)
    let reachability = KubeletReachability(
      store: store, network: network, faults: faults, home: "instance-master",
      neighbourhood: LabTopology.guide.neighbourhood)
    return (reachability, faults)
  }

  @Test(
    "An absent neighbour has no route, a silent peer times out; the own node always answers",
    arguments: [
      ("enp0s6", "dial tcp 10.0.0.24:10250: connect: no route to host"),
      ("tailscale0", "dial tcp 100.64.0.2:10250: i/o timeout"),
    ])
  func words(choice: String, failure: String) async throws {
    let network = FakeNetwork()
    network.answer(with: 1)
    let (reachability, _) = try reachability(choice, network)
    #expect(await reachability.dialFailure(node: "instance-worker") == failure)
    #expect(await reachability.dialFailure(node: "instance-master") == nil)
  }

  @Test("An answer does not outlive the switch of a fault")
  func freshness() async throws {
    let network = FakeNetwork()
    let (reachability, faults) = try reachability("tailscale0", network)
    #expect(await reachability.dialFailure(node: "instance-worker") == nil)
    network.answer(with: 1)
    #expect(await reachability.dialFailure(node: "instance-worker") == nil)
    try await faults.set(PlacedFault(.wireguardPeerDown), active: true)
    #expect(await reachability.dialFailure(node: "instance-worker") != nil)
  }
}
