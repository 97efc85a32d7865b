import Cilium

/// Tells a cluster that is not in the scenario it is pinned to.
enum Drift {
  /// What differs, or `nil` when the cluster is in the pinned scenario.
  static func describe(_ scenario: Scenario, _ setting: ScenarioSetting?, facts: ClusterFacts) -> String? {
    if (try? Scenario.detect(facts)) == scenario { return nil }
    return """
      the cluster has drifted: it is pinned to \(scenario.rawValue) (devices: \(setting?.value ?? "unset")), but \
      cilium-config has devices: \(facts.devicesSetting ?? "unset")
      """
  }
}
