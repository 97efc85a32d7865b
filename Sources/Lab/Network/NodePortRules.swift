/// The part of a node's netfilter rules that stands for NodePorts: Cilium's program on selected devices and at sockets, or
/// kube-proxy's rules.
struct NodePortRules: Sendable, Hashable {
  var node: LabNode
  /// The Services of the family.
  var services: [ServiceTranslation]
  var family: AddressFamily
  var configuration: DatapathConfiguration?

  private var published: [ServiceTranslation] { services.filter { $0.nodePort != nil } }

  /// Chains by port: what sockets of the cluster get, and what a packet gets that arrives.
  ///
  /// Inside the cluster all backends are taken, whatever `externalTrafficPolicy` says (`bpf/lib/lb.h`,
  /// `lb4_lookup_service`, scope of the inside; kube-proxy: what comes from the node itself).
  var chains: String {
    let sockets = published.compactMap { rule($0, $0.translation(to: $0.backends)) }
    let packets = published.compactMap { service -> String? in
      guard service.keepsLocal else { return rule(service, service.translation(to: service.backends)) }
      // Nobody answers, and nobody refuses either (DROP_NO_SERVICE).
      return rule(service, service.translation(to: service.backends.filter { isOwn($0.address) }) ?? "drop")
    }
    return """
        chain node_ports_at_sockets {
      \(Self.lines(sockets))  }
        chain node_ports {
      \(Self.lines(packets))  }
      """
  }

  /// What arrives, in the chain of the prerouting hook.
  var incoming: String {
    guard let configuration, !published.isEmpty else { return "" }
    switch configuration.nodePorts {
    case .nobody: return ""
    case .kubeProxy: return Self.lines(["fib daddr type local jump node_ports"])
    case .cilium(let addresses, let sockets):
      let devices = configuration.selectedDevices.map { "\"\($0)\"" }.joined(separator: ", ")
      return Self.lines(
        [
          set(sockets).map { "iifname \"lxc*\" \(family.nft) daddr \($0) jump node_ports_at_sockets" },
          devices.isEmpty
            ? nil : set(addresses).map { "iifname { \(devices) } \(family.nft) daddr \($0) jump node_ports" },
        ].compactMap { $0 })
    }
  }

  /// What the node's own programs send, in the chain of the output hook.
  var outgoing: String {
    guard let configuration, !published.isEmpty else { return "" }
    switch configuration.nodePorts {
    case .nobody: return ""
    case .kubeProxy: return Self.lines(["fib daddr type local jump node_ports_at_sockets"])
    case .cilium(_, let sockets):
      return Self.lines([set(sockets).map { "\(family.nft) daddr \($0) jump node_ports_at_sockets" }].compactMap { $0 })
    }
  }

  private func rule(_ service: ServiceTranslation, _ statement: String?) -> String? {
    guard let statement, let port = service.nodePort else { return nil }
    return "\(service.nftProtocol) dport \(port) \(statement)"
  }

  private func set(_ addresses: [String]) -> String? {
    let own = Set(addresses.all(family)).sorted()
    return own.isEmpty ? nil : "{ \(own.joined(separator: ", ")) }"
  }

  private func isOwn(_ address: String) -> Bool {
    node.podCIDRs.first(family).flatMap(IPNetwork.init)?.contains(address) == true
  }

  private static func lines(_ rules: [String]) -> String { rules.map { "    \($0)\n" }.joined() }
}
