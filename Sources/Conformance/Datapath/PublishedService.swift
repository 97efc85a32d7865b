import Cilium
import Kubernetes

/// A Service as Kubernetes publishes it: each of its ports with the ready endpoints behind it.
struct PublishedService: Sendable, Hashable {
  /// `NAMESPACE/NAME`.
  var name: String
  var clusterIP: IPv4Address
  var ports: [Port]

  struct Port: Sendable, Hashable {
    var port: UInt16
    /// `TCP`, `UDP` or `SCTP`.
    var transport: String
    var backends: [NATEntry.Endpoint]
  }

  /// A Service with its EndpointSlices; nil for one without an IPv4 ClusterIP. A slice's port belongs to the Service's
  /// port of the same name (Kubernetes, “EndpointSlices”).
  init?(_ service: Service, slices: [EndpointSlice]) {
    guard let name = service.metadata.name, let namespace = service.metadata.namespace,
      let clusterIP = service.spec?.clusterIP.flatMap({ IPv4Address($0) })
    else { return nil }
    let own = slices.filter {
      $0.metadata.labels?["kubernetes.io/service-name"] == name && $0.addressType != "IPv6"
    }
    self.name = "\(namespace)/\(name)"
    self.clusterIP = clusterIP
    ports = (service.spec?.ports ?? []).compactMap { port in
      guard let number = UInt16(exactly: port.port) else { return nil }
      let transport = port.protocol ?? "TCP"
      let backends = own.flatMap { slice in
        (slice.ports ?? []).filter { ($0.name ?? "") == (port.name ?? "") && ($0.protocol ?? "TCP") == transport }
          .compactMap { $0.port.flatMap(UInt16.init(exactly:)) }.flatMap { target in Self.ready(slice, target) }
      }
      return Port(port: number, transport: transport, backends: backends)
    }
  }

  private static func ready(_ slice: EndpointSlice, _ port: UInt16) -> [NATEntry.Endpoint] {
    (slice.endpoints ?? []).filter { $0.conditions?.ready != false }
      .compactMap { $0.addresses.first.flatMap { IPv4Address($0) } }.map { NATEntry.Endpoint($0, port) }
  }
}

extension LoadBalancerTable {
  /// A Service's ports as a node translates them, beside what Kubernetes says. Pure.
  func compare(_ service: PublishedService, on node: String) -> [ServiceComparison] {
    service.ports.map { port in
      let frontend = NATEntry.Endpoint(service.clusterIP, port.port)
      // Releases that name no protocol keep one row for all of them.
      let rows = entries.filter { row in
        row.service == frontend && [nil, "ANY", port.transport].contains(row.serviceProtocol)
      }
      return ServiceComparison(
        node: node, service: service.name, frontend: "\(frontend)/\(port.transport)",
        expected: Set(port.backends.map { "\($0)" }).sorted(),
        found: rows.isEmpty ? nil : Set(rows.compactMap(\.backend).map { "\($0)" }).sorted())
    }
  }
}

extension ClusterReader {
  /// The Services that a run's probes use: the API's, the cluster DNS's, and the run's own.
  ///
  /// - Parameter namespace: where the run's own Services are.
  func publishedServices(own namespace: String) async throws -> [PublishedService] {
    async let api = published("default", ["kubernetes"])
    async let dns = publishedDNS()
    async let services = client.list(Service.self, .services(namespace: namespace)).items
    async let slices = client.list(EndpointSlice.self, .endpointSlices(namespace: namespace)).items
    let published = try await slices
    let own = try await services.compactMap { PublishedService($0, slices: published) }
    return try await api + dns + own
  }

  private func publishedDNS() async throws -> [PublishedService] {
    let slices = try await client.list(EndpointSlice.self, .endpointSlices(namespace: Self.dnsNamespace)).items
    let names = slices.compactMap { $0.metadata.labels?["kubernetes.io/service-name"] }
    let name = names.contains("kube-dns") ? "kube-dns" : Self.dnsServiceName(slices)
    guard let name else { return [] }
    return try await published(Self.dnsNamespace, [name], slices: slices)
  }

  private func published(
    _ namespace: String, _ names: [String], slices known: [EndpointSlice]? = nil
  ) async throws -> [PublishedService] {
    var slices = known ?? []
    if known == nil { slices = try await client.list(EndpointSlice.self, .endpointSlices(namespace: namespace)).items }
    var all: [PublishedService] = []
    for name in names {
      let service = try await client.get(Service.self, .service(namespace: namespace, name: name))
      if let published = PublishedService(service, slices: slices) { all.append(published) }
    }
    return all
  }
}
