import Cilium

/// The facts of one family of addresses.
extension ClusterFacts {
  /// A Service with its addresses of one family.
  struct Service: Hashable {
    let clusterIP: IPAddress
    let port: Int
    let endpoints: [IPAddress]

    init?(_ facts: ServiceFacts?) {
      guard let facts else { return nil }
      (clusterIP, port, endpoints) = (.v4(facts.clusterIP), facts.port, facts.endpoints.map(IPAddress.v4))
    }

    init?(_ facts: ServiceFactsIPv6?) {
      guard let facts else { return nil }
      (clusterIP, port, endpoints) = (.v6(facts.clusterIP), facts.port, facts.endpoints.map(IPAddress.v6))
    }
  }

  /// The `default/kubernetes` Service, where it has an address of the family.
  func apiService(_ family: IPFamily) -> Service? {
    switch family {
    case .ipv4: Service(apiService)
    case .ipv6: Service(apiServiceIPv6)
    }
  }

  /// The cluster DNS Service, where it has an address of the family.
  func dnsService(_ family: IPFamily) -> Service? {
    switch family {
    case .ipv4: Service(dnsService)
    case .ipv6: Service(dnsServiceIPv6)
    }
  }

  /// Whether a DNS pod is ready that its Service does not lead to yet: the endpoints follow the pods, and were perhaps read
  /// before them. What lookups at the Service do would be predicted wrongly.
  var lacksReadyDNSPods: Bool {
    IPFamily.allCases.contains { family in
      guard let service = dnsService(family) else { return false }
      return dnsPods.filter(\.isReady).compactMap { $0.address(family) }.contains { !service.endpoints.contains($0) }
    }
  }

  /// The family by which nodes are known first: IPv4 wherever pods have it.
  var primaryFamily: IPFamily { families.first ?? .ipv4 }
}

extension NodeFacts {
  /// The Kubernetes InternalIP of the family.
  func internalIP(_ family: IPFamily) -> IPAddress? {
    switch family {
    case .ipv4: internalIP.map(IPAddress.v4)
    case .ipv6: internalIPv6.map(IPAddress.v6)
    }
  }

  /// The pod CIDR of the family.
  func podBlock(_ family: IPFamily) -> IPPrefix? {
    switch family {
    case .ipv4: podCIDR.flatMap(\.prefix)
    case .ipv6: podCIDRv6
    }
  }

  /// The device of the default route of the family, if there is one.
  func defaultRouteDevice(_ family: IPFamily) -> Device? {
    Uplinks.preferredDefaultRoute(routes, family).flatMap { route in
      devices.first { $0.index == route.linkIndex }
    }
  }
}

extension DNSPodFacts {
  /// The pod's address of the family.
  func address(_ family: IPFamily) -> IPAddress? {
    switch family {
    case .ipv4: address.map(IPAddress.v4)
    case .ipv6: addressIPv6.map(IPAddress.v6)
    }
  }
}
