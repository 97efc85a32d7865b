import Foundation

/// Faults that are in the objects of the API: what an administrator, or the controllers that watch nodes, write there.
struct ClusterFaults: Sendable {
  let store: ObjectStore
  /// The names of all nodes.
  let nodes: [String]
  let now: @Sendable () -> Date

  /// Switches a fault; others are ignored. Returns when what it changes has come about, or has had the time.
  func change(_ placed: PlacedFault, active: Bool) async throws {
    switch placed.fault {
    case .clusterDNSGone: try await scaleClusterDNS(gone: active)
    case .nodeGone:
      for node in nodes where placed.strikes(node, of: nodes) { try setAway(node, active) }
      if !active { try await spreadClusterDNS() }
    case .agentNotStarting:
      await eventually {
        let struck = agents.filter { placed.strikes($0["spec"]["nodeName"].string ?? "", of: nodes) }
        return active ? struck.allSatisfy(Self.crashes) : struck.allSatisfy { $0.isTrue(condition: "Ready") }
      }
    case .uplinkDown, .defaultRouteMissing, .uplinkAddressGone, .wireguardPeerGone:
      // A DNS pod that was started meanwhile could not reach the API, and becomes ready only now.
      if !active { await eventually { dnsPods.allSatisfy { $0.isTerminating || $0.isTrue(condition: "Ready") } } }
    default: break
    }
  }

  private var agents: [JSONValue] {
    store.list(.pods, namespace: Self.deployment.namespace).filter { $0.labels["k8s-app"] == "cilium" }
  }

  private static func crashes(_ pod: JSONValue) -> Bool {
    pod["status"]["containerStatuses"].array.contains { $0["state"]["waiting"]["reason"] == "CrashLoopBackOff" }
  }

  // MARK: Cluster DNS

  private static let deployment = (namespace: "kube-system", name: "coredns")
  /// How many replicas the Deployment had.
  private static let annotation = "netproof-lab/replicas"
  private static let patience = Duration.seconds(20)

  private func scaleClusterDNS(gone: Bool) async throws {
    let (namespace, name) = Self.deployment
    try store.update(.deployments, namespace: namespace, name: name) { present in
      var object = present
      if gone {
        object["metadata"]["annotations"][Self.annotation] = .string(String(present["spec"]["replicas"].int ?? 1))
        object["spec"]["replicas"] = 0
      } else if let before = present["metadata"]["annotations"][Self.annotation].string.flatMap(Int.init) {
        object["spec"]["replicas"] = .int(before)
      }
      return object
    }
    // The pods themselves: the Deployment's status is as old as its controller's last look.
    await eventually {
      let wanted = store.get(.deployments, namespace: namespace, name: name)?["spec"]["replicas"].int ?? 1
      let pods = dnsPods
      return pods.count == wanted && pods.allSatisfy { $0.isTrue(condition: "Ready") }
    }
  }

  private var dnsPods: [JSONValue] {
    store.list(.pods, namespace: Self.deployment.namespace).filter { $0.labels["k8s-app"] == "kube-dns" }
  }

  /// Pods that were made anew while a node was away are all on others; nothing in Kubernetes moves them back.
  private func spreadClusterDNS() async throws {
    let living = dnsPods.filter { !$0.isTerminating }
    let homes = Set(living.compactMap { $0["spec"]["nodeName"].string })
    guard living.count > 1, homes.count == 1, let pod = living.last, let type = store.registry[.pods] else { return }
    try ObjectRemoval(store: store, now: now()).remove(pod, type)
    await eventually {
      let ready = dnsPods.filter { !$0.isTerminating && $0.isTrue(condition: "Ready") }
      return ready.count == living.count
    }
  }

  // MARK: Nodes

  /// What the node lifecycle controller writes of a node whose kubelet has not been heard of for its grace period, and
  /// kubelet when it is back (`pkg/controller/nodelifecycle/node_lifecycle_controller.go`).
  private func setAway(_ node: String, _ away: Bool) throws {
    let time = JSONValue.string(Timestamp.text(now()))
    let kubelets: Set = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"]
    try store.update(.nodes, name: node) { present in
      var object = present
      object["status"]["conditions"] = .array(
        present["status"]["conditions"].array.map { condition in
          guard let type = condition["type"].string, kubelets.contains(type) else { return condition }
          var changed = condition
          changed["lastTransitionTime"] = time
          changed["status"] = away ? "Unknown" : type == "Ready" ? "True" : "False"
          changed["reason"] = away ? "NodeStatusUnknown" : Self.reason(type)
          changed["message"] = away ? "Kubelet stopped posting node status." : Self.message(type)
          return changed
        })
      let others = present["spec"]["taints"].array.filter { $0["key"].string != Self.taint }
      let own: [JSONValue] = ["NoSchedule", "NoExecute"].map {
        ["key": .string(Self.taint), "effect": .string($0), "timeAdded": time]
      }
      let taints = others + (away ? own : [])
      object["spec"]["taints"] = taints.isEmpty ? .null : .array(taints)
      return object
    }
    guard away else { return }
    for pod in store.list(.pods) where pod["spec"]["nodeName"].string == node && pod.isTrue(condition: "Ready") {
      try store.update(.pods, namespace: pod.namespace, name: pod.name) { present in
        var object = present
        object["status"]["conditions"] = .array(
          present["status"]["conditions"].array.map { condition in
            guard condition["type"] == "Ready" else { return condition }
            var changed = condition
            changed["status"] = "False"
            changed["lastTransitionTime"] = time
            return changed
          })
        return object
      }
    }
  }

  private static let taint = "node.kubernetes.io/unreachable"

  private static func reason(_ condition: String) -> JSONValue {
    switch condition {
    case "Ready": "KubeletReady"
    case "MemoryPressure": "KubeletHasSufficientMemory"
    case "DiskPressure": "KubeletHasNoDiskPressure"
    default: "KubeletHasSufficientPID"
    }
  }

  private static func message(_ condition: String) -> JSONValue {
    switch condition {
    case "Ready": "kubelet is posting ready status"
    case "MemoryPressure": "kubelet has sufficient memory available"
    case "DiskPressure": "kubelet has no disk pressure"
    default: "kubelet has sufficient PID available"
    }
  }

  private func eventually(_ isSo: () -> Bool) async {
    let deadline = ContinuousClock.now + Self.patience
    while !isSo(), ContinuousClock.now < deadline, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
  }
}

extension JSONValue {
  /// Whether a node's kubelet has not been heard of: it is away, and writes nothing.
  var isAway: Bool {
    self["status"]["conditions"].array.contains { $0["type"] == "Ready" && $0["status"] == "Unknown" }
  }

  /// Whether a pod may not be put on a node for its taints.
  func isKeptOff(by node: JSONValue) -> Bool {
    node["spec"]["taints"].array.contains { taint in
      guard taint["effect"] != "PreferNoSchedule" else { return false }
      return !self["spec"]["tolerations"].array.contains { toleration in
        let key = toleration["key"].string ?? ""
        let effect = toleration["effect"].string ?? ""
        let isMeant = toleration["operator"] == "Exists" || toleration["value"] == taint["value"]
        return (key.isEmpty || key == taint["key"].string) && (effect.isEmpty || effect == taint["effect"].string)
          && isMeant
      }
    }
  }
}
