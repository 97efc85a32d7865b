/// The cluster DNS pods themselves are not well.
struct ClusterDNSUnhealthy: Finding {
  /// What was seen of them.
  var seen: [String]

  static let code = FindingCode.clusterDNSUnhealthy
  static let example = ClusterDNSUnhealthy(seen: ["not ready: coredns restarted 3 times"])

  var cause: Translated {
    Translated(
      en: "cluster DNS pods are not ready or restart: \(seen.joined(separator: "; "))",
      ko: "클러스터 DNS 파드가 Ready가 아니거나 재시작함: \(seen.joined(separator: "; "))")
  }

  var remedy: Translated {
    Translated(
      en: "`kubectl -n kube-system logs -l k8s-app=kube-dns --previous` and `describe pods`; fix the path to "
        + "the API or the upstream that they name, then restart CoreDNS",
      ko: "`kubectl -n kube-system logs -l k8s-app=kube-dns --previous`와 `describe pods`로 확인하고, 거기에 나오는 API "
        + "또는 업스트림까지의 경로를 고친 뒤 CoreDNS를 재시작하십시오")
  }

  var commands: [RemedyCommand] {
    [
      .kubectl("-n kube-system logs -l k8s-app=kube-dns --previous"),
      .kubectl("-n kube-system describe pods -l k8s-app=kube-dns"),
      .kubectl("-n kube-system rollout restart deployment/coredns"),
    ]
  }

  static let page = FindingPage(
    title: "cluster DNS pods are not ready or restart",
    meaning: "A cluster DNS pod is not Ready, restarted during the run, or did not become Ready after it was "
      + "started anew. Names fail where its answers are needed. Its own log says what it waits for: mostly "
      + "the Kubernetes API, or its upstream.",
    confirm: [
      .init(
        "Read state and restarts.",
        "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide"),
      .init(
        "Read why it ended, and what it waits for.",
        "kubectl -n kube-system logs -l k8s-app=kube-dns --previous"),
      .init(
        "Events tell of probes that fail.",
        "kubectl -n kube-system describe pods -l k8s-app=kube-dns"),
    ],
    mend: [
      .init(
        "Mend the path that the log names: to the API (look at `api-service` of the same node), or to the "
          + "upstream (`dns-upstream`)."),
      .init(
        "Then start it anew.",
        "kubectl -n kube-system rollout restart deployment/coredns"),
    ])
}
