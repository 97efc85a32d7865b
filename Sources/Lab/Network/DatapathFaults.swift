/// A fault: a network policy lets nobody reach the pods' TCP port 8080, on which netproof's server pods listen.
enum DenyingPolicy {
  /// The port that is closed.
  static let port: UInt16 = 8080
  /// The nftables counter of what is dropped.
  static let counter = "policy_denied"

  /// Text for `nft -f`. The node's own connections, such as kubelet's probes, are always allowed by Cilium, and do not
  /// pass here.
  static func text(_ node: LabNode, active: Bool) -> String {
    let start = "table ip cilium_policy\ndelete table ip cilium_policy\n"
    guard active else { return start }
    return start + """
      table ip cilium_policy {
        counter \(counter) {
        }
        chain ingress {
          type filter hook forward priority filter - 10; policy accept;
          ip daddr \(node.podCIDR) tcp dport \(port) counter name \(counter) drop
        }
      }

      """
  }
}

/// A fault: the agents missed that the cluster DNS pods were replaced, and still send their Service's packets to an
/// address that no pod has any more.
enum StaleBackends {
  /// The Services as the agents then have them.
  static func services(_ services: [ServiceTranslation]) -> [ServiceTranslation] {
    services.map { service in
      guard service.namespace == "kube-system", service.name == "kube-dns" else { return service }
      var stale = service
      stale.backends = service.backends.prefix(1).map { backend in
        let network = backend.address.split(separator: ".").dropLast().joined(separator: ".")
        return ServiceTranslation.Backend(address: "\(network).253", port: backend.port)
      }
      return stale
    }
  }
}
