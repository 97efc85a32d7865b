import Cilium
import Kubernetes

/// The nodes and pairs that are watched at the same time, with their pods: all of a small cluster, or those of a turn.
struct WatchedSet: Sendable {
  var nodes: [Node]
  var facts: ClusterFacts
  var sample: PairSample
  var pods: ProbePods
  /// Node name → ClusterIP of the Service in front of its server pod.
  var services: [String: ServiceAddresses]
  var families: [IPFamily]
  var serviceNames: [String: String]
  /// Asks the nodes' tailscaled; `nil` where nobody is to.
  var tailscale: TailscaleReader?
  /// The nodes with a pod for that, by their places.
  var tailscaleNodes: [String]
  /// The place of the first node in names and labels.
  var firstPlace: Int

  /// The pairs whose overlay is followed.
  var overlayPairs: [Subject] {
    sample.cases(families, onNodePorts: false).map(\.1).filter { $0.target != nil }.uniqued()
  }

  /// Whether any pod can send something.
  var sendsAnything: Bool { pods.nodes.values.contains { (try? $0.client.get()) != nil } }

  /// The places of some nodes.
  func places(_ names: Set<String>) -> Set<Int> {
    Set(nodes.indices.filter { names.contains(nodes[$0].metadata.name ?? "") }.map { firstPlace + $0 })
  }

  /// The places of the pods that ask some nodes' tailscaled.
  func tailscalePlaces(_ names: Set<String>) -> Set<Int> {
    Set(tailscaleNodes.indices.filter { names.contains(tailscaleNodes[$0]) }.map { firstPlace + $0 })
  }
}

/// Reads some nodes' facts, and starts their pods.
struct WatchedSetStarter: Sendable {
  let client: KubernetesClient
  let options: WatchOptions
  let runID: String
  let progress: @Sendable (WatchProgress) -> Void
  /// When the first pods were made.
  private let began = ContinuousClock.now

  init(
    client: KubernetesClient, options: WatchOptions, runID: String,
    progress: @escaping @Sendable (WatchProgress) -> Void
  ) {
    self.client = client
    self.options = options
    self.runID = runID
    self.progress = progress
  }

  /// How long the watch can still take, with everything around it.
  var lifetimeLeft: Duration { max(.seconds(60), options.lifetime - (ContinuousClock.now - began)) }

  /// Reads the nodes and starts the pods; what does not run within its time is left to its failure.
  ///
  /// - Parameter number: Which set it is, from 0 on: pods of different sets have different names.
  func start(_ nodes: [Node], _ sample: PairSample, number: Int) async throws -> WatchedSet {
    var facts = try await FactsReader(reader: options.run.reader(client)).read(nodes)
    progress(.activity("starting the pods"))
    let specification = ProbePodSpecification(
      runID: runID, options: options.run.guest,
      lifetime: (number == 0 ? options.lifetime : lifetimeLeft) + options.run.podStartTimeout)
    let firstPlace = number * options.nodesAtOnce
    let fixture = ProbeFixture(client: client, specification: specification, firstPlace: firstPlace)
    let names = nodes.compactMap(\.metadata.name)
    let families = options.run.families.of(facts)
    let services = try await fixture.createServices(sample, nodes: names, families: families)
    let pods = try await fixture.startPods(
      sample, nodes: names, generation: number, timeout: options.run.podStartTimeout)
    if let remark = pods.remark { progress(.note(remark)) }
    let (tailscale, asked) = try await startTailscale(facts, specification, number, firstPlace)
    let said = await tailscale?.read()
    facts.take(said?.told ?? [:])
    for gap in said?.gaps ?? [] { progress(.note(gap)) }
    return WatchedSet(
      nodes: nodes, facts: facts, sample: sample, pods: pods, services: services, families: families,
      serviceNames: fixture.serviceNames(names, clusterDomain: options.run.clusterDomain), tailscale: tailscale,
      tailscaleNodes: asked, firstPlace: firstPlace)
  }

  private func startTailscale(
    _ facts: ClusterFacts, _ probes: ProbePodSpecification, _ number: Int, _ firstPlace: Int
  ) async throws -> (reader: TailscaleReader?, nodes: [String]) {
    guard let socket = options.run.guest.tailscale else { return (nil, []) }
    let wanted = TailscalePods.nodes(facts)
    guard !wanted.isEmpty else { return (nil, []) }
    let pods = TailscalePods(
      client: client, runID: probes.runID, guest: options.run.guest, options: socket, lifetime: probes.lifetime)
    let reader = try await pods.start(
      wanted, generation: number, firstPlace: firstPlace, timeout: options.run.podStartTimeout)
    return (reader, wanted)
  }
}
