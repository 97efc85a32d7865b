/// A node's packet filter drops what its kernel would forward for pods.
struct ForwardDropped: Finding {
  /// Whose.
  var node: String

  static let code = FindingCode.forwardDropped
  static let example = ForwardDropped(node: "instance-worker")

  var cause: Translated {
    Translated(
      en:
        "a packet filter of \(node) drops what its kernel forwards for pods (netfilter's hook `forward`): nothing that its "
        + "pods send by the kernel's stack gets out, while the node's own packets do",
      ko: "\(node) 노드의 패킷 필터가 커널이 파드를 위해 포워딩하는 패킷을 버림(netfilter의 `forward` 훅): 노드 자체의 패킷은 나가지만 파드가 커널 스택으로 "
        + "보내는 것은 나가지 못함")
  }

  var remedy: Translated {
    Translated(
      en: "find the rule or the policy that drops in the hook `forward` (firewalld, ufw, Docker's `FORWARD DROP`, a "
        + "hardening profile), and let the pod CIDRs pass",
      ko: "`forward` 훅에서 버리는 규칙이나 정책(firewalld, ufw, Docker의 `FORWARD DROP`, 보안 강화 프로필)을 찾아 파드 CIDR을 통과시키십시오")
  }

  var commands: [RemedyCommand] {
    [.host(node, "nft list ruleset"), .host(node, "iptables -nvL FORWARD")]
  }

  static let page = FindingPage(
    title: "a packet filter of the node drops what pods send",
    meaning:
      "Whatever pods of the node send by the kernel's stack is lost, and the node's own packets are not. A rule, or the "
      + "policy, of netfilter's hook `forward` does that. Cilium's programs pass netfilter by where they redirect packets "
      + "themselves (BPF host routing); with legacy host routing everything that leaves the node meets it.",
    confirm: [
      .init(
        "On `NODE`: a chain of the hook `forward` has the policy `drop`, or a rule whose counter rises.",
        "nft list ruleset"),
      .init("The same by iptables.", "iptables -nvL FORWARD"),
      .agent("`Host Routing` says whether packets meet netfilter (`Legacy`).", "cilium-dbg status --verbose"),
    ],
    mend: [
      .init(
        "Let pods' packets pass; for a try, where Docker or another tool has set the policy:",
        "iptables -P FORWARD ACCEPT"),
      .init("Then make the tool that owns the ruleset do so for good."),
    ])
}
