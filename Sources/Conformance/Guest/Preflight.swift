import Cilium
import Foundation
import Kubernetes

/// Whether a run could begin: everything is read, nothing is created.
public struct Preflight: Sendable {
  /// One thing that was looked at.
  public struct Item: Sendable, Hashable {
    /// How it is.
    public enum State: String, Sendable, Hashable {
      /// As it should be.
      case ready
      /// Worth knowing; a run can begin.
      case note
      /// A run cannot begin.
      case missing
    }

    /// What was looked at.
    public var title: String
    /// How it is.
    public var state: State
    /// What was found, and for what is missing what to do.
    public var finding: String
  }

  /// Everything that was looked at, in order.
  public var items: [Item] = []
  /// What a run would do and may not.
  public var missingPermissions: [RunPermission] = []

  /// Whether a run can begin.
  public var isReady: Bool { items.allSatisfy { $0.state != .missing } }

  /// The outcome for people, with the roles that grant what is missing.
  public var text: String {
    let width = items.map(\.title.count).max() ?? 0
    var lines = items.map { item in
      let title = item.title + String(repeating: " ", count: width - item.title.count)
      return "\(Self.mark(item.state)) \(title)  \(item.finding)"
    }
    if !missingPermissions.isEmpty {
      lines += ["", "# These roles grant what is missing; bind them to the user of this context:"]
      lines.append(RoleManifest.yaml(missingPermissions).trimmingCharacters(in: .newlines))
    }
    lines += ["", isReady ? "Ready: netproof run" : "Not ready."]
    return lines.joined(separator: "\n")
  }

  private static func mark(_ state: Item.State) -> String {
    switch state {
    case .ready: "✓"
    case .note: "•"
    case .missing: "✗"
    }
  }
}

extension Preflight {
  /// Looks at a cluster.
  ///
  /// - Parameter reconfiguring: Also ask for what changing `devices` needs: a walk through scenarios, a restoration.
  /// - Throws: ``KubernetesError`` when the server cannot be reached at all.
  public static func run(
    client: KubernetesClient, ciliumNamespace: String, image: String, reconfiguring: Bool = false
  ) async throws -> Preflight {
    var result = Preflight()
    let version = try await client.serverVersion().gitVersion
    result.add("Kubernetes", .ready, "\(version) at context \(client.connection.contextName)")
    var permissions = RunPermission.verification(ciliumNamespace: ciliumNamespace)
    if reconfiguring { permissions += RunPermission.reconfiguration(ciliumNamespace: ciliumNamespace) }
    try await result.ask(permissions, client)
    await result.readCluster(client, ciliumNamespace, image)
    await result.readLeftovers(client, ciliumNamespace)
    return result
  }

  private mutating func add(_ title: String, _ state: Item.State, _ finding: String) {
    items.append(Item(title: title, state: state, finding: finding))
  }

  private mutating func ask(_ permissions: [RunPermission], _ client: KubernetesClient) async throws {
    do {
      let denied = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
        for (index, permission) in permissions.enumerated() {
          group.addTask {
            let question = SelfSubjectAccessReview(spec: .init(resourceAttributes: permission.attributes))
            let answer = try await client.create(
              question, at: .selfSubjectAccessReviews, as: SelfSubjectAccessReview.self)
            return (index, answer.status?.allowed == true)
          }
        }
        return try await group.reduce(into: [Int]()) { if !$1.1 { $0.append($1.0) } }.sorted()
      }
      missingPermissions = denied.map { permissions[$0] }
      if missingPermissions.isEmpty {
        add("permissions", .ready, "all \(permissions.count) that a run needs")
      }
      for permission in missingPermissions {
        add("permissions", .missing, "may not \(permission): needed for \(permission.purpose)")
      }
    } catch let error as KubernetesError {
      add("permissions", .note, "could not be asked for, a run may fail later: \(error)")
    }
  }

  private mutating func readCluster(_ client: KubernetesClient, _ ciliumNamespace: String, _ image: String) async {
    let reader = ClusterReader(client: client, ciliumNamespace: ciliumNamespace)
    do {
      let (nodes, skipped) = try await reader.nodes()
      readNodes(nodes.compactMap(\.metadata.name), skipped)
      try await readAgents(nodes, reader)
      let facts = try await FactsReader(reader: reader).read(nodes)
      readCilium(CiliumConfigMap(data: facts.configuration), await Session.ciliumVersion(reader))
      for node in facts.nodes where node.problem != nil {
        add("agent", .note, "\(node.name) cannot be asked, its cases will be inconclusive: \(node.problem ?? "")")
      }
      readScenario(facts)
      let count = nodes.count
      add(
        "creates", .note,
        """
        for the time of the run: one namespace netproof-ID, in it \(count) Service\(count == 1 ? "" : "s") and \
        \(count * 2) pods of \(image)
        """)
    } catch {
      add("cluster", .missing, "\(error)")
    }
  }

  private mutating func readNodes(_ names: [String], _ skipped: [String: String]) {
    for (node, reason) in skipped.sorted(by: { $0.key < $1.key }) {
      add("nodes", .note, "\(node) takes no part: \(reason)")
    }
    switch names.count {
    case 0: add("nodes", .missing, "none can take part; see `kubectl get nodes`")
    case 1: add("nodes", .note, "only \(names[0]): what is asked of node pairs does not apply")
    default: add("nodes", .ready, "\(names.count) take part: \(names.joined(separator: ", "))")
    }
  }

  private mutating func readAgents(_ nodes: [Node], _ reader: ClusterReader) async throws {
    let pods = try await reader.agentPods().filter { $0.metadata.deletionTimestamp == nil }
    let names = nodes.compactMap(\.metadata.name)
    guard !pods.isEmpty else {
      add(
        "Cilium", .missing,
        "no agents (k8s-app=cilium) in \(reader.ciliumNamespace); --cilium-namespace names another namespace")
      return
    }
    let ready = Set(pods.filter(\.isReady).compactMap { $0.spec?.nodeName })
    for name in names where !ready.contains(name) {
      let exists = pods.contains { $0.spec?.nodeName == name }
      add("agents", .missing, "\(name): \(exists ? "the agent is not Ready" : "no agent runs there")")
    }
    if names.allSatisfy(ready.contains) { add("agents", .ready, "Ready on every node that takes part") }
  }

  private mutating func readCilium(_ configuration: CiliumConfigMap, _ version: String?) {
    add("Cilium", version == nil ? .note : .ready, version ?? "its version could not be read")
    let mode = configuration.routingMode
    let routing = mode == "tunnel" ? "tunnel (\(configuration.tunnelProtocol))" : mode
    add(
      "datapath", mode == "tunnel" ? .ready : .note,
      """
      routing \(routing), masquerade \(configuration.masqueradeMode), kube-proxy replacement \
      \(configuration.kubeProxyReplacement)\(mode == "tunnel" ? "" : "; what is asked of other nodes' pods needs tunnels")
      """)
  }

  private mutating func readScenario(_ facts: ClusterFacts) {
    let setting = "devices \(facts.devicesSetting ?? "unset")"
    do {
      add("scenario", .ready, "\(try Scenario.detect(facts).rawValue) (\(setting))")
    } catch {
      add("scenario", .missing, "\(error)")
    }
  }

  private mutating func readLeftovers(_ client: KubernetesClient, _ ciliumNamespace: String) async {
    // Who may not list namespaces or read the setting has been told so above.
    if let found = try? await LeftoverCleanup(client: client).find() {
      for leftover in found {
        let next =
          if case .live = leftover.state { "another run" } else { "the next run, or netproof cleanup, removes it" }
        add("leftovers", .note, "\(leftover): \(next)")
      }
    }
    let restoration = DevicesRestoration(client: client, ciliumNamespace: ciliumNamespace, timeout: .seconds(1))
    if let pending = try? await restoration.pending() {
      add(
        "leftovers", .note,
        "a run changed devices, which was \(pending.original ?? "unset"); if it is dead: netproof restore")
    }
  }
}
