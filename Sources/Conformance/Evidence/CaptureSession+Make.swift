import Cilium
import Kubernetes
import Probes

extension CaptureSession {
  /// The captures of a scenario's nodes.
  ///
  /// - Throws: ``KubernetesError`` when no second client can be made.
  static func make(
    _ options: CaptureOptions, _ running: [String: Result<PodReference, AgentShell.Failure>], facts: ClusterFacts,
    pods: ProbePods, plan: ProbePlan, endpoints: ExternalEndpoints, client: KubernetesClient
  ) throws -> CaptureSession {
    var clientOptions = client.options
    clientOptions.maximumConcurrentExecs = 2 * running.count + 1
    let commands = facts.nodes.filter { running[$0.name] != nil }.map { node -> (String, CaptureCommand) in
      let filter = CaptureFilter(
        facts: facts, node: node, pods: pods, endpoints: endpoints,
        carried: CarriedPackets(of: node, plan: plan, facts: facts))
      return (node.name, CaptureCommand(options: options, filter: filter.expression, seconds: seconds(plan)))
    }
    return CaptureSession(
      client: try KubernetesClient(connection: client.connection, options: clientOptions), pods: running,
      commands: Dictionary(commands, uniquingKeysWith: { first, _ in first }))
  }

  /// Longer than the slowest batch with its exec takes, in as many waves as the pods need.
  private static func seconds(_ plan: ProbePlan) -> Int {
    let longest = plan.probes.values.compactMap { try? ProbeBatch(probes: $0).longestSeconds }.max() ?? 0
    let waves = plan.probes.count / Pace.probingPods + 1
    return (longest + 15) * waves + 60
  }
}
