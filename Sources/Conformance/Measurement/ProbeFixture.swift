import Cilium
import Kubernetes

/// Makes and removes the pods and Services of a run. What is left at its end goes with ``RunTenancy``.
struct ProbeFixture: Sendable {
  let client: KubernetesClient
  let specification: ProbePodSpecification
  /// Up to how many pods of a role are made one by one.
  var mostSingly = PodDivision.most
  /// The place of the first node in names and labels: pods of several sets that run at the same time have different ones.
  var firstPlace = 0

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
        specification.service(index: firstPlace + index, families: families), at: .services(namespace: namespace),
        as: Service.self)
      return (node, ServiceAddresses(made))
    } take: { node, address in
      addresses[node] = address
    }
    return addresses
  }

  /// Node name → the name of its Service in the cluster, whether it gets one or not.
  func serviceNames(_ nodes: [String], clusterDomain: String) -> [String: String] {
    Dictionary(
      nodes.enumerated().map { ($1, specification.serviceName(index: firstPlace + $0, clusterDomain: clusterDomain)) },
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
    var division = PodDivision(sample, nodes: nodes, backends: backends, most: mostSingly)
    let places = Dictionary(nodes.enumerated().map { ($1, firstPlace + $0) }, uniquingKeysWith: { first, _ in first })
    var refused = try await create(division.singly, places, generation: generation)
    let remark = try await makeSets(&division, nodes, places, &refused, generation: generation)
    let specification = specification
    let sets = Dictionary(
      division.together.keys.map { (specification.setName($0, generation: generation), $0) },
      uniquingKeysWith: { first, _ in first })
    let wait = PodReadiness(
      client: client, namespace: namespace, selector: RunLabels.selector(run: specification.runID)
    ) { pod in
      guard let set = pod.metadata.labels?[RunLabels.set] else { return pod.metadata.name }
      guard let role = sets[set], let index = pod.destination.flatMap({ places[$0] }) else { return nil }
      return specification.podName(role, index: index, generation: generation)
    }
    let all = [division.singly, division.together].flatMap { part in
      part.flatMap { role, nodes in
        nodes.compactMap { places[$0] }.map { specification.podName(role, index: $0, generation: generation) }
      }
    }
    let running = try await wait.wait(
      for: Set(all.filter { refused[$0] == nil }), timeout: timeout + division.patience)
    let made = division.together.mapValues(Set.init)
    func notRunning(_ detail: Sentence) -> AgentShell.Failure { AgentShell.Failure(.podNotRunning, detail) }
    func result(_ role: ProbeRole, _ node: String, _ index: Int) -> Result<ProbePods.Running, AgentShell.Failure> {
      let name = specification.podName(role, index: firstPlace + index, generation: generation)
      switch (refused[name], running[name]) {
      case (let failure?, _) where failure.obstacle == .controllersStopped:
        return .failure(AgentShell.Failure(.controllersStopped, "\(namespace)/\(name): \(failure)"))
      case (nil, .success(let pod)?): return .success(pod)
      case (nil, .failure(let failure)?) where made[role]?.contains(node) == true:
        let set = specification.setName(role, generation: generation)
        return .failure(notRunning("that of DaemonSet \(namespace)/\(set) on \(node): \(failure)"))
      case (let failure?, _), (nil, .failure(let failure)?):
        return .failure(notRunning("\(namespace)/\(name): \(failure)"))
      case (nil, nil):
        return .failure(notRunning("\(namespace)/\(name)"))
      }
    }
    return ProbePods(
      nodes: Dictionary(
        nodes.enumerated().map { index, node in
          (node, ProbePods.Pair(client: result(.client, node, index), server: result(.server, node, index)))
        }, uniquingKeysWith: { first, _ in first }), since: began, areOfSets: !made.isEmpty, remark: remark)
  }

  /// Creates pods one by one.
  ///
  /// - Returns: Pod's name → why the API server did not take it.
  private func create(
    _ wanted: [ProbeRole: [String]], _ places: [String: Int], generation: Int
  ) async throws -> [String: AgentShell.Failure] {
    let pods = ProbeRole.allCases.flatMap { role in
      (wanted[role] ?? []).compactMap { node in
        places[node].map { specification.pod(role, node: node, index: $0, generation: generation) }
      }
    }
    return try await client.create(pods: pods, in: namespace)
  }

  /// Makes what is to be made together. Where the cluster does not take it, the pods are made one by one, as they always
  /// were: a role of an earlier release is enough for that.
  ///
  /// - Returns: Why they are made one by one; `nil` where they are not, or where a single pod's refusal tells.
  private func makeSets(
    _ division: inout PodDivision, _ nodes: [String], _ places: [String: Int],
    _ refused: inout [String: AgentShell.Failure], generation: Int
  ) async throws -> Sentence? {
    var remark: Sentence?
    var timer: OwnerReference?
    for role in ProbeRole.allCases {
      guard let wanted = division.together[role] else { continue }
      let isTaken = (division.singly[role] ?? []).contains { node in
        places[node].map { refused[specification.podName(role, index: $0, generation: generation)] == nil } ?? false
      }
      if isTaken, remark == nil {
        do {
          let owner: OwnerReference
          if let timer { owner = timer } else { owner = try await sets.startTimer(generation: generation) }
          timer = owner
          try await sets.make(role, nodes: wanted, generation: generation, timer: owner)
          continue
        } catch let error where error is KubernetesError || error is ScenarioError {
          remark = "probe pods are made one by one, because what makes many at once is not to be had: \(error)"
          // The answer to its creation may be what failed.
          await sets.remove(timer == nil ? nil : role)
        }
      }
      division.dissolve(role, inOrderOf: nodes)
      refused.merge(try await create([role: wanted], places, generation: generation)) { _, new in new }
    }
    return remark
  }

  private var sets: PodSets { PodSets(client: client, specification: specification) }

  /// Removes the objects of some places without waiting for their end: pods of a role, or Services.
  ///
  /// - Throws: ``KubernetesError``; what is left goes with everything else at the end of the run, too.
  static func remove(
    _ objects: PlacedObjects, at places: some Collection<Int>, of run: String, in namespace: String,
    _ client: KubernetesClient
  ) async throws {
    guard !places.isEmpty else { return }
    let numbers = places.sorted().map(String.init).joined(separator: ",")
    let selector = RunLabels.selector(run: run) + ",\(RunLabels.node) in (\(numbers))"
    switch objects {
    case .services: try await client.deleteCollection(.services(namespace: namespace), labelSelector: selector)
    case .pods(let role):
      try await client.deleteCollection(
        .pods(namespace: namespace), labelSelector: selector + ",\(RunLabels.role)=\(role)")
    }
  }

  /// What stands at a node's place.
  enum PlacedObjects: Hashable, Sendable {
    /// The Service in front of its server pod.
    case services
    /// Its pod of a role.
    case pods(role: String)
  }

  /// Removes the pods of a scenario without waiting for their end. What fails here goes with everything else at the end
  /// of the run.
  func remove(_ pods: ProbePods) async {
    // First what would make the pods anew.
    if pods.areOfSets { await sets.remove() }
    try? await client.deleteCollection(
      .pods(namespace: namespace), labelSelector: RunLabels.selector(run: specification.runID))
  }
}
