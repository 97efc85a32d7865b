/// Something that was asked for and could not be read. What follows from it is not known, or assumed as its note says.
public struct UnreadFact: Sendable, Codable, Hashable {
  /// What it is. The raw value is the name in records.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The CiliumNode objects: which pods' addresses a node has where Cilium hands them out itself.
    case ciliumNodes = "cilium-nodes"
    /// The CiliumNodeConfig objects: what is set for single nodes.
    case nodeConfigurations = "node-configurations"
    /// `cilium-config`: what the agents are told to do. Only an archive can be without it.
    case configuration
    /// The pods: where cluster DNS runs, and since when agents do.
    case pods
    /// The Services of cluster DNS and of the API.
    case services
    /// Where Services lead to.
    case endpoints = "endpoint-slices"
    /// Which release an agent is of, on which most rules hang.
    case release
    /// What an agent's health check knows of the other nodes.
    case healthCheck = "health-check"
    /// What an agent says of how it routes packets.
    case agentStatus = "agent-status"
    /// The kernel's rules, parameters and what else its own listings add to an agent's tables.
    case kernelDetails = "kernel-details"
    /// Whether a node's host reaches the other nodes' addresses.
    case hostConnections = "host-connections"
    /// The security identities of a node's endpoints.
    case identities
  }

  /// What it is.
  public var kind: Kind
  /// Why, in the words of whoever refused or did not answer.
  public var reason: Sentence

  /// Makes one.
  public init(_ kind: Kind, _ reason: Sentence) {
    self.kind = kind
    self.reason = reason
  }
}

extension UnreadFact {
  /// One sentence, for one or several nodes.
  func note(on nodes: String) -> Sentence {
    switch kind {
    case .ciliumNodes:
      "CiliumNodes could not be read, so the nodes' pod CIDRs are not known where Cilium hands them out itself: \(reason)"
    case .nodeConfigurations:
      "CiliumNodeConfigs could not be read, so what is set for single nodes is not known: \(reason)"
    case .configuration:
      "what the agents are told to do could not be read, so nothing is predicted: \(reason)"
    case .pods:
      "the pods could not be read, so it is not known where cluster DNS runs, nor since when the agents do: \(reason)"
    case .services:
      "the Services of cluster DNS and of the API could not be read, so what hangs on them is not predicted: \(reason)"
    case .endpoints:
      "EndpointSlices could not be read, so where the Services of cluster DNS and of the API lead to is not known: \(reason)"
    case .release:
      "the release of the agents on \(nodes) could not be read, so that of the others is taken: \(reason)"
    case .healthCheck:
      "the agents' health checks could not be read on \(nodes), so what their hosts reach is known by connections of "
        + "netproof's own only: \(reason)"
    case .agentStatus:
      "the agents' status could not be read on \(nodes), so how they route pods' packets is taken from the "
        + "configuration: \(reason)"
    case .kernelDetails:
      "the kernel's rules and parameters could not be read on \(nodes), so its own rules are assumed, with those of "
        + "Tailscale and of VRFs where these are: \(reason)"
    case .hostConnections:
      "the other nodes' addresses could not be tried from \(nodes), so whether they are within reach is not known: "
        + "\(reason)"
    case .identities:
      "the endpoints' identities could not be read on \(nodes), so whether one is taken for the mark of a rule there "
        + "is not known: \(reason)"
    }
  }

  /// A sentence for each thing that could not be read for one reason, with all the nodes.
  static func notes(_ facts: ClusterFacts) -> [Sentence] {
    var nodes: [(fact: UnreadFact, names: [String])] = []
    for node in facts.nodes {
      for fact in node.unread ?? [] {
        // An error names the pod that was asked; of each kind the first tells enough.
        if let place = nodes.firstIndex(where: { $0.fact.kind == fact.kind }) {
          nodes[place].names.append(node.name)
        } else {
          nodes.append((fact, [node.name]))
        }
      }
    }
    let most = 6
    return (facts.unread ?? []).map { $0.note(on: "") }
      + nodes.map { fact, names in fact.note(on: names.told(most)) }
  }
}

extension NodeFacts {
  /// Takes what was read, or notes why it was not.
  mutating func read<Value, Failure: Error>(
    _ kind: UnreadFact.Kind, _ result: Result<Value, Failure>, _ take: (inout NodeFacts, Value) throws -> Void
  ) {
    do {
      try take(&self, try result.get())
    } catch {
      unread = (unread ?? []) + [UnreadFact(kind, Sentence(error))]
    }
  }
}

extension ClusterFacts {
  /// Why something of the cluster is not known; `nil` where it was read.
  func reasonUnread(_ kind: UnreadFact.Kind) -> Sentence? {
    (unread ?? []).first { $0.kind == kind }?.reason
  }

  /// Notes what of the cluster could not be read.
  mutating func miss(_ kind: UnreadFact.Kind, _ reason: Sentence) {
    unread = (unread ?? []) + [UnreadFact(kind, reason)]
  }

  /// Without CiliumNodes nobody tells the pod CIDRs that Cilium hands out itself: the Kubernetes nodes' may be another
  /// network, and only count where `ipam` says that Cilium takes them.
  ///
  /// - Parameter isConcerned: Of which nodes nothing else tells them.
  mutating func missCiliumNodes(_ reason: Sentence, of isConcerned: (NodeFacts) -> Bool = { _ in true }) {
    miss(.ciliumNodes, reason)
    guard configuration["ipam"] != "kubernetes" else { return }
    for index in nodes.indices where isConcerned(nodes[index]) {
      (nodes[index].podCIDR, nodes[index].podCIDRv6) = (nil, nil)
    }
  }
}
