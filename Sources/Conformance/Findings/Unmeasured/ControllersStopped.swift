/// Pods cannot be created, because nobody makes their namespace's service account.
struct ControllersStopped: Finding {
  static let code = FindingCode.controllersStopped
  static let example = ControllersStopped()

  var cause: Translated {
    Translated(
      en:
        "the API server refuses pods because their namespace has no service account: kube-controller-manager, which makes "
        + "it in every namespace, does not work",
      ko: "네임스페이스에 서비스 계정이 없어 API 서버가 파드를 거부함: 모든 네임스페이스에 계정을 만드는 kube-controller-manager가 동작하지 않음")
  }

  var remedy: Translated {
    Translated(
      en:
        "see whether kube-controller-manager runs, who holds its Lease and since when it was not renewed; nothing that "
        + "is created now gets its pods, accounts or EndpointSlices",
      ko: "kube-controller-manager가 실행 중인지, 누가 Lease를 가지고 있고 언제부터 갱신되지 않았는지 확인하십시오. 지금 만드는 것에는 파드, 계정, EndpointSlice가 "
        + "생기지 않습니다")
  }

  var commands: [RemedyCommand] {
    [
      .kubectl("-n kube-system get lease kube-controller-manager -o yaml"),
      .kubectl("-n kube-system get pods -l component=kube-controller-manager -o wide"),
    ]
  }

  static let page = FindingPage(
    title: "kube-controller-manager does not work",
    meaning:
      "The API server answers, and refuses netproof's pods: the service account `default` of their namespace is missing. "
      + "kube-controller-manager makes it whenever a namespace is made. While it is stopped, Deployments and Jobs get no "
      + "pods either, and Services no endpoints.",
    confirm: [
      .init(
        "Its Lease is renewed every few seconds.", "kubectl -n kube-system get lease kube-controller-manager -o yaml"),
      .init("It runs.", "kubectl -n kube-system get pods -l component=kube-controller-manager"),
      .init("New namespaces have no account.", "kubectl get serviceaccounts -A"),
    ],
    mend: [
      .init(
        "Start it; as a static pod it is in the manifests of the control plane's nodes.", "ls /etc/kubernetes/manifests"
      ),
      .init("Its log says why it ended.", "kubectl -n kube-system logs -l component=kube-controller-manager --tail=50"),
    ])
}
