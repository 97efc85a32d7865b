import Cilium
import Kubernetes

/// Makes and removes the pods and Services of a run. What is left at its end goes with ``RunTenancy``.
struct ProbeFixture: Sendable {
  let client: KubernetesClient
  let specification: ProbePodSpecification

  private var namespace: String { specification.options.namespace }

  /// Creates a Service in front of each server pod that gets one; returns their ClusterIPs by node.
  ///
  /// - Parameters:
  ///   - nodes: all that take part; their places name the objects.
  ///   - families: what is probed; with both, Services are asked for both.
  func createServices(
    _ sample: PairSample, nodes: [String], families: [IPFamily]
  ) async throws -> [String: ServiceAddresses] {
    let served = sample.served
    var addresses: [String: ServiceAddresses] = [:]
    try await FanOut.each(
      nodes.enumerated().filter { served.contains($0.element) }, atOnce: Pace.changedObjects
    ) { index, node -> (String, ServiceAddresses?) in
      let made = try await client.create(
        specification.service(index: index, families: families), at: .services(namespace: namespace), as: Service.self)
      return (node, ServiceAddresses(made))
    } take: { node, address in
      addresses[node] = address
    }
    return addresses
  }

  /// Node name → the name of its Service in the cluster, whether it gets one or not.
  func serviceNames(_ nodes: [String], clusterDomain: String) -> [String: String] {
    Dictionary(
      nodes.enumerated().map { ($1, specification.serviceName(index: $0, clusterDomain: clusterDomain)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Creates the pods of a scenario and waits until each runs, or its time is up: a client where something is sent from,
  /// a server where something is sent to. That is both on every node, but in a part of a split run.
  ///
  /// - Parameter backends: nodes that get a server whatever is sent to them: for NodePort Services.
  func startPods(
    _ sample: PairSample, nodes: [String], backends: [String] = [], generation: Int, timeout: Duration
  ) async throws -> ProbePods {
    let began = ContinuousClock.now
    let places: [ProbeRole: Set<String>] = [.client: Set(sample.nodes), .server: sample.involved.union(backends)]
    let wanted = nodes.enumerated().flatMap { index, node in
      ProbeRole.allCases.filter { places[$0]?.contains(node) == true }.map {
        specification.pod($0, node: node, index: index, generation: generation)
      }
    }
    let refused = try await client.create(pods: wanted, in: namespace)
    let names = wanted.map(\.name).filter { refused[$0] == nil }
    let wait = PodReadiness(
      client: client, namespace: namespace, selector: RunLabels.selector(run: specification.runID))
    let running = try await wait.wait(for: Set(names), timeout: timeout)
    func notRunning(_ detail: Sentence) -> AgentShell.Failure { AgentShell.Failure(.podNotRunning, detail) }
    func result(_ role: ProbeRole, _ index: Int) -> Result<ProbePods.Running, AgentShell.Failure> {
      let name = specification.podName(role, index: index, generation: generation)
      switch (refused[name], running[name]) {
      case (let failure?, _) where failure.obstacle == .controllersStopped:
        return .failure(AgentShell.Failure(.controllersStopped, "\(namespace)/\(name): \(failure)"))
      case (nil, .success(let pod)?): return .success(pod)
      case (let failure?, _), (nil, .failure(let failure)?):
        return .failure(notRunning("\(namespace)/\(name): \(failure)"))
      case (nil, nil):
        return .failure(notRunning("\(namespace)/\(name)"))
      }
    }
    return ProbePods(
      nodes: Dictionary(
        nodes.enumerated().map { index, node in
          (node, ProbePods.Pair(client: result(.client, index), server: result(.server, index)))
        }, uniquingKeysWith: { first, _ in first }), since: began)
  }

  /// Removes the pods of a scenario without waiting for their end. What fails here goes with everything else at the end
  /// of the run.
  func removePods() async {
    try? await client.deleteCollection(
      .pods(namespace: namespace), labelSelector: RunLabels.selector(run: specification.runID))
  }
}
