import Foundation
import Logging
import NIOPosix
import Synchronization

/// A cluster of any size behind the lab's API server, on loopback: nodes, pods and agents on paper, execs answered by a
/// model with faults sprinkled in. For measuring how netproof does on large clusters; needs no privileges.
public final class Simulation: Sendable {
  /// What is broken, and at which node.
  public let faults: [SimulatedFault]
  /// The kubeconfig of the simulated cluster's administrator.
  public let kubeconfig: String
  private let calls: RequestCount
  private let cluster: SimulatedCluster
  private let store: ObjectStore
  private let task: Task<Void, any Error>

  /// How often the API was called, by what for, for example `POST pods` or `exec in agents`.
  public var requests: [String: Int] { calls.counts.withLock { $0 } }

  private init(
    cluster: SimulatedCluster, store: ObjectStore, kubeconfig: String, calls: RequestCount,
    task: Task<Void, any Error>
  ) {
    faults = cluster.faults
    self.cluster = cluster
    self.store = store
    self.kubeconfig = kubeconfig
    self.calls = calls
    self.task = task
  }

  /// Starts a simulated cluster.
  ///
  /// - Parameters:
  ///   - nodes: How many nodes it has.
  ///   - seed: Where the faults are.
  ///   - cilium: Which release its agents are of.
  ///   - kinds: What is broken, all of it at the last node; `nil`, the default, sprinkles faults of every kind.
  /// - Throws: What keeps the API server from listening on loopback, or its certificates from being made.
  public static func start(
    nodes: Int, seed: UInt64, cilium: LabCilium = .guide, faults kinds: [SimulatedFault.Kind]? = nil
  ) async throws -> Simulation {
    let directory = FileManager.default.temporaryDirectory.appending(path: "netproof-simulation-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: directory) }
    let pki = try await LabPKI.make(in: directory, serverNames: ["DNS:localhost", "IP:127.0.0.1"])

    let cluster = SimulatedCluster(count: nodes, seed: seed, cilium: cilium, faults: kinds)
    // Watches that begin when thousands of pods have just been made must find these changes.
    let store = ObjectStore(historyLimit: 1 << 17)
    let calls = RequestCount()
    let containers = SimulatedContainers(
      store: store, cluster: cluster, services: SimulatedServices(store: store), count: { calls.add($0) })
    var facade = APIFacade(store: store, pods: containers, faults: NoFaultControl())
    facade.onRequest = { calls.add($0) }
    try SimulatedObjects(cluster: cluster).install(in: store, admission: facade.admission)

    let logger = Logger(label: "simulation")
    let server = try APIServer(
      facade: facade, identities: try LabAssembly.identities(pki), certificate: pki.server.certificate,
      key: pki.server.key, logger: logger)
    let binding = try await server.bind(
      .address(host: "127.0.0.1", port: 0), group: MultiThreadedEventLoopGroup.singleton)
    guard let port = binding.channel.localAddress?.port else { throw LabError("the API server has no port") }
    let controllers = ControllerLoop(store: store, controllers: Self.controllers(store, pki), logger: logger)
    let task = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.serve(binding) }
        group.addTask { try await SimulatedKubelets(store: store, cluster: cluster).run() }
        group.addTask { await controllers.run() }
        try await group.waitForAll()
      }
    }
    return Simulation(
      cluster: cluster, store: store, kubeconfig: Kubeconfig.text(server: "https://127.0.0.1:\(port)", pki: pki),
      calls: calls, task: task)
  }

  /// What brings pods about that are made by others. The agents' are there from the beginning.
  private static func controllers(_ store: ObjectStore, _ pki: LabPKI) -> [any Controller] {
    func recorder(_ name: String) -> EventRecorder {
      EventRecorder(store: store, component: name, now: { Date() }, isHeard: false)
    }
    return [
      NamespaceController(store: store, now: { Date() }, authority: pki.authority),
      GarbageCollector(store: store, now: { Date() }),
      DaemonSetController(
        store: store, events: recorder("daemonset-controller"), leavesAlone: ["kube-system"]),
      JobController(store: store, events: recorder("job-controller")),
    ]
  }

  /// Breaks something at a node, or heals it.
  public func set(_ kind: SimulatedFault.Kind, at node: String, active: Bool) {
    cluster.set(SimulatedFault(kind: kind, node: node), active: active)
  }

  /// Takes a node away, with the pods on it.
  public func removeNode(_ name: String) {
    guard let node = cluster.node(named: name) else { return }
    cluster.lose(node)
    if let object = store.get(.nodes, namespace: nil, name: name) {
      store.remove(.nodes, namespace: nil, name: name, uid: object.uid)
    }
    for pod in store.list(.pods) where pod["spec"]["nodeName"].string == name {
      store.remove(.pods, namespace: pod.namespace, name: pod.name, uid: pod.uid)
    }
  }

  /// Runs until it is stopped or fails.
  public func wait() async throws { try await task.value }

  /// Ends the cluster.
  public func stop() async {
    task.cancel()
    _ = await task.result
  }
}

/// Counts API calls by what they are.
private final class RequestCount: Sendable {
  let counts = Mutex<[String: Int]>([:])

  func add(_ request: APIRequest) {
    guard case .resource(let target) = APITarget(request, registry: .lab) else { return add("other") }
    add("\(target.verb(request)) \(target.type.plural)")
  }

  func add(_ what: String) { counts.withLock { $0[what, default: 0] += 1 } }
}
