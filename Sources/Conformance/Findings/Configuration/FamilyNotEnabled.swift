/// An agent gives its pods no address of a family that `cilium-config` enables: it runs with what it was started
/// with.
struct FamilyNotEnabled: Finding {
  /// The agent's node.
  var node: String

  static let code = FindingCode.familyNotEnabled
  static let example = FamilyNotEnabled(node: "instance-master")

  var cause: Translated {
    Translated(
      en: "the agent on \(node) gives pods no address of this family, although cilium-config enables it: it "
        + "was not restarted since the change",
      ko: "cilium-config에서 켰는데도 \(node) 노드의 에이전트가 파드에 이 주소 체계의 주소를 주지 않음: 변경 후 재시작하지 않았음")
  }

  var remedy: Translated {
    Translated(
      en: "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`), then the pods that "
        + "were made before",
      ko: "에이전트를 재시작하고(`kubectl -n kube-system rollout restart daemonset/cilium`), 그 전에 만들어진 파드도 재시작하십시오")
  }

  var commands: [RemedyCommand] {
    [.restartAgent(of: node)]
  }

  static let page = FindingPage(
    title: "an agent gives pods no address of an enabled family",
    meaning: "`enable-ipv4` or `enable-ipv6` is on in `cilium-config`, and new pods of a node have no address of "
      + "that family: the agent was started before the change. Nothing of the family reaches these pods or "
      + "leaves them, whatever the networks between the nodes do.",
    confirm: [
      .init(
        "Read the ConfigMap.",
        "kubectl -n kube-system get configmap cilium-config -o yaml | grep enable-ipv"),
      .init(
        "A pod of the node has an address of one family only.",
        "kubectl get pod POD -o jsonpath='{.status.podIPs}'"),
      .agent(
        "The agent's own list of addresses lacks the family.",
        "cilium-dbg status --verbose"),
    ],
    mend: [
      .restartAgents,
      .init(
        "Start pods anew that were made before: a pod's addresses are given once.",
        "kubectl -n NAMESPACE rollout restart deployment/NAME"),
    ])
}
