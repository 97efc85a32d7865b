import Conformance
import Foundation
import Kubernetes
import Lab
import Synchronization
import Testing

/// Everything that runs on the lab with real packets; one test at a time, because the lab is one cluster.
@Suite(
  "Lab", .serialized,
  .enabled("the lab needs root", { geteuid() == 0 }))
struct LabTests {}

/// The lab that the tests share, one of each release that they ask for. It is brought up by the first and ends with the
/// process.
actor SharedLab {
  static let shared = SharedLab(.guide)
  private static let others = Mutex<[LabCilium: SharedLab]>([:])
  private let cilium: LabCilium
  private var starting: Task<Lab, any Error>?

  /// The lab of a release.
  static func shared(_ cilium: LabCilium) -> SharedLab {
    guard cilium != .guide else { return shared }
    return others.withLock { labs in
      if let lab = labs[cilium] { return lab }
      let lab = SharedLab(cilium)
      labs[cilium] = lab
      return lab
    }
  }

  private init(_ cilium: LabCilium) { self.cilium = cilium }

  /// The `netproof` program beside the test program.
  static var executable: String {
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return own.deletingLastPathComponent().appending(path: "netproof").path
  }

  static func options(_ cilium: LabCilium = .guide) -> LabOptions {
    LabOptions(
      executable: executable, stateDirectory: LabOptions.privateStateDirectory(),
      devices: cilium.deviceList(["enp0s6", "tailscale0"]), cilium: cilium)
  }

  /// The lab. One that has died is told about, and another one is brought up.
  func lab() async throws -> Lab {
    if let starting {
      let lab = try await starting.value
      if lab.isRunning { return lab }
      // Only the first of those who wait finds it so.
      if self.starting == starting {
        print("The shared lab has died; a new one is brought up. \(lab.lastWords ?? "It left no word.")")
        self.starting = nil
      }
      return try await self.lab()
    }
    let options = Self.options(cilium)
    let task = Task { try await Lab.start(options) }
    starting = task
    return try await task.value
  }

  /// Fails the test during which the lab has died, with the reason.
  func expectAlive() async throws {
    guard let lab = try await starting?.value, !lab.isRunning else { return }
    Issue.record("the lab died during this test: \(lab.lastWords ?? "it left no word")")
  }

  func client() async throws -> KubernetesClient {
    let path = try await lab().kubeconfigPath
    let kubeconfig = try Kubeconfig.load(path: path, environment: [:], homeDirectory: NSHomeDirectory())
    return try KubernetesClient(connection: try kubeconfig.connection(context: nil))
  }
}

/// One verification of the shared lab, as `netproof run --lab` does it.
enum LabRun {
  static func verify(
    _ scenarios: [Scenario], on cilium: LabCilium = .guide, capture: CaptureOptions? = nil, httpsByName: Bool = false,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws -> RunRecord {
    var options = RunOptions(
      plan: .walk(scenarios), endpoints: ExternalEndpoints(httpsAddress: httpsByName ? nil : Lab.httpsAddress),
      podStartTimeout: Lab.podPatience, dnsRestartTimeout: Lab.podPatience)
    options.guest.capture = capture
    let lab = SharedLab.shared(cilium)
    let client = try await lab.client()
    let session = try await Session.open(client: client, options: options, progress: progress)
    let record = await session.conduct {}
    try await lab.expectAlive()
    return record
  }

  /// Runs `body` while a fault is on, and switches it off whatever happens.
  static func with<Value>(_ fault: LabFault, _ body: () async throws -> Value) async throws -> Value {
    try await set(fault, active: true)
    let result: Result<Value, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try await set(fault, active: false)
    return try result.get()
  }

  private struct Ignored: Decodable, Sendable {}

  private static func set(_ fault: LabFault, active: Bool) async throws {
    let path = ResourcePath(group: "netproof-lab", resource: "faults", name: fault.rawValue)
    let client = try await SharedLab.shared.client()
    if active {
      _ = try await client.replace([String: String](), at: path, as: Ignored.self)
    } else {
      try await client.delete(path)
    }
  }
}
