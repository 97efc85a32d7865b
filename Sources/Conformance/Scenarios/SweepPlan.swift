import Kubernetes

/// What walking through scenarios would change on a cluster, before anything is changed.
public struct SweepPlan: Sendable {
  /// One scenario with the value that it would write.
  public struct Step: Sendable, Hashable {
    /// The scenario.
    public var scenario: Scenario
    /// The value of `devices`; `nil` for removing the key.
    public var devices: String?
  }

  /// The scenarios, in order.
  public var steps: [Step]
  /// The present value of `devices`; `nil` when unset.
  public var current: String?
  /// Where Cilium lives.
  public var cilium: CiliumLocation
  /// How many agents would be restarted per change.
  public var agents: Int

  /// Reads the cluster and derives the values; changes nothing.
  ///
  /// - Throws: ``ScenarioError`` when a scenario cannot be set up on these nodes.
  public static func read(client: KubernetesClient, options: RunOptions, scenarios: [Scenario]) async throws
    -> SweepPlan
  {
    let reader = ClusterReader(client: client, cilium: options.cilium)
    let facts = try await FactsReader(reader: reader).read(try await reader.nodes(options).taking)
    return SweepPlan(
      steps: try scenarios.map { Step(scenario: $0, devices: try $0.setting(for: facts).value) },
      current: facts.devicesSetting, cilium: options.cilium, agents: try await reader.agents().count)
  }

  /// For people who have not allowed it yet: what would happen, and how it is taken back.
  public var text: String {
    let width = steps.map(\.scenario.rawValue.count).max() ?? 0
    let list = steps.map { step in
      let padding = String(repeating: " ", count: width - step.scenario.rawValue.count)
      return "  \(step.scenario.rawValue)\(padding)  devices: \(step.devices ?? "unset")"
    }
    return """
      netproof sweep changes the configuration of this cluster. For each of these scenarios it would write `devices` into
      ConfigMap \(cilium.namespace)/cilium-config, delete the \(agents) pods of DaemonSet \
      \(cilium.namespace)/\(cilium.daemonSet), wait until every agent is Ready and its datapath
      has settled, verify, and restart the cluster DNS pods:

      \(list.joined(separator: "\n"))

      While agents restart, and in scenarios that leave an uplink out, traffic of every pod in the cluster may fail.
      Now devices is \(current ?? "unset"). That value is noted on the ConfigMap (annotation \(ScenarioSwitch.originalAnnotation))
      before the first change, and put back at the end, after an error and on Ctrl-C; after a kill, by `netproof restore`.

      On a cluster that is yours to change, say so: netproof sweep --allow-reconfigure
      """
  }
}
