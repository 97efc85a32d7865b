import Synchronization

/// Which pod answers behind a ClusterIP.
final class SimulatedServices: Sendable {
  private let store: ObjectStore
  private let known = Mutex<[String: (namespace: String, selector: [String: String])]>([:])

  init(store: ObjectStore) { self.store = store }

  func backend(of clusterIP: String, _ cluster: SimulatedCluster) -> SimulatedCluster.PlacedPod? {
    let cached = known.withLock { $0[clusterIP] }
    let found =
      cached
      ?? store.list(.services).first { $0["spec"]["clusterIP"].string == clusterIP }.map {
        (namespace: $0.namespace ?? "", selector: $0["spec"]["selector"].strings)
      }
    guard let found else { return nil }
    if cached == nil { known.withLock { $0[clusterIP] = found } }
    return cluster.pods(in: found.namespace, found.selector).first
  }
}
