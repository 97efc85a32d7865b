import Foundation
import Logging

/// The lab's control plane: store, controllers and kubelets, over any network and runtime.
struct ControlPlane: Sendable {
  let store: ObjectStore
  let facade: APIFacade
  let faults: FaultBoard
  private let loops: [ControllerLoop]

  /// What the control plane stands on.
  struct Foundations: Sendable {
    var network: any NodeNetwork
    var runtime: any PodRuntime
    var launcher: @Sendable (any AgentEnvironment) -> any AgentLauncher
    /// Receives the names of the cluster DNS zone whenever they change.
    var writeRecords: @Sendable ([ClusterDNSRecord]) async throws -> Void
    var initial: InitialObjects
    /// PEM certificate of the lab's authority, for `kube-root-ca.crt`.
    var authority: String
    var upstreamDNS = LabTopology.upstreamDNSAddress
    /// The prefixes of Services' addresses, the primary family's first.
    var serviceCIDRs = [LabTopology.serviceCIDR(.ipv4)]
    var backOff = RestartBackOff()
    /// Whether exec and logs depend on the network between API server and node, as they do in reality.
    var checksKubeletPath = true
    var now: @Sendable () -> Date = { Date() }
  }

  /// Builds everything and creates the initial objects; nothing runs yet.
  init(_ base: Foundations, logger: Logger) async throws {
    let now = base.now
    let store = ObjectStore(now: now)
    let names = base.initial.nodes.map(\.name)
    let faults = FaultBoard(
      network: base.network, nodes: names, objects: ClusterFaults(store: store, nodes: names, now: now))
    let environment = StoreAgentEnvironment(store: store, network: base.network, faults: faults)
    let launcher = base.launcher(environment)
    await faults.connect(launcher)
    let tokens = ServiceAccountTokens()
    let accounts = ServiceAccountFiles(store: store, tokens: tokens, authority: base.authority, now: now)
    let kubelets = base.initial.nodes.map { node in
      Kubelet(
        context: KubeletContext(
          store: store, node: node.name, hostIPs: node.internalIPs, runtime: base.runtime, network: base.network,
          launcher: launcher, faults: faults,
          events: EventRecorder(store: store, component: "kubelet", host: node.name, now: now),
          backOff: base.backOff, clusterDNS: base.initial.dnsAddresses.first ?? "",
          upstreamDNS: base.upstreamDNS,
          accounts: accounts, logger: logger))
    }
    let home = base.initial.nodes.first?.name ?? ""
    let reachability =
      base.checksKubeletPath
      ? KubeletReachability(
        store: store, network: base.network, faults: faults, home: home,
        neighbourhood: base.initial.neighbourhood)
      : nil
    facade = APIFacade(
      store: store, pods: KubeletPods(kubelets: kubelets, reachability: reachability), faults: faults,
      serviceCIDRs: base.serviceCIDRs, tokens: tokens, now: now)
    try base.initial.install(in: store, admission: facade.admission, now: now())
    self.store = store
    self.faults = faults
    func recorder(_ name: String) -> EventRecorder { EventRecorder(store: store, component: name, now: now) }
    let controllers: [any Controller] = [
      NamespaceController(store: store, now: now, authority: base.authority),
      GarbageCollector(store: store, now: now),
      DeploymentController(store: store, events: recorder("deployment-controller")),
      ReplicaSetController(store: store, events: recorder("replicaset-controller")),
      DaemonSetController(store: store, events: recorder("daemonset-controller")),
      CronJobController(store: store, events: recorder("cronjob-controller")),
      JobController(store: store, events: recorder("job-controller")),
      VolumeBinder(store: store),
      Scheduler(store: store, events: recorder("default-scheduler")),
      EndpointsController(store: store), LeaseController(store: store, now: now),
    ]
    let publisher = ServicePublisher(store: store, network: base.network, writeRecords: base.writeRecords)
    // Loops of their own: loading a node's rules takes time, and pods are not to wait for it.
    loops =
      [
        ControllerLoop(store: store, controllers: controllers, logger: logger),
        ControllerLoop(store: store, controllers: [publisher], logger: logger),
      ] + kubelets.map { ControllerLoop(store: store, controllers: [$0], logger: logger) }
  }

  /// Runs until cancelled.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      for loop in loops { group.addTask { await loop.run() } }
    }
  }

  /// Waits until all agents and cluster DNS pods are ready, or the time is over.
  /// - Returns: What is still missing; empty when everything is ready.
  func waitUntilReady(within limit: Duration) async -> [String] {
    let deadline = ContinuousClock.now + limit
    while true {
      let missing = unready()
      if missing.isEmpty || ContinuousClock.now > deadline || Task.isCancelled { return missing }
      try? await Task.sleep(for: .milliseconds(50))
    }
  }

  private func unready() -> [String] {
    let sets = store.list(.daemonSets).filter {
      let status = $0["status"]
      return status["desiredNumberScheduled"].int == 0 || status["numberReady"] != status["desiredNumberScheduled"]
    }
    let deployments = store.list(.deployments).filter { $0["status"]["readyReplicas"] != $0["spec"]["replicas"] }
    return sets.map { "DaemonSet \($0.name)" } + deployments.map { "Deployment \($0.name)" }
  }
}
