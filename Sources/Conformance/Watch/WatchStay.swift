import Cilium
import Foundation
import Kubernetes
import Synchronization

/// A watch's stay in a cluster: takes the Lease, reads the cluster, makes the pods, and removes them whatever happens in
/// between.
struct WatchStay: Sendable {
  let client: KubernetesClient
  let options: WatchOptions
  let progress: @Sendable (WatchProgress) -> Void

  /// Some namespace's pods, by their labels.
  struct PodSet: Sendable {
    var namespace: String
    var selector: String
  }

  /// What a watch has once its pods run.
  struct Ready: Sendable {
    var runID: String
    var summary: ClusterSummary
    var facts: ClusterFacts
    var sample: PairSample
    var pods: ProbePods
    /// Node name → ClusterIP of the Service in front of its server pod.
    var services: [String: ServiceAddresses]
    var families: [IPFamily]
    var serviceNames: [String: String]
    /// Asks the nodes' tailscaled; `nil` where nobody is to.
    var tailscale: TailscaleReader?
    /// The agents' pods.
    var agents: PodSet
    /// The probe pods.
    var own: PodSet
  }

  /// Runs `body` with everything in place.
  ///
  /// - Returns: What `body` returned, and why it was ended early, if it was: the Lease was lost.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable (Ready) async throws -> Value
  ) async throws -> (value: Value, ending: (any Error)?) {
    let tenancy = try await RunTenancy.begin(client: client, runID: RunID.make(), options: options.run.guest) {
      progress(.activity($0))
    }
    // What was seen until the Lease was lost must not be lost with it.
    let seen = Mutex<Value?>(nil)
    let result = await Result {
      try await tenancy.holding {
        let value = try await body(try await prepare(runID: tenancy.runID))
        seen.withLock { $0 = value }
      }
    }
    progress(.activity("removing the pods"))
    // In a task of its own, which the cancellation of this one does not reach.
    let removal = await Task { await Result { try await tenancy.end() } }.value
    if case .failure(let error) = removal {
      progress(.note("not everything could be removed from \(options.run.guest.namespace): \(error)"))
    }
    switch (result, seen.withLock { $0 }) {
    case (.success, let value?): return (value, nil)
    case (.failure(let error), let value?): return (value, error)
    case (.failure(let error), nil): throw error
    case (.success, nil): throw CancellationError()
    }
  }

  private func prepare(runID: String) async throws -> Ready {
    progress(.activity("reading the cluster"))
    let reader = ClusterReader(client: client, cilium: options.run.cilium)
    let version = try await client.serverVersion()
    let participants = try Participants.choose(try await reader.nodes(options.run), sampling)
    var facts = try await FactsReader(reader: reader).read(participants.nodes)
    let summary = ClusterSummary.make(
      connection: client.connection, version: version.gitVersion, nodes: participants.nodes,
      skipped: participants.skipped, facts: facts)
    progress(.activity("starting the pods"))
    let fixture = ProbeFixture(
      client: client,
      specification: ProbePodSpecification(
        runID: runID, options: options.run.guest, lifetime: options.lifetime + options.run.podStartTimeout))
    let nodes = participants.nodes.compactMap(\.metadata.name)
    let families = options.run.families.of(facts)
    let services = try await fixture.createServices(participants.sample, nodes: nodes, families: families)
    let pods = try await fixture.startPods(
      participants.sample, nodes: nodes, generation: 0, timeout: options.run.podStartTimeout)
    if let remark = pods.remark { progress(.note(remark)) }
    let tailscale = try await startTailscale(facts, fixture.specification)
    let said = await tailscale?.read()
    facts.take(said?.told ?? [:])
    for gap in said?.gaps ?? [] { progress(.note(gap)) }
    return Ready(
      runID: runID, summary: summary, facts: facts, sample: participants.sample, pods: pods, services: services,
      families: families, serviceNames: fixture.serviceNames(nodes, clusterDomain: options.run.clusterDomain),
      tailscale: tailscale,
      agents: PodSet(namespace: options.run.cilium.namespace, selector: try await reader.agentSelector()),
      own: PodSet(namespace: options.run.guest.namespace, selector: RunLabels.selector(run: runID)))
  }

  private func startTailscale(
    _ facts: ClusterFacts, _ probes: ProbePodSpecification
  ) async throws -> TailscaleReader? {
    guard let socket = options.run.guest.tailscale else { return nil }
    let wanted = TailscalePods.nodes(facts)
    guard !wanted.isEmpty else { return nil }
    return try await TailscalePods(
      client: client, runID: probes.runID, guest: options.run.guest, options: socket, lifetime: probes.lifetime
    ).start(wanted, generation: 0, timeout: options.run.podStartTimeout)
  }

  private var sampling: SamplingOptions {
    var sampling = options.run.sampling
    sampling.pairLimit = min(sampling.pairLimit, WatchOptions.pairLimit)
    sampling.maximumNodes = min(sampling.maximumNodes ?? .max, WatchOptions.nodeLimit)
    return sampling
  }
}
