/// The kernel of a node drops what Cilium hands to its proxy: requests that it serves, DNS questions where policies send
/// them there.
struct ProxiedLost: Finding {
  /// Whose.
  var node: String
  /// The kernel's parameter that makes it so.
  var parameter: String

  static let code = FindingCode.proxiedLost
  static let example = ProxiedLost(node: "instance-worker", parameter: "net.ipv4.conf.all.src_valid_mark")

  var cause: Translated {
    Translated(
      en: "the kernel of \(node) drops what Cilium hands to its proxy (\(parameter) is 1): requests of its pods to "
        + "Gateways and Ingresses get nowhere, and DNS questions neither, if a policy sends them there",
      ko: "\(node) 노드의 커널이 Cilium이 프록시로 넘기는 패킷을 버림(\(parameter)이 1): 그 노드의 파드가 게이트웨이와 인그레스로 보내는 요청이 "
        + "도달하지 못하며, 정책이 DNS 질의를 프록시로 보낸다면 그 질의도 마찬가지임")
  }

  var remedy: Translated {
    Translated(
      en: "see whether there are redirects (`cilium-dbg status`, Proxy Status), then switch \(parameter) off, which "
        + "Tailscale sets wherever it manages netfilter (cilium#48706)",
      ko: "리다이렉트가 있는지 확인하고(`cilium-dbg status`의 Proxy Status) \(parameter)을 끄십시오. Tailscale은 netfilter를 관리하는 곳마다 이 값을 "
        + "설정합니다(cilium#48706)")
  }

  var commands: [RemedyCommand] {
    [.agent(of: node, "cilium-dbg status"), .host(node, "sysctl -w \(parameter)=0")]
  }

  static let page = FindingPage(
    title: "the kernel drops what Cilium hands to its proxy",
    meaning:
      "Packets for Cilium's proxy (FQDN and L7 policies, Ingress, Gateways) get a mark, by which a rule leads them "
      + "to a table that delivers everything locally. With `src_valid_mark` the kernel looks the way back up with "
      + "the same mark, finds the sender among its own addresses, and drops the packet. Tailscale sets the parameter "
      + "since 1.98. What goes this way: requests to a Gateway's or an Ingress' Service (`netproof run "
      + "--proxied-service` sends one from every node), and DNS questions of pods once a policy names names.",
    confirm: [
      .agent("The agent has redirects: `N redirects active`, N above 0.", "cilium-dbg status"),
      .init("On `NODE`: it is 1.", "sysctl net.ipv4.conf.all.src_valid_mark net.ipv4.conf.default.src_valid_mark"),
      .init("On `NODE`: the counter rises while a pod asks.", "nstat -az TcpExtIPReversePathFilter"),
    ],
    mend: [
      .init("Switch it off.", "sysctl -w net.ipv4.conf.all.src_valid_mark=0"),
      .init(
        "Make that last: a file in `/etc/sysctl.d`, and Tailscale with `--netfilter-mode=off` or an unit after it."),
    ])
}
