/// Cilium and Kubernetes disagree on a node's address.
struct CiliumNodeIPDiffers: Finding {
  /// The node.
  var node: String
  /// The address, or addresses, that Cilium has.
  var seen: String?
  /// The Kubernetes InternalIP.
  var wanted: String?

  static let code = FindingCode.ciliumNodeIPDiffers
  static let example = CiliumNodeIPDiffers(node: "instance-worker", seen: "10.0.0.24", wanted: "100.64.0.2")

  var cause: Translated {
    Translated(
      en: "Cilium's node IP is not the Kubernetes node's InternalIP, so the tunnel is sent to an address that "
        + "the other node does not reach",
      ko: "Cilium의 노드 IP가 Kubernetes 노드의 InternalIP와 달라, 상대 노드가 도달할 수 없는 주소로 터널 패킷을 보냄")
  }

  var remedy: Translated {
    Translated(
      en: "check kubelet's --node-ip and `kubectl get ciliumnodes -o wide`; restart the agent of the node "
        + "whose address is wrong",
      ko: "kubelet의 --node-ip와 `kubectl get ciliumnodes -o wide`를 확인하고, 주소가 잘못된 노드의 에이전트를 재시작하십시오")
  }

  var commands: [RemedyCommand] {
    [.kubectl("get ciliumnode \(node) -o wide"), .restartAgent(of: node)]
  }

  static let page = FindingPage(
    title: "Cilium's node IP is not the Kubernetes InternalIP",
    meaning: "Agents send the tunnel's packets to the node IP that Cilium has of the other node. It must be the "
      + "Kubernetes InternalIP (kubelet's `--node-ip`). Where it is not, tunnelled packets go to an address "
      + "that the other node may not reach, and everything between the nodes fails.",
    confirm: [
      .init(
        "Read what Kubernetes has.",
        "kubectl get node NODE -o wide"),
      .init(
        "Read what Cilium has: the two differ.",
        "kubectl get ciliumnode NODE -o wide"),
      .agent(
        "An agent that keeps an older address lists it.",
        "cilium-dbg node list"),
    ],
    mend: [
      .init(
        "On `NODE`: give kubelet the right `--node-ip`, and restart it.",
        "systemctl cat kubelet"),
      .init(
        "Restart the agent of the node whose address is wrong.",
        "kubectl -n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=NODE"),
    ])
}
