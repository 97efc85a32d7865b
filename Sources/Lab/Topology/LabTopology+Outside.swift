/// Who is outside the cluster, and by which addresses nodes are reached from there.
extension LabTopology {
  /// The network namespaces from which nodes can be asked from outside: the internet's, and the peers'.
  public var outsiders: [String] { [Self.internetNamespace] + peers.map(\.name) }

  /// What an outsider has to ask for to reach an address of a node: the address itself in an overlay that both are in and
  /// where it is public, what the internet sees of it behind a router. Nil where there is no way.
  public func address(_ address: String, of node: String, from outsider: String) -> String? {
    guard let uplink = nodes.first(where: { $0.name == node })?.uplinks.first(where: { $0.addresses.contains(address) })
    else { return nil }
    if let overlay = uplink.overlay {
      let members = peers.filter { $0.uplinks.contains { $0.overlay == overlay } }
      return members.contains { $0.name == outsider } ? address : nil
    }
    return outsideAddress(of: uplink, AddressFamily(of: address))
  }
}
