import Foundation
import Logging
import Synchronization

@testable import Lab

/// A network that remembers what it was told; its programs succeed unless said otherwise.
final class FakeNetwork: NodeNetwork {
  private let state = Mutex((services: [String: [ServiceTranslation]](), status: Int32(0)))

  func services(on node: String) -> [ServiceTranslation] { state.withLock { $0.services[node] ?? [] } }
  /// Whether probes succeed.
  func answer(with status: Int32) { state.withLock { $0.status = status } }

  func apply(_ configuration: DatapathConfiguration, on node: String) async throws {}
  func setServices(_ services: [ServiceTranslation], on node: String) async throws {
    state.withLock { $0.services[node] = services }
  }
  func run(_ command: [String], on node: String) async throws -> CommandOutput {
    let status = state.withLock { $0.status }
    return CommandOutput(
      status: status, stdout: status == 0 ? "HTTP/1.0 200 OK\r\n" : "HTTP/1.0 503 Service Unavailable\r\n", stderr: "")
  }
  func kernelChanged(on node: String) async throws -> Bool { false }
  func setFault(_ fault: PlacedFault, active: Bool) async throws {}
}

/// A runtime whose containers exist only here.
actor FakeRuntime: PodRuntime {
  private var next: [String: Int] = [:]
  private(set) var sandboxes: Set<String> = []
  private var containers: [String: [FakeContainer]] = [:]

  func createSandbox(_ specification: SandboxSpecification) async throws -> PodSandbox {
    sandboxes.insert(specification.uid)
    let node = specification.node == "instance-master" ? 0 : 1
    next[specification.node, default: 10] += 1
    let address = specification.hostNetwork ? "100.64.0.\(node + 1)" : "10.244.\(node).\(next[specification.node] ?? 0)"
    return PodSandbox(specification: specification, addresses: [address], netns: specification.uid)
  }

  func start(_ container: ContainerSpecification, in sandbox: PodSandbox) async throws -> any RunningContainer {
    guard container.image != "missing" else { throw LabError("no such image") }
    let made = FakeContainer()
    containers[sandbox.specification.name, default: []].append(made)
    // `exit N` ends at once.
    if container.command.first == "exit" { made.end(Int32(container.command.last ?? "") ?? 0) }
    // `exit-by VARIABLE A B C` ends with the status that the variable's value counts to.
    if container.command.first == "exit-by", let number = Int(container.environment[container.command[1]] ?? "") {
      made.end(Int32(container.command.dropFirst(2 + number).first ?? "") ?? 99)
    }
    return made
  }

  func remove(_ sandbox: PodSandbox) async { sandboxes.remove(sandbox.specification.uid) }

  /// Every container that was started in pods of this name.
  func containers(of pod: String) -> [FakeContainer] { containers[pod] ?? [] }
}

final class FakeContainer: RunningContainer {
  let processID: Int32 = 1
  let startedAt = Date()
  private let state = Mutex((status: Int32?.none, waiting: [CheckedContinuation<Int32, Never>]()))

  func end(_ status: Int32) {
    let waiting = state.withLock { state in
      if state.status == nil { state.status = status }
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume(returning: status) }
  }

  func waitForExit() async -> Int32 {
    await withCheckedContinuation { continuation in
      let ended = state.withLock { state in
        if state.status == nil { state.waiting.append(continuation) }
        return state.status
      }
      if let ended { continuation.resume(returning: ended) }
    }
  }

  func stop(gracePeriod: Duration) async { end(137) }
  func log() async -> Data { Data("log\n".utf8) }
  func exec(
    _ command: [String], stdin: AsyncStream<Data>?, output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32 {
    await output(.stdout(Data("ran \(command.joined(separator: " "))".utf8)))
    return 0
  }
}

/// Agents that come up at once, unless told to fail.
actor FakeAgents: AgentLauncher {
  private(set) var started: [String] = []
  private(set) var stopped: [String] = []
  private var failures = 0
  /// Nodes whose agent has failed.
  private var failed: Set<String> = []

  func fail(times: Int) { failures = times }

  func agentStarted(node: String, podName: String) async throws {
    started.append(node)
    guard failures == 0 else {
      failures -= 1
      failed.insert(node)
      throw LabError("unable to detect devices")
    }
  }
  func agentStopped(node: String, podName: String) async { stopped.append(node) }
  func log(node: String, podName: String) async -> Data? {
    failed.contains(node) ? Data("level=fatal msg=\"unable to detect devices\"\n".utf8) : nil
  }
  func exec(
    _ command: [String], node: String, podName: String, output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32? {
    guard command.first == "cilium-dbg" else { return nil }
    await output(.stdout(Data("agent of \(node)".utf8)))
    return 0
  }
}

/// A whole control plane over fakes, running until the closure returns.
struct FakeLab: Sendable {
  let network = FakeNetwork()
  let runtime = FakeRuntime()
  let agents = FakeAgents()
  let records = Records()
  let plane: ControlPlane

  /// What was written to the cluster's DNS zone last.
  final class Records: Sendable {
    private let value = Mutex<[ClusterDNSRecord]>([])
    var all: [ClusterDNSRecord] { value.withLock { $0 } }
    func set(_ records: [ClusterDNSRecord]) { value.withLock { $0 = records } }
  }

  static func run(_ body: @Sendable (FakeLab) async throws -> Void) async throws {
    let lab = try await FakeLab()
    let running = Task { await lab.plane.run() }
    defer { running.cancel() }
    try await body(lab)
  }

  private init() async throws {
    let (agents, records) = (agents, records)
    plane = try await ControlPlane(
      ControlPlane.Foundations(
        network: network, runtime: runtime, launcher: { _ in agents }, writeRecords: { records.set($0) },
        initial: InitialObjects(
          nodes: LabTopology.guide.nodes.map { LabNodeSpecification($0, in: .guide) }, machine: .example,
          configuration: CiliumConfiguration.data(of: .guide, devices: "enp0s6,tailscale0", release: .guide),
          apiAddress: "100.64.0.1", apiPort: 6443),
        authority: "PEM", backOff: RestartBackOff(initial: .milliseconds(20), maximum: .milliseconds(40))),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  var store: ObjectStore { plane.store }

  /// How long something may take to come true: far more than it takes, for machines that are busy with other things.
  static let patience = Duration.seconds(240)

  /// Waits until something holds; false when ``patience`` is over.
  func eventually(_ holds: () async throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + Self.patience
    while ContinuousClock.now < deadline {
      if try await holds() { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return false
  }

  func pods(_ label: String) -> [JSONValue] {
    store.list(.pods, namespace: "kube-system").filter { $0.labels["k8s-app"] == label }
  }

  func pod(_ name: String) -> JSONValue? { store.get(.pods, namespace: "default", name: name) }

  func create(_ pod: JSONValue) async throws {
    let answer = try await plane.facade.send("POST", "/api/v1/namespaces/default/pods", pod)
    guard answer.status == 201 else { throw LabError("\(answer.body)") }
  }
}
