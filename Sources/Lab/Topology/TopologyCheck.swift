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
    for family in AddressFamily.allCases { checkPodPrefixes(family) }
    checkSpared()
    for (index, node) in topology.nodes.enumerated() { check(node, at: "nodes[\(index)]") }
    for (index, peer) in topology.peers.enumerated() { check(peer: peer.machine, at: "peers[\(index)]") }
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
      + topology.peers.enumerated().map { ("peers[\($0)].name", $1.name) }
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

  private static let lengths: [AddressFamily: ClosedRange<Int>] = [.ipv4: 8...30, .ipv6: 16...126]

  mutating func prefix(_ text: String, _ family: AddressFamily, at place: String) -> IPNetwork? {
    let lengths = Self.lengths[family] ?? 0...128
    guard let network = IPNetwork(text), network.family == family, lengths.contains(network.prefixLength),
      network.description == text
    else {
      let example = family == .ipv4 ? "10.0.0.0/24" : "2001:db8:7::/64"
      let hint = IPNetwork(text).map { $0.family == family ? $0.description : example } ?? example
      note(
        place,
        "\"\(text)\" is no \(family.title) prefix of \(lengths.lowerBound) to \(lengths.upperBound) bits without host bits",
        "write it as \(hint)")
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
    if segment.cidr == nil, segment.cidrv6 == nil {
      note("\(place).cidr", "it is missing", "add the network's IPv4 prefix, or cidrv6, or both")
    }
    for family in AddressFamily.allCases { check(segment, family, at: place) }
    if segment.internet != .none, segment.gateway == nil, segment.gatewayv6 == nil {
      note("\(place).gateway", "the way to the internet has no router", "give the router's address, or internet: none")
    }
  }

  private mutating func check(_ segment: LabSegment, _ family: AddressFamily, at place: String) {
    let (cidrKey, gatewayKey) = ("\(place).cidr\(Self.suffix(family))", "\(place).gateway\(Self.suffix(family))")
    guard let cidr = segment.cidr(family) else {
      if segment.gateway(family) != nil { note(gatewayKey, "the network has no \(family.title)", "add \(cidrKey)") }
      return
    }
    guard let network = prefix(cidr, family, at: cidrKey) else { return }
    if let gateway = segment.gateway(family), !isHost(gateway, in: network) {
      note(gatewayKey, "\(gateway) is no host of \(cidr)", "give an address in it")
    }
    guard segment.leadsOutside(family), isPrivate(network.address(1)) else { return }
    // IPv6 is not hidden by any router of the lab.
    switch (family, segment.internet) {
    case (.ipv4, .routed):
      note("\(place).internet", "\(cidr) is private, and nobody routes it outside", "use internet: nat")
    case (.ipv6, _): note(cidrKey, "\(cidr) is private, and nobody routes it outside", "leave \(gatewayKey) away")
    case (.ipv4, _): break
    }
  }

  /// What the keys of a family's values end in.
  static func suffix(_ family: AddressFamily) -> String { family == .ipv4 ? "" : "v6" }

  private mutating func check(_ overlay: LabOverlay, at place: String) {
    checkDevice(overlay.device, at: "\(place).device")
    if !(1280...9000).contains(overlay.mtu) {
      note("\(place).mtu", "\(overlay.mtu) is too small or too large", "give 1280 to 9000")
    }
    if topology.members(of: overlay).count < 2 {
      note(place, "fewer than two nodes are in it", "give nodes an uplink with overlay: \(overlay.name)")
    }
    let cidrs = AddressFamily.allCases.compactMap { family in overlay.cidr(family).map { (family, $0) } }
    if overlay.kind == .kubespan, let (family, _) = cidrs.first {
      let key = "\(place).cidr\(Self.suffix(family))"
      note(key, "KubeSpan carries the nodes' own addresses", "leave it away")
    } else if overlay.kind != .kubespan, cidrs.isEmpty {
      note("\(place).cidr", "it is missing", "add the prefix of its addresses")
    }
    for (family, cidr) in cidrs { _ = prefix(cidr, family, at: "\(place).cidr\(Self.suffix(family))") }
  }

  // MARK: Pods

  private mutating func checkPodPrefixes(_ family: AddressFamily) {
    let key = "podCIDR\(Self.suffix(family))"
    guard let cidr = topology.podCIDR(family) else {
      for (index, node) in topology.nodes.enumerated() where node.podCIDRs.first(family) != nil {
        note("nodes[\(index)].\(key)", "the cluster has no \(family.title) pods", "add \(key) to the topology")
      }
      return
    }
    guard let pods = prefix(cidr, family, at: key) else { return }
    let others =
      [("the Services' prefix", LabTopology.serviceCIDR(family))]
      + topology.networks.compactMap { network in network.cidr(family).map { ("the network \(network.name)", $0) } }
      + topology.overlays.compactMap { overlay in overlay.cidr(family).map { ("the overlay \(overlay.name)", $0) } }
    for (name, text) in others where IPNetwork(text)?.overlaps(pods) == true {
      note(key, "\(cidr) overlaps \(text) of \(name)", "choose prefixes that do not overlap")
    }
    // What Kubernetes' controller manager gives a node by default (`--node-cidr-mask-size-ipv4`, `-ipv6`).
    let length = family == .ipv4 ? 24 : 64
    var seen: Set<String> = []
    for (index, node) in topology.nodes.enumerated() {
      let place = "nodes[\(index)].\(key)"
      guard let text = node.podCIDRs.first(family), let own = prefix(text, family, at: place) else { continue }
      if own.prefixLength != length || !pods.contains(own.address) || pods.prefixLength > length {
        note(place, "\(text) is no /\(length) of \(cidr)", "give each node a /\(length) in the cluster's \(key)")
      }
      if !seen.insert(text).inserted { note(place, "\(text) is another node's", "give each its own") }
      let gateway = node.podGateways.first(family) ?? ""
      if !isHost(gateway, in: own) || HealthAddress.address(in: text) == gateway {
        note(
          "nodes[\(index)].podGateway\(Self.suffix(family))", "\(gateway) is no free host of \(text)",
          "give another one")
      }
    }
  }

  private mutating func checkSpared() {
    let cilium = topology.cilium
    for (index, text) in (cilium.nonMasqueradeCIDRs ?? []).enumerated() where IPNetwork(text)?.description != text {
      let hint = IPNetwork(text)?.description ?? "10.0.0.0/8"
      note("cilium.nonMasqueradeCIDRs[\(index)]", "\"\(text)\" is no prefix without host bits", "write it as \(hint)")
    }
    if cilium.nonMasqueradeCIDRs != nil, cilium.masquerade != .bpf {
      note(
        "cilium.nonMasqueradeCIDRs", "an ip-masq-agent needs BPF masquerading", "leave it away, or use masquerade: bpf")
    }
  }

  // MARK: What all nodes share

  private mutating func checkAddresses() {
    // Clouds that are not routed to each other may use the same private addresses: a node's peers are told apart by
    // the addresses that can be reached.
    var seen: [String: Set<String>] = [:]
    for (machine, node) in places {
      for (number, uplink) in node.uplinks.enumerated() {
        let place = "\(machine).uplinks[\(number)]"
        let own = [
          ("address", uplink.network ?? uplink.overlay ?? "", uplink.address),
          ("addressv6", uplink.network ?? uplink.overlay ?? "", uplink.addressv6),
          ("publicAddress", "outside", uplink.publicAddress),
        ]
        for (key, scope, address) in own {
          guard let address, !seen[scope, default: []].insert(address).inserted else { continue }
          note("\(place).\(key)", "\(address) is another node's", "give each node its own")
        }
      }
    }
  }

  /// Every node and peer, with its place in the file.
  private var places: [(place: String, machine: LabNode)] {
    topology.nodes.enumerated().map { ("nodes[\($0)]", $1) }
      + topology.peers.enumerated().map { ("peers[\($0)]", $1.machine) }
  }

  private mutating func checkWays() {
    guard problems.isEmpty else { return }
    for (place, node) in places {
      for overlay in topology.overlays where topology.members(of: overlay).contains(node) {
        for peer in topology.members(of: overlay) where peer != node && topology.endpoint(of: peer, from: node) == nil {
          note(
            place, "its \(overlay.device) has no way to \(peer.name)",
            "give both a card in one network, or \(peer.name) a way to the internet")
        }
      }
    }
  }

  static let world = Set(
    AddressFamily.allCases.flatMap { family in
      LabTopology.externalNames(family).map(\.1) + [
        LabTopology.upstreamDNSAddress(family), LabTopology.httpsAddress(family),
      ]
    } + [LabTopology.ispAddress])

  func isPrivate(_ address: String) -> Bool {
    (LabTopology.privatePrefixes + LabTopology.privatePrefixesIPv6).contains { contains($0, address) }
  }

  func contains(_ prefix: String?, _ address: String) -> Bool {
    prefix.flatMap(IPNetwork.init)?.contains(address) == true
  }

  /// Addresses are compared as the kernel prints them, so that other forms of IPv6 are refused.
  func isHost(_ address: String, in network: IPNetwork) -> Bool {
    guard network.contains(address), NetworkAddress(address)?.text == address, address != network.address else {
      return false
    }
    return network.family == .ipv6 || address != network.address(network.count - 1)
  }
}
