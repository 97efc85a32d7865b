import Kubernetes

/// Makes and removes DaemonSets of probe pods, and the Job that ends them.
struct PodSets: Sendable {
  let client: KubernetesClient
  let specification: ProbePodSpecification
  /// How long the Job controller may take to start the timer. It does so at once; where it does not, it does not work, or
  /// is of before Kubernetes 1.24, and the timer would end nothing.
  var patience = Duration.seconds(5)

  private var namespace: String { specification.options.namespace }

  /// Makes the timer, and waits until it runs.
  ///
  /// - Throws: ``KubernetesError``, or ``ScenarioError`` where it does not run.
  func startTimer(generation: Int) async throws -> OwnerReference {
    let jobs = ResourcePath.jobs(namespace: namespace)
    var job = try await client.create(specification.timer(generation: generation), at: jobs, as: Job.self)
    let deadline = ContinuousClock.now + patience
    while job.status?.startTime == nil {
      guard .now < deadline, let name = job.metadata.name else {
        throw ScenarioError("the Job that would end them was not started within \(patience)")
      }
      try await Task.sleep(for: .milliseconds(100))
      job = try await client.get(Job.self, jobs.named(name))
    }
    guard let owner = OwnerReference(job) else { throw ScenarioError("the Job that would end them has no uid") }
    return owner
  }

  /// Makes the pods of a role.
  func make(_ role: ProbeRole, nodes: [String], generation: Int, timer: OwnerReference) async throws {
    let set = specification.daemonSet(role, nodes: nodes, generation: generation, timer: timer)
    _ = try await client.create(set, at: .daemonSets(namespace: namespace), as: PodSetHead.self)
  }

  /// Removes the sets of a role, or all with the timers. What fails here goes with the timer, or at the end of the run.
  func remove(_ role: ProbeRole? = nil) async {
    let selector = RunLabels.selector(run: specification.runID)
    try? await client.deleteCollection(
      .daemonSets(namespace: namespace),
      labelSelector: selector + (role.map { ",\(RunLabels.role)=\($0.rawValue)" } ?? ""), propagation: .background)
    guard role == nil else { return }
    try? await client.deleteCollection(
      .jobs(namespace: namespace), labelSelector: selector, propagation: .background)
  }
}

/// As much of a DaemonSet as its creation has to show: the answer repeats the whole list of nodes.
private struct PodSetHead: Decodable, Sendable {
  var metadata: ObjectMeta
}
