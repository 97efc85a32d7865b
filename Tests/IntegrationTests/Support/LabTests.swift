import Conformance
import Foundation
import Kubernetes
import Lab
import Synchronization
import Testing

/// What runs on the guide's lab with real packets; one test at a time, because the lab is one cluster. Suites with labs of
/// their own (`SharedLab.owner`) run beside it.
@Suite(
  "Lab", .serialized,
  .enabled("the lab needs root", { geteuid() == 0 }))
struct LabTests {}

/// The lab that the tests of a suite share, one of each release that they ask for. It is brought up by the first and ends
/// with the process.
actor SharedLab {
  /// Whose labs the present test uses.
  @TaskLocal static var owner = Owner(name: "guide", topology: .guide)
  private static let labs = Mutex<[Key: SharedLab]>([:])
  private let key: Key
  private var starting: Task<Lab, any Error>?

  /// A suite that has labs of its own, and their shape.
  struct Owner: Hashable, Sendable {
    var name: String
    var topology: LabTopology
  }

  private struct Key: Hashable, Sendable {
    var owner: Owner
    var cilium: LabCilium
  }

  /// The suite's lab of the guide's release.
  static var shared: SharedLab { shared(.guide) }

  /// The suite's lab of a release.
  static func shared(_ cilium: LabCilium) -> SharedLab {
    let key = Key(owner: owner, cilium: cilium)
    return labs.withLock { labs in
      if let lab = labs[key] { return lab }
      let lab = SharedLab(key)
      labs[key] = lab
      return lab
    }
  }

  private init(_ key: Key) { self.key = key }

  /// The `netproof` program beside the test program.
  static var executable: String {
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return own.deletingLastPathComponent().appending(path: "netproof").path
  }

  static func options(_ cilium: LabCilium = .guide, topology: LabTopology = .guide) -> LabOptions {
    LabOptions(
      executable: executable, stateDirectory: LabOptions.privateStateDirectory(), topology: topology, cilium: cilium)
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
    let options = Self.options(key.cilium, topology: key.owner.topology)
    let task = Task { try await Lab.start(options) }
    starting = task
    return try await task.value
  }

  /// Fails the test during which the lab has died, with the reason.
  func expectAlive() async throws {
    guard let lab = try await starting?.value, !lab.isRunning else { return }
    Issue.record("the lab died during this test: \(lab.lastWords ?? "it left no word")")
  }

  /// Ends the lab, for suites whose lab nobody needs any more.
  func stop() async {
    await (try? starting?.value)?.stop()
    starting = nil
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
    _ scenarios: [Scenario], on cilium: LabCilium = .guide, capture: CaptureOptions? = nil,
    tailscale: Bool = false, httpsByName: Bool = false, onNodePorts: Bool = false, fromOutside: Bool = false,
    fromHosts: Bool = false, samples: Int = 1, proxied: ServiceName? = nil,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws -> RunRecord {
    try await verify(
      plan: .walk(scenarios), on: cilium, capture: capture, tailscale: tailscale, httpsByName: httpsByName,
      onNodePorts: onNodePorts, fromOutside: fromOutside, fromHosts: fromHosts, samples: samples, proxied: proxied,
      progress: progress)
  }

  /// The same by any plan.
  static func verify(
    plan: RunOptions.Plan, on cilium: LabCilium = .guide, capture: CaptureOptions? = nil,
    tailscale: Bool = false, httpsByName: Bool = false, onNodePorts: Bool = false, fromOutside: Bool = false,
    fromHosts: Bool = false, samples: Int = 1, proxied: ServiceName? = nil,
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) async throws -> RunRecord {
    var options = RunOptions(
      plan: plan,
      endpoints: ExternalEndpoints(
        httpsAddress: httpsByName ? nil : Lab.httpsAddress,
        ipv6: IPv6Endpoints(httpsAddress: httpsByName ? nil : Lab.httpsAddressIPv6)),
      // Pods take longer where much else runs on the machine; what a DNS pod cannot do, it cannot do in six seconds.
      podStartTimeout: .seconds(30), dnsRestartTimeout: Lab.podPatience)
    options.guest.capture = capture
    options.pathSampling = PathSampling(count: samples, intervalSeconds: 0)
    options.guest.tailscale = tailscale ? TailscaleSocketOptions() : nil
    let lab = SharedLab.shared(cilium)
    let client = try await lab.client()
    options.asksNodePorts = onNodePorts || fromOutside
    options.asksHosts = fromHosts
    options.proxiedService = proxied
    if fromOutside { options.vantages = try await LabVantages.all(of: lab.lab()) }
    let session = try await Session.open(client: client, options: options, progress: progress)
    let record = await session.conduct {}
    try await lab.expectAlive()
    return record
  }

  /// Runs `body` while a fault is on, and switches it off whatever happens.
  static func with<Value>(
    _ fault: LabFault, on node: String? = nil, _ body: () async throws -> Value
  ) async throws -> Value {
    try await settle()
    try await set(fault, on: node, active: true)
    let result: Result<Value, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try await set(fault, active: false)
    return try result.get()
  }

  /// Waits until the DNS pods take part again: what the fault before kept from them takes its time to come back, and without
  /// them the next one shows other cells.
  private static func settle() async throws {
    let client = try await SharedLab.shared.client()
    let deadline = ContinuousClock.now + Lab.podPatience * 4
    while ContinuousClock.now < deadline {
      let pods = try await client.list(Pod.self, .pods(namespace: "kube-system"), labelSelector: "k8s-app=kube-dns")
        .items
      let slices = try await client.list(
        EndpointSlice.self, .endpointSlices(namespace: "kube-system"),
        labelSelector: "kubernetes.io/service-name=kube-dns"
      ).items
      let ready = slices.flatMap { $0.endpoints ?? [] }.filter { $0.conditions?.ready != false }
      if !pods.isEmpty, ready.count >= pods.count { return }
      try await Task.sleep(for: .milliseconds(250))
    }
  }

  private struct Ignored: Decodable, Sendable {}

  private static func set(_ fault: LabFault, on node: String? = nil, active: Bool) async throws {
    let path = ResourcePath(group: "netproof-lab", resource: "faults", name: fault.rawValue)
    let client = try await SharedLab.shared.client()
    if active {
      _ = try await client.replace(node.map { ["node": $0] } ?? [:], at: path, as: Ignored.self)
    } else {
      try await client.delete(path)
    }
  }
}
