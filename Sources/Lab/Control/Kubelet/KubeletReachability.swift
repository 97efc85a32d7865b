import Foundation

/// Whether the API server, which runs on the first node, reaches the kubelets of the others at their InternalIP.
///
/// There is no kubelet that listens on port 10250 in the lab: that the port refuses a connection says that it was
/// reached.
actor KubeletReachability {
  private let store: ObjectStore
  private let network: any NodeNetwork
  private let faults: FaultBoard
  private let home: String
  private let neighbourhood: [String]
  private var known: [String: Answer] = [:]

  private struct Answer {
    var failure: String?
    var at: ContinuousClock.Instant
    var generation: Int
  }

  /// How long an answer holds: exec sessions come in bursts.
  private static let validity = Duration.seconds(2)

  /// - Parameter neighbourhood: The prefixes of the networks that the API server's node is in.
  init(
    store: ObjectStore, network: any NodeNetwork, faults: FaultBoard, home: String, neighbourhood: [String]
  ) {
    self.store = store
    self.network = network
    self.faults = faults
    self.home = home
    self.neighbourhood = neighbourhood
  }

  /// In the words of Go's dialer; nil when the node answers.
  func dialFailure(node: String) async -> String? {
    guard node != home, let address = address(of: node) else { return nil }
    let generation = await faults.generation
    if let answer = known[node], answer.generation == generation, ContinuousClock.now - answer.at < Self.validity {
      return answer.failure
    }
    let failure = await probe(address)
    known[node] = Answer(failure: failure, at: ContinuousClock.now, generation: generation)
    return failure
  }

  private func address(of node: String) -> String? {
    store.get(.nodes, name: node)?["status"]["addresses"].array.first { $0["type"] == "InternalIP" }?["address"].string
  }

  private func probe(_ address: String) async -> String? {
    // A busy machine may lose a packet, which TCP sends again after a second.
    guard let output = try? await network.run(["busybox", "nc", "-w", "2", address, "10250"], on: home) else {
      return nil
    }
    guard output.status != 0, !output.stderr.contains("refused") else { return nil }
    let target = "dial tcp \(address.urlHost):10250"
    // The kernel says at once that an absent neighbour has no route; a router that drops says nothing.
    return isNeighbour(address) ? "\(target): connect: no route to host" : "\(target): i/o timeout"
  }

  /// Addresses of the node's own networks are looked for on the link.
  private func isNeighbour(_ address: String) -> Bool {
    neighbourhood.contains { IPNetwork($0)?.contains(address) == true }
  }
}
