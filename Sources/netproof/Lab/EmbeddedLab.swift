import Foundation
import Kubernetes
import Lab

/// The embedded lab, as the command line uses it: the lab itself, and its API server for what the API can tell.
struct EmbeddedLab: Sendable {
  private let lab: Lab
  private let client: KubernetesClient

  private init(_ lab: Lab) throws {
    self.lab = lab
    let connection = try Kubeconfig.load(
      path: lab.kubeconfigPath, environment: [:], homeDirectory: NSHomeDirectory()
    ).connection(context: nil)
    client = try KubernetesClient(connection: connection)
  }

  /// The lab's shape; nil when the lab is going away.
  var topology: LabTopology? { lab.topology }

  /// The command that runs another one in a network namespace of the lab's.
  func command(inNamespace namespace: String, _ command: [String]) throws -> [String] {
    try lab.command(inNamespace: namespace, command)
  }

  /// The kubeconfig that reaches the lab's API server.
  var kubeconfigPath: String { lab.kubeconfigPath }

  /// Brings up a lab that ends with this program, however this program ends.
  static func start(
    _ topology: LabTopology, _ cilium: LabCilium, progress: @escaping @Sendable (String) -> Void
  ) async throws -> EmbeddedLab {
    try requireRoot()
    let options = LabOptions(
      stateDirectory: LabOptions.privateStateDirectory(), topology: topology, cilium: cilium)
    return try EmbeddedLab(try await Lab.start(options) { progress($0.step) })
  }

  /// Brings up a lab that outlives this program.
  static func startDetached(
    _ topology: LabTopology, _ cilium: LabCilium, progress: @escaping @Sendable (String) -> Void
  ) async throws -> EmbeddedLab {
    try requireRoot()
    return try EmbeddedLab(
      try await Lab.startDetached(LabOptions(topology: topology, cilium: cilium)) { progress($0.step) })
  }

  /// The lab that `netproof lab up` started; `nil` when none runs.
  static func running() throws -> EmbeddedLab? {
    try requireRoot()
    return try Lab.running().map(EmbeddedLab.init)
  }

  /// Why the lab has died and what it logged last; nil while it runs.
  var lastWords: String? { lab.lastWords }

  /// Leaves the lab's log in a folder, and says where.
  func keepLog(in folder: String) throws -> String {
    let file = URL(filePath: folder).appending(path: "lab.log").path
    try lab.copyLog(to: file)
    return file
  }

  /// Ends the lab and everything in it.
  func stop() async { await lab.stop() }

  /// Namespaces need CAP_SYS_ADMIN and CAP_NET_ADMIN.
  static func requireRoot() throws {
    guard geteuid() != 0 else { return }
    throw ConfigurationError(
      "The lab needs root, to make network namespaces; this is user \(geteuid())", remedy: "Run it again with sudo")
  }
}

extension EmbeddedLab {
  /// The name of the lab's shape; nil when the lab is going away.
  var topologyName: String? { lab.topology?.name }

  /// Refuses a fault that a topology cannot show.
  static func require(_ fault: PlacedFault, in topology: LabTopology) throws {
    guard let reason = fault.inapplicability(in: topology) else { return }
    throw ConfigurationError(
      "The fault \(fault) cannot be shown in the topology \(topology.name): \(reason)",
      remedy: "Choose another fault or place (`netproof lab faults`) or another topology (`netproof lab topologies`)")
  }

  /// A fault as the lab's API server tells it.
  private struct FaultState: Codable, Sendable {
    var name: String
    var active: Bool
    var node: String?
    var direction: FaultDirection?
  }

  /// Where the lab's API server keeps its faults: a resource of its own.
  private static func faults(_ name: String? = nil) -> ResourcePath {
    ResourcePath(group: "netproof-lab", version: "v1", resource: "faults", name: name)
  }

  /// Switches a fault on or off.
  func setFault(_ placed: PlacedFault, active: Bool) async throws {
    let fault = placed.fault
    if active {
      if let topology = lab.topology { try Self.require(placed, in: topology) }
      let wanted = FaultState(
        name: fault.rawValue, active: true, node: placed.node, direction: placed.direction)
      _ = try await client.replace(wanted, at: Self.faults(fault.rawValue), as: FaultState.self)
    } else {
      try await client.delete(Self.faults(fault.rawValue))
    }
  }

  /// The faults that are on.
  func activeFaults() async throws -> [PlacedFault] {
    let all = try await client.list(FaultState.self, Self.faults())
    return all.items.filter(\.active).compactMap { state in
      LabFault(rawValue: state.name).map { PlacedFault($0, node: state.node, direction: state.direction) }
    }
  }
}

extension EmbeddedLab {
  /// The command that runs another one in a node's or pod's network namespace.
  ///
  /// - Parameter target: A node, a network of the topology, `internet`, a pod's name, or `NAMESPACE/NAME`.
  func command(in target: String, _ command: [String]) async throws -> [String] {
    try lab.command(inNamespace: try await networkNamespace(of: target), command)
  }

  private func networkNamespace(of target: String) async throws -> String {
    let nodes = try await client.list(Node.self, .nodes).items.map(\.name)
    let networks = (lab.topology?.networks.map(\.name) ?? []) + (lab.topology?.peers.map(\.name) ?? [])
    if nodes.contains(target) || networks.contains(target) || target == "internet" { return target }
    let pods = try await client.list(Pod.self, .pods()).items
    let matching = pods.filter { target == $0.name || target == "\($0.metadata.namespace ?? "")/\($0.name)" }
    guard matching.count <= 1 else {
      let names = matching.map { "\($0.metadata.namespace ?? "")/\($0.name)" }.joined(separator: ", ")
      throw ConfigurationError("Several pods are named \(target): \(names)", remedy: "Give NAMESPACE/NAME")
    }
    guard let pod = matching.first, let uid = pod.metadata.uid else {
      throw ConfigurationError(
        "The lab has no node or pod \(target); its nodes are \(nodes.joined(separator: ", ")), its networks "
          + "\(networks.joined(separator: ", ")), and `internet`",
        remedy: "See `netproof lab status` for its pods")
    }
    // A host-network pod has its node's network.
    if pod.spec?.hostNetwork == true, let node = pod.spec?.nodeName { return node }
    return "pod-\(uid)"
  }

  /// A few lines on what runs.
  func status() async throws -> [String] {
    let nodes = try await client.list(Node.self, .nodes).items
    let pods = try await client.list(Pod.self, .pods()).items
    let config = try await client.get(
      ConfigMap.self, .configMap(namespace: "kube-system", name: "cilium-config"))
    var lines = [
      "topology: \(topologyName ?? "unknown")", "kubeconfig: \(kubeconfigPath)",
      "devices: \(config.data?["devices"] ?? "unset")",
    ]
    for node in nodes {
      let address = node.status?.addresses?.first { $0.type == "InternalIP" }?.address ?? "no address"
      lines.append("node \(node.name): \(address)")
      for pod in pods where pod.spec?.nodeName == node.name {
        let ready = pod.status?.containerStatuses?.allSatisfy { $0.ready == true } == true ? "ready" : "not ready"
        lines.append(
          "  \(pod.metadata.namespace ?? "")/\(pod.name): \(pod.status?.podIP ?? "no address"), \(ready)")
      }
    }
    return lines
  }
}
