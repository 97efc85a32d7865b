import Foundation

/// One name of the cluster's DNS zone.
struct ClusterDNSRecord: Sendable, Hashable {
  /// Fully qualified, without the final dot: `kube-dns.kube-system.svc.cluster.local`.
  var name: String
  var address: String
}

/// Tells nodes and cluster DNS about the Services: translations of ClusterIPs, and names.
actor ServicePublisher: Controller {
  nonisolated let name = "service-publisher"
  private let store: ObjectStore
  private let network: any NodeNetwork
  private let writeRecords: @Sendable ([ClusterDNSRecord]) async throws -> Void
  private var published: [String: [ServiceTranslation]] = [:]
  private var publishedRecords: [ClusterDNSRecord]?

  init(
    store: ObjectStore, network: any NodeNetwork,
    writeRecords: @escaping @Sendable ([ClusterDNSRecord]) async throws -> Void
  ) {
    self.store = store
    self.network = network
    self.writeRecords = writeRecords
  }

  func reconcile() async throws {
    let services = store.list(.services)
    let translations = Self.translations(
      services: services, endpoints: store.list(.endpoints), slices: store.list(.endpointSlices))
    for node in store.list(.nodes).map(\.name) where published[node] != translations {
      // Remembered only after success: the next pass tries again.
      published[node] = nil
      try await network.setServices(translations, on: node)
      published[node] = translations
    }
    let records = Self.records(services: services)
    if publishedRecords != records {
      try await writeRecords(records)
      publishedRecords = records
    }
  }

  /// Every port of every ClusterIP, with its ready backends. Endpoints have addresses of the Service's first family only;
  /// those of a further one stand in its EndpointSlice.
  static func translations(
    services: [JSONValue], endpoints: [JSONValue], slices: [JSONValue] = []
  ) -> [ServiceTranslation] {
    let byName = Dictionary(endpoints.map { (ObjectName(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
    return services.flatMap { service in
      firstFamily(of: service, byName) + furtherFamilies(of: service, slices)
    }
  }

  private static func furtherFamilies(of service: JSONValue, _ slices: [JSONValue]) -> [ServiceTranslation] {
    service["spec"]["clusterIPs"].array.compactMap(\.string).dropFirst().flatMap { address -> [ServiceTranslation] in
      let own = slices.filter {
        $0.namespace == service.namespace && $0.labels["kubernetes.io/service-name"] == service.name
          && $0["addressType"].string == AddressFamily(of: address).title
      }
      return service["spec"]["ports"].array.compactMap { port in
        guard let number = port["port"].int.flatMap(UInt16.init(exactly:)) else { return nil }
        return ServiceTranslation(
          namespace: service.namespace ?? "", name: service.name, clusterIP: address,
          proto: port["protocol"].string ?? "TCP", port: number, backends: own.flatMap { backends(of: port, in: $0) },
          nodePort: nodePort(port), keepsLocal: keepsLocal(service), isProxied: isProxied(service))
      }
    }
  }

  private static func nodePort(_ port: JSONValue) -> UInt16? { port["nodePort"].int.flatMap(UInt16.init(exactly:)) }

  /// As Cilium's operator labels the Services of Gateways and Ingresses.
  private static func isProxied(_ service: JSONValue) -> Bool {
    ["io.cilium.gateway/owning-gateway", "cilium.io/ingress"].contains { service.labels[$0] != nil }
  }

  private static func keepsLocal(_ service: JSONValue) -> Bool {
    service["spec"]["externalTrafficPolicy"].string == "Local"
  }

  private static func backends(of port: JSONValue, in slice: JSONValue) -> [ServiceTranslation.Backend] {
    guard let number = targetPort(port, among: slice["ports"].array) else { return [] }
    return slice["endpoints"].array.filter { $0["conditions"]["ready"].bool != false }.flatMap { endpoint in
      endpoint["addresses"].array.compactMap(\.string).map { ServiceTranslation.Backend(address: $0, port: number) }
    }
  }

  /// The backends' port of a Service's port: of the same name and protocol.
  private static func targetPort(_ port: JSONValue, among ports: [JSONValue]) -> UInt16? {
    ports.first {
      ($0["protocol"].string ?? "TCP") == (port["protocol"].string ?? "TCP")
        && ($0["name"].string ?? "") == (port["name"].string ?? "")
    }?["port"].int.flatMap(UInt16.init(exactly:))
  }

  private static func firstFamily(
    of service: JSONValue, _ endpoints: [ObjectName: JSONValue]
  ) -> [ServiceTranslation] {
    guard let address = service["spec"]["clusterIP"].string, address != "None", !address.isEmpty else { return [] }
    let subsets = endpoints[ObjectName(of: service)]?["subsets"].array ?? []
    return service["spec"]["ports"].array.compactMap { port in
      guard let number = port["port"].int.flatMap(UInt16.init(exactly:)) else { return nil }
      return ServiceTranslation(
        namespace: service.namespace ?? "", name: service.name, clusterIP: address,
        proto: port["protocol"].string ?? "TCP", port: number, backends: backends(of: port, in: subsets),
        nodePort: nodePort(port), keepsLocal: keepsLocal(service), isProxied: isProxied(service))
    }
  }

  private static func backends(of port: JSONValue, in subsets: [JSONValue]) -> [ServiceTranslation.Backend] {
    subsets.flatMap { subset -> [ServiceTranslation.Backend] in
      guard let number = targetPort(port, among: subset["ports"].array) else { return [] }
      return subset["addresses"].array.compactMap { address in
        address["ip"].string.map { ServiceTranslation.Backend(address: $0, port: number) }
      }
    }
  }

  /// `SERVICE.NAMESPACE.svc.cluster.local` for every ClusterIP.
  static func records(services: [JSONValue]) -> [ClusterDNSRecord] {
    services.flatMap { service in
      let listed = service["spec"]["clusterIPs"].array.compactMap(\.string)
      let addresses = listed.isEmpty ? [service["spec"]["clusterIP"].string].compactMap { $0 } : listed
      return addresses.filter { $0 != "None" && !$0.isEmpty }.map { address in
        ClusterDNSRecord(name: "\(service.name).\(service.namespace ?? "").svc.cluster.local", address: address)
      }
    }
  }
}
