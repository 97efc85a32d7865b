/// A probe pod did not start, so nothing could be sent from it or to it.
struct ProbePodNotRunning: Finding {
  /// Where no pod starts, the cluster DNS neither; `nil`: only that a probe pod did not.
  var node: String?

  static let code = FindingCode.probePodNotRunning
  static let example = ProbePodNotRunning(node: "instance-worker")

  var cause: Translated {
    guard let node else {
      return Translated(
        en: "a probe pod did not start, so nothing could be sent from it or to it",
        ko: "프로브 파드가 시작되지 않아, 그 파드에서 보내거나 그 파드로 보낼 수 없었음")
    }
    return Translated(
      en: "pods do not start on \(node): neither the cluster DNS pod nor netproof's probe pods",
      ko: "\(node) 노드에서 클러스터 DNS 파드도 netproof의 프로브 파드도 시작되지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "`kubectl describe pods` of those that wait there: image, scheduling, CNI, quota",
      ko: "그곳에서 대기 중인 파드를 `kubectl describe pods`로 확인하십시오: 이미지, 스케줄링, CNI, 쿼터")
  }

  var commands: [RemedyCommand] {
    [
      .kubectl(
        "get pods -A -o wide --field-selector status.phase=Pending" + (node.map { ",spec.nodeName=\($0)" } ?? "")),
      .kubectl("get events -A --sort-by=.lastTimestamp"),
    ]
  }

  static let page = FindingPage(
    title: "a probe pod did not start",
    meaning: "One of netproof's pods was not Running in time, so nothing could be sent from it or to it. The paths "
      + "themselves were not asked. Where the cluster DNS pod of the node does not start either, no pod does.",
    confirm: [
      .init(
        "Read what it waits for: image, scheduling, CNI, quota.",
        "kubectl -n NAMESPACE describe pods -l app.kubernetes.io/name=netproof"),
      .init(
        "Other pods of the node wait, too.",
        "kubectl get pods -A -o wide --field-selector spec.nodeName=NODE,status.phase=Pending"),
    ],
    mend: [
      .init(
        "Mend what the events name. An image that cannot be pulled is replaced with `--image`, a slow one "
          + "helped by a longer time.",
        "netproof run --image IMAGE")
    ])
}
