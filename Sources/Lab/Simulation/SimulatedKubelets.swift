import Foundation

/// The kubelets of a simulated cluster: what is created on a node runs, what is deleted is gone.
struct SimulatedKubelets: Sendable {
  let store: ObjectStore
  let cluster: SimulatedCluster

  /// Follows the pods until it is cancelled.
  func run() async throws {
    for await change in try store.changes(after: nil) where change.resource == .pods {
      guard let pod = change.after else {
        if let address = change.before?["status"]["podIP"].string { cluster.remove(address: address) }
        continue
      }
      if pod.isTerminating {
        store.remove(.pods, namespace: pod.namespace, name: pod.name, uid: pod.uid)
      } else if pod["status"]["podIP"].isEmpty, let node = cluster.node(named: pod["spec"]["nodeName"].string ?? "") {
        start(pod, node)
      }
    }
  }

  private func start(_ pod: JSONValue, _ node: SimulatedNode) {
    let address = cluster.place(.init(namespace: pod.namespace ?? "", labels: pod.labels, node: node))
    let containers = pod["spec"]["containers"].array.compactMap { $0["name"].string }
    // A pod that was deleted meanwhile needs no status.
    _ = try? store.update(.pods, namespace: pod.namespace, name: pod.name) { present in
      var running = present
      running["status"] = SimulatedObjects.running(containers, node: node, address: address, since: Date())
      return running
    }
  }
}

/// Runs commands in the containers of a simulated cluster.
struct SimulatedContainers: PodAccess {
  let store: ObjectStore
  let cluster: SimulatedCluster
  let services: SimulatedServices
  let count: @Sendable (String) -> Void

  func dialFailure(node: String) async -> String? { nil }

  func log(of container: PodContainer, previous: Bool) async -> ContainerLog? { nil }

  func exec(
    _ command: [String], in container: PodContainer, stdin: AsyncStream<Data>?,
    output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32 {
    guard let pod = store.get(.pods, namespace: container.namespace, name: container.pod),
      let node = cluster.node(named: pod["spec"]["nodeName"].string ?? "")
    else { throw ExecError(description: "container not found") }
    // `timeout SECONDS PROGRAM …`: nothing here takes that long.
    let words = command.first == "timeout" ? Array(command.dropFirst(2)) : command
    if container.container == "cilium-agent" {
      count("exec in agents")
      let agent = SimulatedAgent(node: node, cluster: cluster)
      let result: AgentCommandResult
      if words == ["sh", "-s"], let stdin {
        result = try await SimulatedScript(await Self.script(stdin)).run(agent.run)
      } else {
        result = try await agent.run(words)
      }
      if !result.stdout.isEmpty { await output(.stdout(Data(result.stdout.utf8))) }
      if !result.stderr.isEmpty { await output(.stderr(Data(result.stderr.utf8))) }
      return result.status
    }
    count("exec in probe pods")
    if cluster.has(.execBroken, node) { throw ExecError(description: "unable to start container process") }
    guard words == ["sh", "-s"], let stdin else {
      await output(.stderr(Data("the simulation does not know \(words)\n".utf8)))
      return 127
    }
    let script = await Self.script(stdin)
    let probes = SimulatedProbes(
      cluster: cluster, services: services, node: node, pod: pod["status"]["podIP"].string ?? "")
    if let watch = SimulatedWatch(script: script) {
      try await watch.run(
        probes,
        while: {
          store.get(.pods, namespace: container.namespace, name: container.pod)?.uid == pod.uid
        }
      ) { await output(.stdout($0)) }
      return 137
    }
    await output(.stdout(try await SimulatedBatch(script: script).run(probes)))
    return 0
  }
}

extension SimulatedContainers {
  /// A script, which ends with `exit`: the older exec protocol does not tell the end of the input.
  private static func script(_ stdin: AsyncStream<Data>) async -> String {
    var script = Data()
    for await piece in stdin {
      script += piece
      if [Data("\nexit\n".utf8), Data("\nexit 0\n".utf8)].contains(where: { script.suffix($0.count) == $0 }) { break }
    }
    return String(decoding: script, as: UTF8.self)
  }
}

/// A simulated cluster has its faults from the beginning.
struct NoFaultControl: FaultControl {
  func place(of fault: LabFault) async -> PlacedFault? { nil }
  func set(_ fault: PlacedFault, active: Bool) async throws {
    throw LabError("a simulated cluster has its faults from the beginning; \(fault.fault.rawValue) is one of the lab's")
  }
}
