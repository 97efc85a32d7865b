import Cilium
import Kubernetes

/// The ClusterIPs of one of the run's Services.
struct ServiceAddresses: Sendable, Hashable {
  /// At most one per family.
  var addresses: [IPAddress]

  /// The IPv4 ClusterIP, if it has one.
  var ipv4: IPv4Address? { addresses.lazy.compactMap(\.ipv4).first }

  /// The ClusterIP of a family, if it has one.
  func address(_ family: IPFamily) -> IPAddress? { addresses.first { $0.family == family } }

  init(_ addresses: [IPAddress]) { self.addresses = addresses }

  /// What the API server has given a Service; `nil` where that is no address.
  init?(_ service: Service) {
    let texts = service.spec?.clusterIPs ?? [service.spec?.clusterIP].compactMap { $0 }
    addresses = texts.compactMap { IPAddress($0) }
    if addresses.isEmpty { return nil }
  }
}
