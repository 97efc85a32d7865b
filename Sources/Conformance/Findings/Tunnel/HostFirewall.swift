/// A node's host takes nothing new from other nodes at its own address, while what the tunnel carries arrives.
struct HostFirewall: Finding {
  /// Whose.
  var node: String
  /// The address.
  var address: String
  /// The device that holds it.
  var device: String?

  static let code = FindingCode.hostFirewall
  static let example = HostFirewall(node: "instance-worker", address: "100.64.0.2", device: "tailscale0")

  var cause: Translated {
    Translated(
      en: "the host of \(node) answers nobody at \(address), while what the tunnel brings to its pods arrives: a "
        + "firewall of \(node), or of its network, drops what is for the host itself",
      ko: "터널로 오는 파드 트래픽은 도달하지만 \(node) 노드의 호스트는 \(address)에서 아무에게도 응답하지 않음: \(node) 노드나 그 네트워크의 방화벽이 호스트로 "
        + "향하는 패킷을 버림")
  }

  var remedy: Translated {
    Translated(
      en: "let the other nodes, behind whose addresses pods are hidden, reach \(address): in the host's firewall "
        + "(`nft list ruleset`, chain `input`), in Cilium's host policies, and in the network's security lists",
      ko: "파드가 그 주소 뒤에 숨는 다른 노드들이 \(address)에 도달할 수 있게 하십시오: 호스트 방화벽(`nft list ruleset`, `input` 체인), Cilium의 호스트 "
        + "정책, 네트워크의 보안 목록")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "tcpdump -nni \(device ?? "any") -c 5 icmp"), .host(node, "nft list ruleset"),
      .host(node, "iptables -nvL INPUT"),
    ]
  }

  static let page = FindingPage(
    title: "a node's own address takes nothing from other nodes",
    meaning:
      "Pods, which are hidden behind their node's address, get no answer from another node's host, and the same "
      + "node's pods are reached through the tunnel. So the network between the two works, and what is for the host "
      + "itself is dropped: by its firewall's hook `input`, by a Cilium host policy (`enable-host-firewall`), or by "
      + "a security list that lets the tunnel's port through only.",
    confirm: [
      .init(
        "On `OTHER-NODE`: no answer, with the node's own address, too.",
        "ping -c 2 -W 2 NODE-INTERNAL-IP"),
      .init(
        "On `NODE`, meanwhile: requests arrive and are not answered; where none arrives, it is the network.",
        "tcpdump -nni DEVICE -c 5 icmp"),
      .init("On `NODE`: a rule of the hook `input` whose counter rises.", "nft list ruleset; iptables -nvL INPUT"),
    ],
    mend: [
      .init("Let the other nodes' addresses in; for a try:", "iptables -I INPUT -s OTHER-NODE-INTERNAL-IP -j ACCEPT"),
      .init("Where it is a host policy: allow `remote-node` and `cluster` in it."),
    ])
}
