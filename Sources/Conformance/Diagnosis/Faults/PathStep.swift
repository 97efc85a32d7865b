import Cilium

/// Something that a probe's packets need on their way, as the rules say that the way is. Faults break steps, and so the
/// cases whose packets take them.
enum PathStep: Sendable, Hashable {
  /// From pod to pod on one node.
  case withinNode(String)
  /// Between the node's pods and its own host, both ways.
  case ownHost(String)
  /// Cilium's tunnel, from a node to the node IP of another.
  case tunnel(from: String, to: String)
  /// Pods' own packets by the nodes' routes, where there is no tunnel.
  case podRoute(from: String, to: String)
  /// The network between two nodes' hosts: the one of the node IPs, or another.
  case network(from: String, to: String, over: Network)
  /// What pods of the node send to an address, as far as the device that it leaves by; without an address, to the
  /// internet at large.
  case wayOut(node: String, device: String, address: IPAddress?)
  /// The translation of what leaves the node by the device.
  case translation(node: String, device: String)
  /// The way from the node's uplink to servers outside, and back.
  case outside(node: String, TrafficKind)
  /// What another node's host answers to the address that the node hides its pods behind on a device.
  case reply(from: String, to: String, device: String)
  /// What a node's host takes from other nodes at its own addresses.
  case atHost(String, Door)
  /// The translation of a Service to one of its endpoints, for the node's pods.
  case service(node: String)
  /// Questions of the node's pods to the cluster DNS, and the answers.
  case dnsQuestions(node: String)
  /// What the DNS pods on the node ask outside, and the answers.
  case dnsUpstream(node: String)
  /// From the node's pods to Cilium's proxy there, and back.
  case toProxy(node: String)
  /// Packets of full size from a node to another.
  case fullSize(from: String, to: String)

  /// A network between nodes.
  enum Network: Sendable, Hashable {
    /// The one that holds the node IPs.
    case nodeIPs
    /// What is behind another device of the sender.
    case device(String)
  }

  /// What of a host is asked.
  enum Door: Sendable, Hashable {
    /// The address that the node is known by, with a ping.
    case nodeIP
    /// One of its further addresses.
    case furtherAddress
    /// The API server.
    case api
    /// Kubelet, by the API server.
    case kubelet
  }

  /// The nodes that take part: one, or two in the packets' order.
  var nodes: [String] {
    switch self {
    case .withinNode(let node), .ownHost(let node), .wayOut(let node, _, _), .translation(let node, _),
      .outside(let node, _), .toProxy(let node), .dnsQuestions(let node), .service(let node), .dnsUpstream(let node),
      .atHost(let node, _):
      [node]
    case .tunnel(let from, let to), .podRoute(let from, let to), .network(let from, let to, _),
      .fullSize(let from, let to), .reply(let from, let to, _):
      [from, to]
    }
  }
}

/// The way of a case's packets, as the steps that it needs.
struct PathTrace: Sendable, Hashable {
  /// Without one of these the case fails.
  var steps: Set<PathStep> = []
  /// Without one of these it may fail: by chance, or by what no fact tells, such as the size of a server's answer.
  var possible: Set<PathStep> = []
  /// Without one of these it cannot be measured: the way of the command to the pod, and what makes pods ready.
  var measuring: Set<PathStep> = []

  /// Both traces' needs.
  static func + (one: PathTrace, other: PathTrace) -> PathTrace {
    PathTrace(
      steps: one.steps.union(other.steps), possible: one.possible.union(other.possible),
      measuring: one.measuring.union(other.measuring))
  }

  /// Whether nothing but the network is between sender and receiver: no Service, no name.
  var isDirect: Bool {
    steps.union(possible).allSatisfy { step in
      switch step {
      case .service, .dnsQuestions: false
      default: true
      }
    }
  }

  /// Whether it needs the network between nodes' hosts, for certain, and nothing that this carries.
  var needsHostsOnly: Bool {
    let isHosts = steps.contains { if case .network(_, _, .nodeIPs) = $0 { true } else { false } }
    return isHosts && isDirect
      && !steps.union(possible).contains {
        if case .tunnel = $0 { true } else if case .podRoute = $0 { true } else { false }
      }
  }

  /// The same where nothing is certain.
  var asPossible: PathTrace { PathTrace(possible: steps.union(possible), measuring: measuring) }
}
