import Cilium

/// Which IPv4 addresses are the host's own (`__ip_dev_find`).
struct LocalAddresses4 {
  enum Answer {
    case known(String?)
    case notKnown
  }

  let host: Host

  /// The device of an address of the host's own.
  func device(of address: IPv4Address) -> Answer {
    if let holder = holder(of: address) { return .known(holder) }
    // Not only addresses: the local table also has 127.0.0.0/8, and what people put there.
    let tables = TableLookup4(host: host, flow: FlowKey(output: Flow(to: .v4(address)), host: host))
    let found = device(tables.answer(.local))
    guard host.mayHaveMergedTables else { return found }
    switch (found, device(tables.answerOfMergedTables())) {
    case (.known(let left), .known(let right)) where left == right: return found
    default: return .notKnown
    }
  }

  private func device(_ answer: TableAnswer) -> Answer {
    switch answer {
    case .match(let route, let hops): .known(route.kind == .local ? hops.first?.device : nil)
    case .nothing, .drop: .known(nil)
    case .notKnown: .notKnown
    }
  }

  /// The device that has been given the address (`inet_lookup_ifaddr_rcu`).
  func holder(of address: IPv4Address) -> String? {
    host.links.first { $0.addresses.contains { $0.address == .v4(address) } }?.name
  }
}
