/// Whether a topology hangs together: names, prefixes, addresses, and that every node can be reached.
struct TopologyCheck {
  let topology: LabTopology
  private(set) var problems: [TopologyError.Problem] = []

  static let nodeCount = 2...8
  private static let mtus = 1280...65535

  init(_ topology: LabTopology) {
    self.topology = topology
    checkNames()
    for (index, segment) in topology.networks.enumerated() { check(segment, at: "networks[\(index)]") }
    for (index, overlay) in topology.overlays.enumerated() { check(overlay, at: "overlays[\(index)]") }
    checkPodPrefixes()
    for (index, node) in topology.nodes.enumerated() { check(node, at: "nodes[\(index)]") }
    checkAddresses()
    checkWays()
  }

  mutating func note(_ place: String, _ what: String, _ remedy: String) {
    problems.append(.init(place: place, what: what, remedy: remedy))
  }

  // MARK: Names

  private mutating func checkNames() {
    if !Self.isName(topology.name) {
      note("name", "\"\(topology.name)\" is no name", "use lower-case letters, digits and hyphens, 63 at most")
    }
    if !Self.nodeCount.contains(topology.nodes.count) {
      note(
        "nodes", "there are \(topology.nodes.count)",
        "give \(Self.nodeCount.lowerBound) to \(Self.nodeCount.upperBound)")
    }
    // Nodes and networks become network namespaces, which share one set of names.
    var seen: Set = [LabTopology.internetNamespace]
    let named =
      topology.nodes.enumerated().map { ("nodes[\($0)].name", $1.name) }
      + topology.networks.enumerated().map { ("networks[\($0)].name", $1.name) }
    for (place, name) in named {
      if !name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ Self.isName(String($0)) }) {
        note(place, "\"\(name)\" is no name", "use lower-case letters, digits, hyphens and dots, as Kubernetes does")
      }
      if name.hasPrefix("pod-") { note(place, "\(name) looks like a pod's namespace", "choose a name without pod-") }
      if !seen.insert(name).inserted { note(place, "\(name) is taken already", "choose another name") }
    }
    var overlays: Set<String> = []
    for (index, overlay) in topology.overlays.enumerated() where !overlays.insert(overlay.name).inserted {
      note("overlays[\(index)].name", "\(overlay.name) is taken already", "choose another name")
    }
  }

  private static func isName(_ text: String) -> Bool {
    let allowed = text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
    return allowed && !text.isEmpty && text.count <= 63 && text.first != "-" && text.last != "-"
  }

  mutating func checkDevice(_ name: String, at place: String) {
    let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    if !allowed || name.isEmpty || name.count > 15 || name == "." || name == ".." {
      note(place, "\"\(name)\" is no name of a device", "use 1 to 15 letters, digits, hyphens, underscores or dots")
    }
    if ["cilium_", "lxc", "lo"].contains(where: name.hasPrefix) {
      note(place, "\(name) is named as one of Cilium's or the loopback device", "choose another name")
    }
  }

  // MARK: Networks and overlays

  mutating func prefix(_ text: String, at place: String) -> IPv4Network? {
    guard let network = IPv4Network(text), (8...30).contains(network.prefixLength), network.description == text else {
      let hint = IPv4Network(text).map { "write it as \($0.description)" } ?? "write it as 10.0.0.0/24"
      note(place, "\"\(text)\" is no IPv4 prefix of 8 to 30 bits without host bits", hint)
      return nil
    }
    return network
  }

  private mutating func check(_ segment: LabSegment, at place: String) {
    if !Self.mtus.contains(segment.mtu) {
      note("\(place).mtu", "\(segment.mtu) is too small or too large", "give 1280 to 65535")
    }
    if topology.members(of: segment).isEmpty {
      note(place, "no node has a card in \(segment.name)", "give a node an uplink with network: \(segment.name)")
    }
    guard let network = prefix(segment.cidr, at: "\(place).cidr") else { return }
    if let gateway = segment.gateway, !isHost(gateway, in: network) {
      note("\(place).gateway", "\(gateway) is no host of \(segment.cidr)", "give an address in it")
    }
    if segment.internet != .none, segment.gateway == nil {
      note("\(place).gateway", "the way to the internet has no router", "give the router's address, or internet: none")
    }
    if segment.internet == .routed, isPrivate(network.address(1)) {
      note("\(place).internet", "\(segment.cidr) is private, and nobody routes it outside", "use internet: nat")
    }
  }

  private mutating func check(_ overlay: LabOverlay, at place: String) {
    checkDevice(overlay.device, at: "\(place).device")
    if !(1280...9000).contains(overlay.mtu) {
      note("\(place).mtu", "\(overlay.mtu) is too small or too large", "give 1280 to 9000")
    }
    if topology.members(of: overlay).count < 2 {
      note(place, "fewer than two nodes are in it", "give nodes an uplink with overlay: \(overlay.name)")
    }
    switch (overlay.kind, overlay.cidr) {
    case (.kubespan, .some): note("\(place).cidr", "KubeSpan carries the nodes' own addresses", "leave it away")
    case (.wireguard, nil), (.tailscale, nil): note("\(place).cidr", "it is missing", "add the prefix of its addresses")
    case (_, let cidr?): _ = prefix(cidr, at: "\(place).cidr")
    case (.kubespan, nil): break
    }
  }

  // MARK: Pods

  private mutating func checkPodPrefixes() {
    guard let pods = prefix(topology.podCIDR, at: "podCIDR") else { return }
    let others =
      [("the Services' prefix", LabTopology.serviceCIDR)]
      + topology.networks.map { ("the network \($0.name)", $0.cidr) }
      + topology.overlays.compactMap { overlay in overlay.cidr.map { ("the overlay \(overlay.name)", $0) } }
    for (name, text) in others {
      guard let other = IPv4Network(text), other.contains(pods.address(0)) || pods.contains(other.address(0)) else {
        continue
      }
      note("podCIDR", "\(topology.podCIDR) overlaps \(text) of \(name)", "choose prefixes that do not overlap")
    }
    var seen: Set<String> = []
    for (index, node) in topology.nodes.enumerated() {
      let place = "nodes[\(index)].podCIDR"
      guard let own = prefix(node.podCIDR, at: place) else { continue }
      if own.prefixLength != 24 || !pods.contains(own.address(0)) || pods.prefixLength > 24 {
        note(place, "\(node.podCIDR) is no /24 of \(topology.podCIDR)", "give each node a /24 in the cluster's podCIDR")
      }
      if !seen.insert(node.podCIDR).inserted { note(place, "\(node.podCIDR) is another node's", "give each its own") }
      if !isHost(node.podGateway, in: own) || HealthAddress.address(in: node.podCIDR) == node.podGateway {
        note("nodes[\(index)].podGateway", "\(node.podGateway) is no free host of \(node.podCIDR)", "give another one")
      }
    }
  }

  // MARK: What all nodes share

  private mutating func checkAddresses() {
    // Clouds that are not routed to each other may use the same private addresses: a node's peers are told apart by
    // the addresses that can be reached.
    var seen: [String: Set<String>] = [:]
    for (index, node) in topology.nodes.enumerated() {
      for (number, uplink) in node.uplinks.enumerated() {
        let place = "nodes[\(index)].uplinks[\(number)]"
        let own = [
          ("address", uplink.network ?? uplink.overlay ?? "", uplink.address),
          ("publicAddress", "outside", uplink.publicAddress),
        ]
        for (key, scope, address) in own {
          guard let address, !seen[scope, default: []].insert(address).inserted else { continue }
          note("\(place).\(key)", "\(address) is another node's", "give each node its own")
        }
      }
    }
  }

  private mutating func checkWays() {
    guard problems.isEmpty else { return }
    for (index, node) in topology.nodes.enumerated() {
      for overlay in topology.overlays where topology.members(of: overlay).contains(node) {
        for peer in topology.members(of: overlay) where peer != node && topology.endpoint(of: peer, from: node) == nil {
          note(
            "nodes[\(index)]", "its \(overlay.device) has no way to \(peer.name)",
            "give both a card in one network, or \(peer.name) a way to the internet")
        }
      }
    }
  }

  static let world = Set(
    LabTopology.externalNames.map(\.1) + [
      LabTopology.ispAddress, LabTopology.upstreamDNSAddress, LabTopology.httpsAddress,
    ])

  func isPrivate(_ address: String) -> Bool { LabTopology.privatePrefixes.contains { contains($0, address) } }

  func contains(_ prefix: String?, _ address: String) -> Bool {
    prefix.flatMap(IPv4Network.init)?.contains(address) == true
  }

  func isHost(_ address: String, in network: IPv4Network) -> Bool {
    network.contains(address) && address != network.address(0) && address != network.address(network.count - 1)
  }
}
