/// The API server does not reach the kubelet of a node.
struct KubeletUnreachable: Finding {
  /// Whose, as far as is known: the node that was to be asked.
  var node: String

  static let code = FindingCode.kubeletUnreachable
  static let example = KubeletUnreachable(node: "instance-worker")

  var cause: Translated {
    Translated(
      en: "the API server does not reach the kubelet of a node, so nothing can be executed there",
      ko: "API 서버가 노드의 kubelet에 도달하지 못해, 그 노드에서는 아무것도 실행할 수 없음")
  }

  var remedy: Translated {
    Translated(
      en: "check that the API server's node reaches the other nodes' InternalIPs (tailnet up? right "
        + "--node-ip?) on port 10250; `kubectl logs` of a pod there must work",
      ko: "API 서버의 노드에서 다른 노드의 InternalIP 10250 포트에 도달하는지 확인하십시오(tailnet 동작 여부, --node-ip 값). 그 노드의 파드에 "
        + "`kubectl logs`가 동작해야 합니다")
  }

  var commands: [RemedyCommand] {
    [.kubectl("get node \(node) -o wide"), .kubectl("get --raw /api/v1/nodes/\(node)/proxy/healthz")]
  }

  static let page = FindingPage(
    title: "the API server does not reach a kubelet",
    meaning: "`kubectl exec` and `logs` go from the API server to the kubelet of the pod's node, on port 10250 of "
      + "its InternalIP. That connection fails, so nothing can be executed there. Pods of the node may be "
      + "well.",
    confirm: [
      .init(
        "The same error.",
        "kubectl get --raw /api/v1/nodes/NODE/proxy/healthz"),
      .init(
        "On the API server's node: no connection.",
        "nc -vz NODE-INTERNAL-IP 10250"),
      .init(
        "The InternalIP is one that it can reach.",
        "kubectl get node NODE -o wide"),
    ],
    mend: [
      .init(
        "Bring up what leads there: the tailnet on both nodes, the firewall's port 10250.",
        "tailscale status"),
      .init(
        "Or give kubelet a `--node-ip` that the API server reaches."),
    ])
}
