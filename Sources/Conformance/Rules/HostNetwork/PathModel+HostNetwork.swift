import Cilium

/// Ways of what a node's own network sends, and so of hostNetwork pods: by the kernel's routes, with the node's addresses.
extension PathModel {
  /// Whether a node's own packets reach an API server.
  func hostReachesAPI(_ endpoint: IPAddress, from node: NodeFacts) -> NativeWay {
    if holds(node, endpoint) {
      return .known(
        Answer(
          isTrue: true, mechanism: .deliveredToHost, rule: .hostByRoutes,
          reason: "the API server \(endpoint) runs on this very node"))
    }
    if let owner = facts.holders(of: endpoint).first {
      return .known(hostReaches(endpoint, of: owner, from: node))
    }
    return hostWay(node.routing.ofHost(to: endpoint), to: "\(endpoint)", from: node)
  }

  /// Whether a node's own packets leave for the internet.
  func hostReachesInternet(from node: NodeFacts) -> NativeWay {
    hostWay(node.routing.hostToInternet(family), to: "the internet", from: node)
  }

  /// Where the kernel sends them, with an address of the node, nothing of Cilium's is in the way but its filter of VLANs.
  private func hostWay(_ way: NodeRouting.Way, to what: Sentence, from node: NodeFacts) -> NativeWay {
    func answer(_ isTrue: Bool, _ rule: Rule, _ reason: Sentence) -> NativeWay {
      .known(Answer(isTrue: isTrue, mechanism: isTrue ? .routedByNodes : .noRoute, rule: rule, reason: reason))
    }
    switch way {
    case .unknown(let reason):
      return .unknown("which way \(node.name)'s own packets to \(what) take is not known: \(reason)")
    case .nowhere, .delivered: return answer(false, .hostByRoutes, "no route of \(node.name) leads to \(what)")
    case .leaves(let devices):
      if let reason = devices.lazy.compactMap({ vlanFilter($0, of: node) }).first {
        return answer(false, .vlanFiltered, reason)
      }
      return answer(
        true, .hostByRoutes,
        "\(node.name)'s own packets to \(what) leave by \(devices.map(\.name).joined(separator: " or ")) as the routes "
          + "say, with an address of the node, whatever is selected")
    }
  }

  /// What is behind a ClusterIP.
  enum HostBackend {
    case apiServer(IPAddress)
    case pod(on: String)
    case dnsPod(on: String)
  }

  /// A way to a backend, as the way to a ClusterIP in front of it.
  func hostService(_ way: NativeWay, of node: NodeFacts, to backend: HostBackend) -> NativeWay {
    guard case .known(let answer) = way else { return way }
    if configuration(of: node).servesSockets {
      let reason = Self.atSocket(node.name, backend, answer.reason)
      guard answer.isTrue else { return .known(answer.told { _ in reason }) }
      return .known(
        Answer(isTrue: true, mechanism: .balancedAtSource, rule: .hostServiceAtSocket, reason: reason))
    }
    guard !answer.isTrue || masqueradeMode(of: node) != .disabled else {
      return .unknown(
        "kube-proxy translates what \(node.name) sends to a ClusterIP when its source address is chosen already, and "
          + "nothing is known to give it another")
    }
    let reason = Self.byKubeProxy(node.name, backend, answer.reason)
    guard answer.isTrue else { return .known(answer.told { _ in reason }) }
    return .known(
      Answer(isTrue: true, mechanism: .balancedAtNode, rule: .hostServiceByKubeProxy, reason: reason))
  }

  private static func atSocket(_ node: String, _ backend: HostBackend, _ reason: Sentence) -> Sentence {
    switch backend {
    case .apiServer(let address):
      "\(node)'s sockets are translated to the API server \(address) themselves; \(reason)"
    case .pod(let home): "\(node)'s sockets are translated to the backend on \(home) themselves; \(reason)"
    case .dnsPod(let home): "\(node)'s sockets are translated to the DNS pod on \(home) themselves; \(reason)"
    }
  }

  private static func byKubeProxy(_ node: String, _ backend: HostBackend, _ reason: Sentence) -> Sentence {
    switch backend {
    case .apiServer(let address): "kube-proxy on \(node) translates to the API server \(address); \(reason)"
    case .pod(let home): "kube-proxy on \(node) translates to the backend on \(home); \(reason)"
    case .dnsPod(let home): "kube-proxy on \(node) translates to the DNS pod on \(home); \(reason)"
    }
  }
}
