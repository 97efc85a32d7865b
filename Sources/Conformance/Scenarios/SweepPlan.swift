import Cilium
import Kubernetes

/// What walking through scenarios would change on a cluster, before anything is changed.
public struct SweepPlan: Sendable {
  /// One scenario with the value that it would write.
  public struct Step: Sendable, Hashable {
    /// The scenario.
    public var scenario: Scenario
    /// The value of `devices`; `nil` for removing the key.
    public var devices: String?
    /// Why it is left out: the nodes on which agents would not start with it, or that no node has such devices. `nil`
    /// where nothing is known to stand against it.
    public var obstacle: String?

    /// Makes a step.
    public init(scenario: Scenario, devices: String?, obstacle: String? = nil) {
      self.scenario = scenario
      self.devices = devices
      self.obstacle = obstacle
    }
  }

  /// The scenarios, in order.
  public var steps: [Step]
  /// Other values that the nodes' own uplinks suggest, the best first: each can be walked through by itself.
  public var others: [SettingCandidate] = []
  /// The present value of `devices`; `nil` when unset.
  public var current: String?
  /// Where Cilium lives.
  public var cilium: CiliumLocation
  /// How many agents would be restarted per change.
  public var agents: Int

  /// Reads the cluster and derives the values; changes nothing.
  ///
  /// - Throws: What reading the cluster throws.
  public static func read(client: KubernetesClient, options: RunOptions, scenarios: [Scenario]) async throws
    -> SweepPlan
  {
    let reader = ClusterReader(client: client, cilium: options.cilium)
    let facts = try await FactsReader(reader: reader).read(try await reader.nodes(options).taking)
    var plan = SweepPlan(
      steps: scenarios.map { step($0, options, facts) },
      current: facts.devicesSetting, cilium: options.cilium, agents: try await reader.agents().count)
    plan.others = try Self.others(facts, beside: plan.steps)
    return plan
  }

  /// What ``SettingRecommendation`` derives and no step writes.
  static func others(_ facts: ClusterFacts, beside steps: [Step]) throws -> [SettingCandidate] {
    let written = Set(steps.map { entries($0.devices, facts) })
    return try SettingRecommendation(facts).candidates.filter { candidate in
      candidate.devices != nil
        && (!candidate.perNode.isEmpty || !written.contains(entries(candidate.devices, facts)))
    }
  }

  /// What a list says to the cluster's agents: its entries, whose order matters only beside one that excludes.
  private static func entries(_ devices: String?, _ facts: ClusterFacts) -> [String] {
    let entries = CiliumConfigMap.splitDevices(devices ?? "", in: facts.releases.min() ?? .latest)
    return entries.contains { $0.hasPrefix("!") } ? entries : Set(entries).sorted()
  }

  private static func step(_ scenario: Scenario, _ options: RunOptions, _ facts: ClusterFacts) -> Step {
    do {
      let devices = try options.setting(of: scenario, on: facts).value
      let obstacle = SettingForecast(facts, devices: devices ?? "").startObstacles()
      return Step(
        scenario: scenario, devices: devices, obstacle: obstacle.map { "no agent would start on \($0)" })
    } catch {
      return Step(scenario: scenario, devices: nil, obstacle: "\(error)")
    }
  }

  /// The other values, a line each; empty without any.
  private var otherText: String {
    guard !others.isEmpty else { return "" }
    let lines = others.map { candidate in
      let line = "  \(candidate.title): \(candidate.devices ?? "unset")"
      if let obstacle = candidate.obstacle {
        return line + "\n    left out: no agent would start on \(obstacle)"
      }
      guard candidate.perNode.isEmpty else {
        let own = candidate.perNode.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return line + "; by CiliumNodeConfigs \(own.joined(separator: ", "))\n    left out: a sweep writes no "
          + "CiliumNodeConfigs; `netproof recommend` prints them"
      }
      return line
    }
    return """

      Other values that the nodes' own uplinks suggest, each by `--devices VALUE`:

      \(lines.joined(separator: "\n"))

      """
  }

  /// For people who have not allowed it yet: what would happen, and how it is taken back.
  public var text: String {
    let width = steps.map(\.scenario.rawValue.count).max() ?? 0
    let list = steps.map { step in
      let padding = String(repeating: " ", count: width - step.scenario.rawValue.count)
      let line = "  \(step.scenario.rawValue)\(padding)  devices: \(step.devices ?? "unset")"
      return line + (step.obstacle.map { "\n    left out: \($0)" } ?? "")
    }
    return """
      netproof sweep changes the configuration of this cluster. For each of these scenarios it would write `devices` into
      ConfigMap \(cilium.namespace)/cilium-config, delete the \(agents) pods of DaemonSet \
      \(cilium.namespace)/\(cilium.daemonSet), wait until every agent is Ready and its datapath
      has settled, verify, and restart the cluster DNS pods:

      \(list.joined(separator: "\n"))
      \(otherText)
      While agents restart, and in scenarios that leave an uplink out, traffic of every pod in the cluster may fail.
      Now devices is \(current ?? "unset"). That value is noted on the ConfigMap (annotation \(ScenarioSwitch.originalAnnotation))
      before the first change, and put back at the end, at once where agents do not come back, after an error and on Ctrl-C;
      after a kill, by `netproof restore`.

      On a cluster that is yours to change, say so: netproof sweep --allow-reconfigure
      """
  }
}
