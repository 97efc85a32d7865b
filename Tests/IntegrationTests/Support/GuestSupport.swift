import Foundation
import Kubernetes
import Lab

@testable import Conformance

/// The program against the shared lab.
enum GuestProgram {
  struct Result {
    var status: Int32
    var output: String
    var error: String
  }

  /// What the program prints; throws unless it ends with status 0.
  static func run(_ arguments: [String], _ lab: Lab) throws -> String {
    try Shell.run([SharedLab.executable] + arguments + ["--kubeconfig", lab.kubeconfigPath])
  }

  /// How the program ends, whatever its status.
  static func result(_ arguments: [String], kubeconfig: String) throws -> Result {
    let process = Process()
    process.executableURL = URL(filePath: SharedLab.executable)
    process.arguments = arguments + ["--kubeconfig", kubeconfig]
    process.standardInput = FileHandle.nullDevice
    let files = ["out", "err"].map { URL(filePath: scratch("\(UUID().uuidString).\($0)")) }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
      error: try String(contentsOf: files[1], encoding: .utf8))
  }

  static func result(_ arguments: [String], _ lab: Lab) throws -> Result {
    try result(arguments, kubeconfig: lab.kubeconfigPath)
  }

  /// Starts the program; its output goes nowhere.
  static func start(_ arguments: [String], _ lab: Lab) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: SharedLab.executable)
    process.arguments = arguments + ["--kubeconfig", lab.kubeconfigPath]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// A path that belongs to this test process.
  static func scratch(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "netproof-\(getpid())-\(name)").path
  }
}

/// What runs have in the lab's cluster, made and counted by hand.
enum GuestObjects {
  private static let name = GuestOptions.defaultNamespace

  /// Waits until a namespace that an earlier test left on its way out is gone.
  static func waitForNamespaceGone(_ client: KubernetesClient) async throws {
    try await wait { try await !client.list(Namespace.self, .namespaces).items.contains { $0.name == name } }
  }

  /// Makes the namespace: an administrator's, or that of a run.
  static func make(namespaceOf run: String?, _ client: KubernetesClient) async throws {
    try await waitForNamespaceGone(client)
    let labels = run.map { RunLabels.of(run: $0) } ?? [RunLabels.managedBy: RunLabels.netproof]
    _ = try await client.create(
      Namespace(metadata: ObjectMeta(name: name, labels: labels)), at: .namespaces, as: Namespace.self)
  }

  static func removeNamespace(_ client: KubernetesClient) async throws {
    try await client.delete(.namespace(name))
    try await waitForNamespaceGone(client)
  }

  /// A pod as a run leaves it.
  static func leave(run: String, _ client: KubernetesClient) async throws {
    let pod = ProbePodSpecification(runID: run, options: .init(), lifetime: .seconds(600))
      .pod(.client, node: "instance-worker", index: 0, generation: 0)
    _ = try await client.create(pod, at: .pods(namespace: name), as: Pod.self)
  }

  static func lease(of run: String, _ client: KubernetesClient) async throws -> HeldLease {
    try await RunLease(client: client, namespace: name, holder: LeaseHolder(runID: run, host: "test"))
      .acquire(waiting: nil) { _ in }
  }

  /// The runs that have anything in the namespace.
  static func runs(_ client: KubernetesClient) async throws -> [String] {
    try await LeftoverCleanup(client: client, namespace: name).find().map(\.runID)
  }

  /// Waits for a state of the cluster; the tests look at the state itself afterwards.
  static func wait(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(50)) }
  }
}

extension HeldLease {
  /// Renews the Lease while `body` runs.
  func living<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
    let beats = Task { try await keepAlive(every: .seconds(1)) }
    defer { beats.cancel() }
    return try await body()
  }
}
