import Foundation

/// All agents of the lab: started and stopped with the pods of the `cilium` DaemonSet.
actor AgentFleet: AgentLauncher {
  private let environment: any AgentEnvironment
  private let socketPath: @Sendable (String) -> String
  private let namespacePath: @Sendable (String) -> String?
  private let servesIPv6: Bool
  private let release: LabCilium
  private let kubernetesVersion: String
  /// Agents stay known when they stop: a restarted one may remember its devices (a fault).
  private var agents: [String: AgentStandIn] = [:]
  private var services: [String: Service] = [:]

  /// What serves a running agent.
  private struct Service {
    var podName: String
    var socket: Task<Void, Never>
    var responder: HealthResponder?
  }

  /// - Parameters:
  ///   - socketPath: Where the agent of a node listens for its client.
  ///   - namespacePath: The file that names a node's network namespace; without it, port 4240 stays silent and health
  ///     probes of other nodes report a failure over HTTP.
  ///   - servesIPv6: Whether health probes come over IPv6, too.
  ///   - release: What the agents are.
  ///   - kubernetesVersion: What the API server calls itself.
  init(
    environment: any AgentEnvironment, socketPath: @escaping @Sendable (String) -> String,
    namespacePath: @escaping @Sendable (String) -> String? = { _ in nil }, servesIPv6: Bool = false,
    release: LabCilium = .guide,
    kubernetesVersion: String = "v1.36.2"
  ) {
    self.environment = environment
    self.socketPath = socketPath
    self.namespacePath = namespacePath
    self.servesIPv6 = servesIPv6
    self.release = release
    self.kubernetesVersion = kubernetesVersion
  }

  func agentStarted(node: String, podName: String) async throws {
    await stopServing(node)
    let agent = agent(of: node)
    try await agent.start(podName: podName)
    let server = try await AgentSocketServer.listen(path: socketPath(node))
    let commands = AgentCommands(source: agent)
    let socket = Task {
      await server.run { [weak self] request in
        await self?.untilThawed(node)
        return await commands.run(program: request.program, arguments: request.arguments)
      }
    }
    var responder: HealthResponder?
    if let path = namespacePath(node) {
      responder = try await HealthResponder.listen(namespace: path, onIPv6: servesIPv6)
    }
    services[node] = Service(podName: podName, socket: socket, responder: responder)
  }

  func agentStopped(node: String, podName: String) async {
    // A successor may already run when its predecessor's end is reported.
    guard services[node]?.podName == podName else { return }
    await agents[node]?.stop()
    await stopServing(node)
  }

  func exec(
    _ command: [String], node: String, podName: String, output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32? {
    let program = (command.first.map { $0 as NSString }?.lastPathComponent) ?? ""
    guard AgentCommands.programs.contains(program) else { return nil }
    await untilThawed(node)
    let result: AgentCommandResult
    if let agent = agents[node], let start = await agent.start {
      result = await AgentCommands(source: agent).run(program: program, arguments: Array(command.dropFirst()))
      // The client died with the container in which it ran, and nobody reads what it would have said.
      guard await agent.start == start || result.status == 0 else { return 128 + SIGKILL }
    } else {
      result = .agentAway(program: program)
    }
    await send(result.stderr, ExecChunk.stderr, to: output)
    await send(result.stdout, ExecChunk.stdout, to: output)
    return result.status
  }

  func log(node: String, podName: String) async -> Data? { await agents[node]?.log }

  /// A frozen agent's client waits for as long as it is let.
  private func untilThawed(_ node: String) async {
    while await environment.isFaultActive(.agentFrozen, on: node) {
      do { try await Task.sleep(for: .milliseconds(250)) } catch { return }
    }
  }

  private func agent(of node: String) -> AgentStandIn {
    if let agent = agents[node] { return agent }
    let agent = AgentStandIn(
      node: node, environment: environment, release: release, kubernetesVersion: kubernetesVersion)
    agents[node] = agent
    return agent
  }

  private func stopServing(_ node: String) async {
    guard let service = services.removeValue(forKey: node) else { return }
    service.socket.cancel()
    await service.socket.value
    await service.responder?.close()
  }

  private func send(
    _ text: String, _ chunk: (Data) -> ExecChunk, to output: @Sendable (ExecChunk) async -> Void
  ) async {
    let data = Data(text.utf8)
    var start = data.startIndex
    while start < data.endIndex {
      let end = min(data.endIndex, start + AgentProtocol.chunkSize)
      await output(chunk(data[start..<end]))
      start = end
    }
  }
}
