import Testing

@testable import Lab

@Suite("The way from the API server to a kubelet")
struct KubeletReachabilityTests {
  private func reachability(_ choice: LabOptions.NodeIPs, _ network: FakeNetwork) throws -> (
    KubeletReachability, FaultBoard
  ) {
    let store = ObjectStore()
    for node in LabNodeSpecification.nodes(choice) {
      try store.create(.nodes, InitialNodes.object(node, machine: .example, now: .now))
    }
    let faults = FaultBoard(network: network)
    return (KubeletReachability(store: store, network: network, faults: faults, home: "instance-master"), faults)
  }

  @Test(
    "An absent neighbour has no route, a silent peer times out; the own node always answers",
    arguments: [
      (LabOptions.NodeIPs.physical, "dial tcp 10.0.0.24:10250: connect: no route to host"),
      (.tailnet, "dial tcp 100.64.0.2:10250: i/o timeout"),
    ])
  func words(choice: LabOptions.NodeIPs, failure: String) async throws {
    let network = FakeNetwork()
    network.answer(with: 1)
    let (reachability, _) = try reachability(choice, network)
    #expect(await reachability.dialFailure(node: "instance-worker") == failure)
    #expect(await reachability.dialFailure(node: "instance-master") == nil)
  }

  @Test("An answer does not outlive the switch of a fault")
  func freshness() async throws {
    let network = FakeNetwork()
    let (reachability, faults) = try reachability(.tailnet, network)
    #expect(await reachability.dialFailure(node: "instance-worker") == nil)
    network.answer(with: 1)
    #expect(await reachability.dialFailure(node: "instance-worker") == nil)
    try await faults.set(.wireguardPeerDown, active: true)
    #expect(await reachability.dialFailure(node: "instance-worker") != nil)
  }
}
