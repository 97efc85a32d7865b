import Cilium

/// Which IPv4 addresses are the host's own (`__ip_dev_find`).
struct LocalAddresses4 {
  enum Answer {
    case notLocal
    case local(String)
    /// The host's own, but by which device is not known.
    case localSomewhere
    case notKnown
  }

  let host: RoutingHost

  /// Whether an address is the host's own, and of which device.
  func answer(_ address: IPv4Address) -> Answer {
    let holders = holders(of: address)
    // Of several holders the kernel finds the one that its hash table has first.
    if let holder = holders.first { return holders.count > 1 ? .localSomewhere : .local(holder) }
    // Not only addresses: the local table also has 127.0.0.0/8, and what people put there.
    let tables = TableLookup4(host: host, flow: FlowKey(output: PacketFlow(to: .v4(address)), host: host))
    let found = answer(tables.answer(.local))
    guard host.mayHaveMergedTables else { return found }
    let merged = answer(tables.answerOfMergedTables())
    if host.tablesAreMerged == true { return merged }
    switch (found, merged) {
    case (.local(let left), .local(let right)) where left == right: return found
    case (.local, .local): return .localSomewhere
    case (.notLocal, .notLocal): return found
    default: return .notKnown
    }
  }

  private func answer(_ answer: TableAnswer) -> Answer {
    switch answer {
    case .match(let route, let hops):
      route.kind == .local ? hops.first.map { .local($0.device) } ?? .notKnown : .notLocal
    case .nothing, .drop: .notLocal
    case .notKnown: .notKnown
    }
  }

  /// The devices that have been given the address (`inet_lookup_ifaddr_rcu`).
  func holders(of address: IPv4Address) -> [String] {
    host.links.filter { $0.addresses.contains { $0.address == .v4(address) } }.map(\.name)
  }
}
