extension TopologyCheck {
  /// A peer is a machine in an overlay that says who its members are.
  mutating func check(peer: LabNode, at place: String) {
    checkUplinks(peer, at: place)
    let members = peer.uplinks.compactMap { topology.overlay($0.overlay) }
    if members.isEmpty {
      note("\(place).uplinks", "\(peer.name) is in no overlay", "give it an uplink with overlay")
    }
    if let mesh = members.first(where: { $0.cidr == nil && $0.cidrv6 == nil }) {
      note("\(place).uplinks", "\(mesh.name) carries the nodes' own addresses only", "use an overlay with a prefix")
    }
  }

  private mutating func checkUplinks(_ node: LabNode, at place: String) {
    var devices: Set<String> = []
    for (index, uplink) in node.uplinks.enumerated() {
      let own = "\(place).uplinks[\(index)]"
      checkDevice(uplink.device, at: "\(own).device")
      for name in [uplink.device, uplink.lower].compactMap({ $0 }) where !devices.insert(name).inserted {
        note("\(own).device", "\(node.name) has two devices \(name)", "name them differently")
      }
      check(uplink, at: own)
    }
    let networks = node.cards.compactMap(\.network)
    if Set(networks).count < networks.count {
      note("\(place).uplinks", "\(node.name) has two cards in one network", "give it one card in each")
    }
    if node.uplinks.count(where: \.isDefault) > 1 {
      note("\(place).uplinks", "two of them are the default", "say default: true of one")
    }
  }

  mutating func check(_ node: LabNode, at place: String) {
    checkUplinks(node, at: place)
    let held = topology.families.filter { node.primaryAddress(of: node.nodeIP, $0) != nil }
    if held.isEmpty {
      let named = node.uplinks.filter { !$0.addresses.isEmpty }.map(\.device).joined(separator: ", ")
      note("\(place).nodeIP", "\(node.nodeIP) is no uplink of \(node.name) with an address", "name one of \(named)")
    } else if let missing = topology.families.first(where: { !held.contains($0) }) {
      // A kubelet of a dual-stack cluster announces an address of each family.
      note(
        "\(place).nodeIP", "\(node.nodeIP) has no \(missing.title) address, and pods have \(missing.title)",
        "give it one: address\(Self.suffix(missing))")
    }
    for (index, route) in node.routes.enumerated() {
      let family = AddressFamily(of: route.to)
      _ = prefix(route.to, family, at: "\(place).routes[\(index)].to")
      if !node.cards.contains(where: { contains(topology.segment($0.network)?.cidr(family), route.via) }) {
        note(
          "\(place).routes[\(index)].via", "\(route.via) is in no network of \(node.name)", "give a neighbour's address"
        )
      }
    }
  }

  private mutating func check(_ uplink: LabUplink, at place: String) {
    switch (uplink.network, uplink.overlay) {
    case (nil, nil), (.some, .some): note(place, "it is in no network and overlay, or in both", "name exactly one")
    case (let name?, nil): checkCard(uplink, name, at: place)
    case (nil, let name?): checkMember(uplink, name, at: place)
    }
    if uplink.bridgePort != nil, uplink.network == nil {
      note("\(place).bridgePort", "only a card can be a bridge's port", "leave it away")
    }
    if let port = uplink.bridgePort { checkDevice(port, at: "\(place).bridgePort") }
    guard let card = uplink.macvlanOver else { return }
    checkDevice(card, at: "\(place).macvlanOver")
    if uplink.network == nil || uplink.bridgePort != nil {
      note("\(place).macvlanOver", "only a card that is no bridge's port can be below a macvlan", "leave one away")
    }
  }

  private mutating func checkCard(_ uplink: LabUplink, _ name: String, at place: String) {
    guard let segment = topology.segment(name) else {
      let names = topology.networks.map(\.name).joined(separator: ", ")
      return note("\(place).network", "there is no network \(name)", "name one of \(names)")
    }
    for family in AddressFamily.allCases { checkAddress(of: uplink, in: segment, family, at: place) }
    if uplink.isDefault, segment.gateway == nil, segment.gatewayv6 == nil {
      note("\(place).default", "\(name) has no router", "choose another uplink, or give the network a gateway")
    }
    switch (segment.internet, uplink.publicAddress) {
    case (.nat, nil) where uplink.address == nil: break
    case (.nat, nil):
      note("\(place).publicAddress", "\(name) hides its nodes, behind what is not said", "add an address")
    case (.nat, let address?):
      let isIPv4 = NetworkAddress(address)?.isIPv4 == true
      let isTaken = !isIPv4 || isPrivate(address) || Self.world.contains(address)
      if isTaken { note("\(place).publicAddress", "\(address) is no free public address", "choose another one") }
    case (_, .some): note("\(place).publicAddress", "\(name) hides nobody", "leave it away, or use internet: nat")
    case (_, nil): break
    }
  }

  /// A card has an address of one family at least; in a network of both it may do without the other.
  private mutating func checkAddress(
    of uplink: LabUplink, in segment: LabSegment, _ family: AddressFamily, at place: String
  ) {
    let key = "\(place).address\(Self.suffix(family))"
    let address = uplink.address(family)
    // What is wrong with the network's prefix is said there.
    guard let cidr = segment.cidr(family) else {
      if address != nil {
        note(key, "\(segment.name) has no \(family.title)", "leave it away, or give the network a prefix")
      }
      return
    }
    guard let network = IPNetwork(cidr) else { return }
    // What is missing is told once.
    if address == nil, !uplink.addresses.isEmpty || (family == .ipv6 && segment.cidr != nil) { return }
    if address.map({ isHost($0, in: network) && $0 != segment.gateway(family) && !Self.world.contains($0) }) != true {
      note(key, "\(address ?? "none") is no free host of \(cidr)", "give an address in it")
    }
  }

  private mutating func checkMember(_ uplink: LabUplink, _ name: String, at place: String) {
    guard let overlay = topology.overlay(name) else {
      let names = topology.overlays.map(\.name).joined(separator: ", ")
      return note("\(place).overlay", "there is no overlay \(name)", "name one of: \(names)")
    }
    if uplink.device != overlay.device {
      note("\(place).device", "the overlay's devices are called \(overlay.device)", "leave it away")
    }
    if uplink.isDefault { note("\(place).default", "an overlay has no router", "choose a card") }
    if uplink.publicAddress != nil { note("\(place).publicAddress", "an overlay has no router", "leave it away") }
    for family in AddressFamily.allCases {
      let key = "\(place).address\(Self.suffix(family))"
      switch (overlay.cidr(family), uplink.address(family)) {
      case (nil, .some): note(key, "\(name) gives its devices none", "leave it away")
      case (let cidr?, let address):
        guard let network = IPNetwork(cidr), address.map({ isHost($0, in: network) }) != true else { continue }
        note(key, "\(address ?? "none") is no host of \(cidr)", "give an address in it")
      case (nil, nil): break
      }
    }
  }
}
