/// The addresses of a topology by family: the fields of its file, asked for one after the other.
extension LabTopology {
  /// The families of pods' addresses, IPv4 first. Kubernetes calls the first one primary: Services and pods' own
  /// `status.podIP` have it.
  var families: [AddressFamily] { AddressFamily.allCases.filter { podCIDR($0) != nil } }

  /// Whether anything of the lab's world has IPv6, pods or not.
  var usesIPv6: Bool {
    podCIDRv6 != nil || networks.contains { $0.cidrv6 != nil } || overlays.contains { $0.cidrv6 != nil }
  }

  /// The families of the world outside the pods.
  var worldFamilies: [AddressFamily] { usesIPv6 ? [.ipv4, .ipv6] : [.ipv4] }

  func podCIDR(_ family: AddressFamily) -> String? { family == .ipv4 ? podCIDR : podCIDRv6 }

  /// The family of the tunnel's outer addresses.
  var underlay: AddressFamily { families.first ?? .ipv4 }
}

extension LabSegment {
  func cidr(_ family: AddressFamily) -> String? { family == .ipv4 ? cidr : cidrv6 }

  func gateway(_ family: AddressFamily) -> String? { family == .ipv4 ? gateway : gatewayv6 }

  /// The length of the network's prefix, as addresses in it are written.
  func prefixLength(_ family: AddressFamily) -> Int {
    cidr(family).flatMap(IPNetwork.init)?.prefixLength ?? (family == .ipv4 ? 24 : 64)
  }

  /// Whether its router has a way to the internet for the family.
  func leadsOutside(_ family: AddressFamily) -> Bool { internet != .none && gateway(family) != nil }
}

extension LabOverlay {
  func cidr(_ family: AddressFamily) -> String? { family == .ipv4 ? cidr : cidrv6 }

  /// Whether it carries the nodes' own addresses and has none of its own.
  var carriesNodeAddresses: Bool { cidr == nil && cidrv6 == nil }
}

extension LabUplink {
  func address(_ family: AddressFamily) -> String? { family == .ipv4 ? address : addressv6 }

  /// Its addresses, IPv4 first.
  var addresses: [String] { [address, addressv6].compactMap { $0 } }
}

extension LabNode {
  /// The node's pod CIDRs, IPv4 first.
  var podCIDRs: [String] { [podCIDR, podCIDRv6].compactMap { $0 } }

  /// The addresses of `cilium_host`, IPv4 first.
  var podGateways: [String] { [podGateway, podGatewayv6].compactMap { $0 } }

  /// The address of one of the node's uplinks; nil for any other device.
  func primaryAddress(of device: String, _ family: AddressFamily = .ipv4) -> String? {
    uplinks.first { $0.device == device }?.address(family)
  }

  /// The addresses that the kubelet announces: those of its device, of the families that pods have.
  var nodeIPAddresses: [String] {
    podCIDRs.compactMap { primaryAddress(of: nodeIP, AddressFamily(of: $0)) }
  }

  /// The first address that the kubelet announces.
  var nodeIPAddress: String { nodeIPAddresses.first ?? "" }
}
