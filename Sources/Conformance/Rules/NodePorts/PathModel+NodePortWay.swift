import Cilium

/// Who answers on a NodePort, and where.
extension PathModel {
  /// The addresses of a node on which its NodePorts are asked: those of its uplinks that no other node has, too.
  func nodePortTargets(of node: NodeFacts) -> [IPAddress] {
    var seen: Set<IPAddress> = []
    return node.uplinks.all.flatMap { $0.addresses(of: family) }.filter { address in
      address.isGlobalUnicast && seen.insert(address).inserted
        && !facts.holders(of: address).contains { $0.name != node.name }
    }
  }

  /// The node whose pod alone is behind the NodePort Services that other nodes are asked on; nil on a cluster of one node.
  func nodePortBackend(besides target: NodeFacts) -> NodeFacts? {
    nodePortBackends.lazy.compactMap(facts.node).first { $0.name != target.name }
  }

  /// The nodes whose pod alone is behind a NodePort Service; where no run made any, those that one would choose.
  var nodePortBackends: [String] {
    facts.nodePorts?.backends ?? facts.nodes.prefix(NodePortServices.backends).map(\.name)
  }

  /// Whether a NodePort of one node answers the host of another (`bpf/bpf_sock.c`, `sock4_wildcard_lookup_full`).
  ///
  /// Cilium translates at the sender's socket what goes to an address that CiliumNodes name, whatever `devices` and
  /// `externalTrafficPolicy` say: the node that is asked never sees it. Everything else is a packet to that node.
  ///
  /// - Parameter backend: the node whose pod is behind the Service.
  func nodePort(
    _ question: NodePortQuestion, at address: IPAddress, of target: NodeFacts, backend: NodeFacts, from node: NodeFacts
  ) -> NativeWay {
    if configuration(of: node).replacesKubeProxy(in: node.release), namesNode(address, target) {
      let way = hostToPods(from: node, to: backend)
      guard case .known(let answer) = way, answer.isTrue else { return way }
      return .known(
        Answer(
          isTrue: true, mechanism: .balancedAtSource, rule: .nodePortAtSocket,
          reason:
            "\(address) is a Kubernetes address of \(target.name), so \(node.name)'s sockets are translated to the "
            + "backend on \(backend.name) themselves"))
    }
    let way = hostReaches(address, of: target, from: node)
    guard way.isTrue else { return .known(way) }
    let served = nodePortServed(question, at: address, of: target, backend: backend)
    guard case .known(let answer) = served, answer.isTrue else { return served }
    // Kubernetes asks of a node's own IP that the others reach it; of others nobody knows who has not tried.
    if reachability(of: address, on: target, from: node) == nil, target.nodeIP(address.family) != address {
      return .unknown("whether \(node.name)'s own host reaches \(address) of \(target.name) was not found out")
    }
    return served
  }

  /// Whether a node answers on a NodePort what arrives at it as a packet for an address.
  func nodePortServed(
    _ question: NodePortQuestion, at address: IPAddress, of target: NodeFacts, backend: NodeFacts
  ) -> NativeWay {
    let isCilium = configuration(of: target).replacesKubeProxy(in: target.release)
    let rule: Rule = isCilium ? .nodePortOnSelected : .nodePortByKubeProxy
    func answer(_ isTrue: Bool, _ mechanism: Mechanism, _ rule: Rule, _ reason: Sentence) -> NativeWay {
      .known(Answer(isTrue: isTrue, mechanism: mechanism, rule: rule, reason: reason))
    }
    if isCilium, !nodePortAddresses(of: target).contains(address) {
      return answer(
        false, .portUnserved, rule,
        "Cilium answers NodePorts of \(target.name) on \(Rules.addressList(nodePortAddresses(of: target))), and not on "
          + "\(address)")
    }
    let server = isCilium ? "Cilium" : "kube-proxy"
    if question.policy == .local {
      return question.hasBackend
        ? answer(
          true, .balancedAtNode, rule, "\(server) on \(target.name) hands it to the backend on the node itself")
        : answer(
          false, .noEndpoint, .nodePortLocalPolicy,
          "externalTrafficPolicy is Local, and no backend is on \(target.name)")
    }
    let way = hostToPods(from: target, to: backend)
    guard case .known(let onwards) = way else { return way }
    if onwards.isTrue, let back = nodePortWayBack(to: target, from: backend) { return back }
    return onwards.isTrue
      ? answer(
        true, .balancedAtNode, rule, "\(server) on \(target.name) hands it on to the backend on \(backend.name)")
      : .known(onwards.told { "\(target.name) does not reach the backend on \(backend.name): \($0)" })
  }

  /// Whether an address is one that the node's CiliumNode carries from Kubernetes.
  private func namesNode(_ address: IPAddress, _ node: NodeFacts) -> Bool {
    let external = family == .ipv4 ? node.externalIP.map(IPAddress.v4) : node.externalIPv6.map(IPAddress.v6)
    return [node.internalIP(family), external, node.nodeIP(family)].contains(address)
  }

  /// Whether a node's own packets reach pods of a node, and answers come back: with a tunnel as pods' packets do, else by
  /// the routes to the pods and back to the node IP.
  func hostToPods(from node: NodeFacts, to target: NodeFacts) -> NativeWay {
    guard node.name != target.name else {
      return .known(
        Answer(
          isTrue: true, mechanism: .staysOnNode, rule: .podSameNode, reason: "the backend is on \(node.name) itself"))
    }
    guard isNative else { return .known(tunnelWorks(from: node, to: target)) }
    let way = nativeWay(from: node, to: target)
    guard case .known(let there) = way, there.isTrue, let address = node.nodeIP(family) else { return way }
    let back = hostReaches(address, of: node, from: target)
    return .known(back.isTrue ? there : back)
  }
}
