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
    let translations = Self.translations(services: services, endpoints: store.list(.endpoints))
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

  /// Every port of every ClusterIP, with its ready backends.
  static func translations(services: [JSONValue], endpoints: [JSONValue]) -> [ServiceTranslation] {
    let byName = Dictionary(endpoints.map { (ObjectName(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
    return services.flatMap { service -> [ServiceTranslation] in
      guard let address = service["spec"]["clusterIP"].string, address != "None", !address.isEmpty else { return [] }
      let subsets = byName[ObjectName(of: service)]?["subsets"].array ?? []
      return service["spec"]["ports"].array.compactMap { port in
        guard let number = port["port"].int.flatMap(UInt16.init(exactly:)) else { return nil }
        return ServiceTranslation(
          namespace: service.namespace ?? "", name: service.name, clusterIP: address,
          proto: port["protocol"].string ?? "TCP", port: number, backends: backends(of: port, in: subsets))
      }
    }
  }

  private static func backends(of port: JSONValue, in subsets: [JSONValue]) -> [ServiceTranslation.Backend] {
    let proto = port["protocol"].string ?? "TCP"
    return subsets.flatMap { subset -> [ServiceTranslation.Backend] in
      let target = subset["ports"].array.first {
        ($0["protocol"].string ?? "TCP") == proto && ($0["name"].string ?? "") == (port["name"].string ?? "")
      }
      guard let number = target?["port"].int.flatMap(UInt16.init(exactly:)) else { return [] }
      return subset["addresses"].array.compactMap { address in
        address["ip"].string.map { ServiceTranslation.Backend(address: $0, port: number) }
      }
    }
  }

  /// `SERVICE.NAMESPACE.svc.cluster.local` for every ClusterIP.
  static func records(services: [JSONValue]) -> [ClusterDNSRecord] {
    services.compactMap { service in
      guard let address = service["spec"]["clusterIP"].string, address != "None", !address.isEmpty else { return nil }
      return ClusterDNSRecord(
        name: "\(service.name).\(service.namespace ?? "").svc.cluster.local", address: address)
    }
  }
}
