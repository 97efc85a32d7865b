/// The cluster DNS has no pods.
struct ClusterDNSMissing: Finding {
  /// The Service that nobody is behind.
  var service: String

  static let code = FindingCode.clusterDNSMissing
  static let example = ClusterDNSMissing(service: "10.96.0.10")

  var cause: Translated {
    Translated(
      en: "the cluster DNS has no pods, and its Service \(service) nobody behind it: no name is resolved",
      ko: "클러스터 DNS 파드가 하나도 없어 서비스 \(service) 뒤에 아무것도 없음: 어떤 이름도 해석되지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "see whether its Deployment was scaled to 0 or deleted, or its pods cannot be made (quota, admission, "
        + "image), and start it again",
      ko: "Deployment가 0으로 축소되었거나 삭제되었는지, 파드를 만들 수 없는지(쿼터, 어드미션, 이미지) 확인하고 다시 시작하십시오")
  }

  var commands: [RemedyCommand] {
    [
      .kubectl("-n kube-system get deployments,replicasets,pods -l k8s-app=kube-dns"),
      .kubectl("-n kube-system get events --sort-by=.lastTimestamp"),
      .kubectl("-n kube-system scale deployment/coredns --replicas=2"),
    ]
  }

  static let page = FindingPage(
    title: "the cluster DNS has no pods",
    meaning: "The cluster DNS Service is there, and no pod behind it: none waits, none crashes. Pods' questions to its "
      + "ClusterIP are refused or dropped on their own node, whatever the network does.",
    confirm: [
      .init("No pods.", "kubectl -n kube-system get pods -l k8s-app=kube-dns"),
      .init(
        "How many are wanted: 0, or a ReplicaSet that cannot make them.",
        "kubectl -n kube-system get deployments,replicasets -l k8s-app=kube-dns"),
    ],
    mend: [
      .init("Start it again.", "kubectl -n kube-system scale deployment/coredns --replicas=2"),
      .init(
        "Where the pods cannot be made, the events say why.",
        "kubectl -n kube-system get events --sort-by=.lastTimestamp"),
    ])
}
