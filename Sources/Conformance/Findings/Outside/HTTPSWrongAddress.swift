/// The server outside saw an address that cannot be this node's.
struct HTTPSWrongAddress: Finding {
  /// Where.
  var node: String
  /// The address that it saw.
  var seen: String

  static let code = FindingCode.httpsWrongAddress
  static let example = HTTPSWrongAddress(node: "instance-worker", seen: "198.51.100.99")

  var cause: Translated {
    Translated(
      en: "the server outside answered, but it saw \(seen): the traffic takes another way out than the node's "
        + "own gateway (a proxy, an exit node), or the service reports something else",
      ko: "외부 서버가 응답했지만 서버가 본 주소는 \(seen): 트래픽이 노드의 게이트웨이가 아닌 다른 경로(프록시, exit node)로 나가거나, 서버가 다른 값을 돌려줌")
  }

  var remedy: Translated {
    Translated(
      en: "ask the same address from the node itself and from elsewhere; check for a transparent proxy, a "
        + "Tailscale exit node and an egress gateway policy",
      ko: "노드 자체와 다른 곳에서 같은 주소에 요청해 보고, 투명 프록시, Tailscale exit node, egress gateway 정책이 있는지 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(node, "curl -4 -s https://api.ipify.org")]
  }

  static let page = FindingPage(
    title: "the server outside sees another address",
    meaning: "HTTPS works, and the address that the server saw is not the node's public one: traffic takes another "
      + "way out than the node's own gateway, or the service tells something else than the caller's address.",
    confirm: [
      .init(
        "On `NODE`: ask from the host.",
        "curl -4 -s https://api.ipify.org"),
      .pod(
        "From a pod of it: the answers differ.",
        "wget -T 5 -qO- https://api.ipify.org"),
      .init(
        "Egress gateway policies, where they are used.",
        "kubectl get ciliumegressgatewaypolicies"),
    ],
    mend: [
      .init(
        "Leave the exit node, or take the policy or proxy away, unless it is meant.",
        "tailscale set --exit-node="),
      .init(
        "Where the ExternalIP of the Node is not its public address, mend that.",
        "kubectl get nodes -o wide"),
    ])
}
