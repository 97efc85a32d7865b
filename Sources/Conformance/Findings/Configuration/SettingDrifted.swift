/// The cluster is not in the scenario that the run is pinned to.
struct SettingDrifted: Finding {
  /// What it should be in.
  var scenario: Scenario
  /// The `devices` of that scenario; `nil`: unset.
  var wanted: String?
  /// The `devices` of `cilium-config`; `nil`: unset.
  var seen: String?

  static let code = FindingCode.settingDrifted
  static let example = SettingDrifted(scenario: .both, wanted: "enp0s6 tailscale0", seen: "tailscale0")

  var cause: Translated {
    let drift = Drift(scenario: scenario, wanted: wanted, seen: seen)
    return Translated(
      en: drift.description,
      ko: "클러스터가 지정한 상태에서 벗어남: \(scenario.rawValue) 시나리오(devices: \(wanted ?? "unset"))로 고정했으나 "
        + "cilium-config의 devices는 \(seen ?? "unset")")
  }

  var remedy: Translated {
    Translated(
      en: "put the intended value into cilium-config and restart the agents, or run without --scenario to "
        + "verify the setting that the cluster has",
      ko: "의도한 값을 cilium-config에 넣고 에이전트를 재시작하거나, --scenario 없이 실행하여 현재 설정을 검증하십시오")
  }

  var commands: [RemedyCommand] {
    [.kubectl("-n kube-system edit configmap cilium-config"), .restartAgents]
  }

  static let page = FindingPage(
    title: "the cluster is not in the pinned scenario",
    meaning: "The run was pinned to a setting with `--scenario`, and `cilium-config` has another one. Somebody has "
      + "changed it, or an upgrade has put a default back. Everything else in the run was judged by the "
      + "pinned setting, so every case that deviates is explained by this first.",
    confirm: [
      .init(
        "Compare the value with the intended one.",
        "kubectl -n kube-system get configmap cilium-config -o jsonpath='{.data.devices}'"),
      .init(
        "See who manages it: Helm's values, or a later edit.",
        "helm -n kube-system get values cilium"),
    ],
    mend: [
      .init(
        "Put the intended value back where it is managed (Helm's `devices`), or into the ConfigMap "
          + "itself.",
        "kubectl -n kube-system edit configmap cilium-config"),
      .restartAgents,
      .init(
        "If the new value is intended, run without `--scenario`, or pin the run to it."),
    ])
}
