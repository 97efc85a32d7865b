/// A fault: a network policy lets nobody reach the pods' TCP port 8080, on which netproof's server pods listen.
enum DenyingPolicy {
  /// The port that is closed.
  static let port: UInt16 = 8080
  /// The nftables counter of what is dropped.
  static let counter = "policy_denied"

  /// Text for `nft -f`. The node's own connections, such as kubelet's probes, are always allowed by Cilium, and do not
  /// pass here.
  static func text(_ node: LabNode, active: Bool) -> String {
    let start = "table inet cilium_policy\ndelete table inet cilium_policy\n"
    guard active else { return start }
    let rules = node.podCIDRs.map { pods in
      "    \(AddressFamily(of: pods).nft) daddr \(pods) tcp dport \(port) counter name \(counter) drop"
    }
    return start + """
      table inet cilium_policy {
        counter \(counter) {
        }
        chain ingress {
          type filter hook forward priority filter - 10; policy accept;
      \(rules.joined(separator: "\n"))
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
        let family = AddressFamily(of: backend.address)
        let network = IPNetwork("\(backend.address)/\(family == .ipv4 ? 24 : 64)")
        return ServiceTranslation.Backend(address: network?.address(253) ?? "", port: backend.port)
      }
      return stale
    }
  }
}

/// A fault: a node is gone. Nothing comes in by its cards or goes out, neighbours' questions included.
enum GoneNode {
  /// Text for `nft -f`.
  static func text(_ node: LabNode, active: Bool) -> String {
    let start = "table netdev gone\ndelete table netdev gone\n"
    guard active else { return start }
    let chains = node.cards.map { $0.lower ?? $0.device }.enumerated().map { number, device in
      """
        chain in\(number) {
          type filter hook ingress device "\(device)" priority -500; policy drop;
        }
        chain out\(number) {
          type filter hook egress device "\(device)" priority -500; policy drop;
        }
      """
    }
    return start + "table netdev gone {\n\(chains.joined(separator: "\n"))\n}\n"
  }
}
