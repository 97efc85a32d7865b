/// Running agents have other devices than `cilium-config`: the guide's "devices setting not applied".
struct DevicesNotApplied: Finding {
  /// The nodes whose agents do, in order.
  var nodes: [String]

  static let code = FindingCode.devicesNotApplied
  static let example = DevicesNotApplied(nodes: ["instance-master", "instance-worker"])

  var cause: Translated {
    Translated(
      en: "the running agent's devices are not those of the cilium-config ConfigMap: it was not restarted "
        + "since the change, or keeps what it had",
      ko: "실행 중인 에이전트의 장치가 cilium-config ConfigMap과 다름: 변경 후 재시작하지 않았거나 이전 값을 유지하고 있음")
  }

  var remedy: Translated {
    Translated(
      en: "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`); if they still keep "
        + "the old devices, reinstall with the intended value",
      ko: "에이전트를 재시작하십시오(`kubectl -n kube-system rollout restart daemonset/cilium`). 그래도 이전 장치를 유지하면 의도한 값으로 "
        + "다시 설치하십시오")
  }

  var commands: [RemedyCommand] {
    [.restartAgents] + nodes.map { .agent(of: $0, "cilium-dbg shell -- db/show devices") }
  }

  static let page = FindingPage(
    title: "running agents have other devices than the ConfigMap",
    meaning: "Agents read `devices` when they start. One that was not restarted since the ConfigMap was changed, "
      + "or that keeps what it had, masquerades on the old devices, and what leaves by the new ones behaves "
      + "as if they were not selected.",
    confirm: [
      .init(
        "Read what the ConfigMap asks for.",
        "kubectl -n kube-system get configmap cilium-config -o jsonpath='{.data.devices}'"),
      .agent(
        "Read what the running agent selected; `AGENT` is its pod on the node of the case. The column "
          + "`Selected` differs from the ConfigMap.",
        "cilium-dbg shell -- db/show devices"),
      .init(
        "Its start is older than the change.",
        "kubectl -n kube-system get pods -l k8s-app=cilium -o wide"),
    ],
    mend: [
      .restartAgents,
      .agent(
        "If the agents still keep the old devices, reinstall the chart with the intended value: a stale "
          + "state directory or another source of configuration overrules the ConfigMap.",
        "cilium-dbg config -a"),
    ])
}
