/// What a case is about was replaced, moved or reconfigured while it was measured.
struct ClusterChanged: Finding {
  static let code = FindingCode.clusterChanged
  static let example = ClusterChanged()

  var cause: Translated {
    Translated(
      en: "what the case is about was replaced, moved or reconfigured while it was measured",
      ko: "검사 대상이 측정하는 동안 교체되거나 옮겨지거나 다시 구성됨")
  }

  var remedy: Translated {
    Translated(
      en: "run again once the roll-out, the drain or the eviction is over; `netproof watch` measures while "
        + "one goes on",
      ko: "롤아웃, 드레인 또는 축출이 끝난 뒤 다시 실행하십시오. 진행되는 동안에는 `netproof watch`로 측정하십시오")
  }

  static let page = FindingPage(
    title: "the cluster changed during the run",
    meaning: "A pod, a node, the agents' configuration or release is not what it was when the run began, so a "
      + "failure says nothing of the path. What succeeded all the same counts.",
    confirm: [
      .init(
        "See what was rolled out, drained or evicted.",
        "kubectl get events -A --sort-by=.lastTimestamp"),
      .init(
        "The roll-out of Cilium is over when this returns.",
        "kubectl -n kube-system rollout status daemonset/cilium"),
    ],
    mend: [
      .init(
        "Run again afterwards."),
      .init(
        "To measure while one goes on, watch.",
        "netproof watch"),
    ])
}
