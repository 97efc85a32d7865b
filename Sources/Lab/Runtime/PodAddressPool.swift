/// A node's pod addresses. Addresses are handed out round robin, so that one is used again as late as possible: a
/// connection-tracking entry of an old pod must not be taken for a new one's.
struct PodAddressPool: Sendable {
  private let network: IPNetwork
  private var taken: Set<String>
  private var next: UInt32

  /// - Parameters:
  ///   - reserved: addresses that are not for pods (the node's router address).
  ///   - first: host number to start with.
  init(network: IPNetwork, reserved: Set<String>, first: UInt32 = 115) {
    self.network = network
    taken = reserved
    next = first
  }

  /// A free address, or nil when all are in use.
  mutating func allocate() -> String? {
    // Neither the network's nor the broadcast address; of an IPv6 prefix as many as a node has pods for.
    let usable = min(network.count, 65_536) - 2
    for _ in 0..<usable {
      let address = network.address(1 + (next - 1) % usable)
      next = next % usable + 1
      if taken.insert(address).inserted { return address }
    }
    return nil
  }

  mutating func release(_ address: String) { taken.remove(address) }
}
