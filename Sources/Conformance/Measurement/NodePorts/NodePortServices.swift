import Cilium
import Kubernetes

/// The run's NodePort Services: for as long as the run lasts, each opens a port on every node.
///
/// Of policy Cluster, one in front of each backend node's server pod. Of policy Local the same, and one in front of all
/// server pods, so that every node that is asked has a backend.
struct NodePortServices: Sendable {
  /// Which Service.
  struct Key: Sendable, Hashable {
    var policy: NodePortQuestion.Policy
    /// The node whose server pod is the only backend; nil: all server pods are.
    var backend: String?
  }

  /// How many nodes have Services of their own: two, so that every node has one whose backend is elsewhere.
  static let backends = 2

  /// Service → the port on every node.
  var ports: [Key: Int]

  /// The Service that a question on a node is asked of. Sockets in the cluster choose among all backends, so that theirs
  /// has one only; what comes from outside stays on the node that is asked.
  static func key(_ question: NodePortQuestion, backend: String, fromOutside: Bool) -> Key {
    Key(policy: question.policy, backend: fromOutside && question.hasBackend ? nil : backend)
  }

  /// Every Service that a run with these backends makes.
  static func keys(_ backends: [String]) -> [Key] {
    [Key(policy: .local, backend: nil)]
      + NodePortQuestion.Policy.allCases.flatMap { policy in backends.map { Key(policy: policy, backend: $0) } }
  }
}

extension ProbeFixture {
  /// Creates the NodePort Services.
  ///
  /// - Parameter nodes: all that take part; their places name the objects.
  /// - Throws: ``KubernetesError`` where the cluster refuses one, by a quota or an admission policy.
  func createNodePorts(_ nodes: [String], families: [IPFamily]) async throws -> NodePortServices {
    let backends = Array(nodes.prefix(NodePortServices.backends))
    var services = NodePortServices(ports: [:])
    try await FanOut.each(NodePortServices.keys(backends), atOnce: Pace.changedObjects) {
      key -> (NodePortServices.Key, Int?) in
      let service = specification.nodePortService(
        key.policy, backend: key.backend.flatMap { nodes.firstIndex(of: $0) }, families: families)
      let made = try await client.create(
        service, at: .services(namespace: specification.options.namespace), as: Service.self)
      return (key, made.spec?.ports?.first?.nodePort.map(Int.init))
    } take: { key, port in
      services.ports[key] = port
    }
    return services
  }
}
