/// Tailscale on a node is not up.
struct TailnetStopped: Finding {
  /// On which node.
  var node: String
  /// Its state, in Tailscale's words.
  var state: String

  static let code = FindingCode.tailnetStopped
  static let example = TailnetStopped(node: "instance-worker", state: "NeedsLogin")

  var cause: Translated {
    Translated(
      en: "Tailscale on \(node) is not up: its state is \(state)",
      ko: "\(node) 노드의 Tailscale이 연결되어 있지 않음: 상태가 \(state)")
  }

  var remedy: Translated {
    switch state {
    case "NeedsLogin":
      Translated(
        en: "log \(node) in anew, best with an auth key of a tag, whose nodes' keys do not expire: `tailscale up`",
        ko: "\(node) 노드를 다시 로그인시키십시오. 키가 만료되지 않는 태그의 인증 키를 쓰는 것이 가장 좋습니다: `tailscale up`")
    case "NeedsMachineAuth":
      Translated(
        en: "approve \(node) in the tailnet's admin console (device approval)",
        ko: "tailnet 관리 콘솔에서 \(node) 장치를 승인하십시오(device approval)")
    default:
      Translated(
        en: "bring it up on \(node): `tailscale up`, and see that tailscaled is started with the host",
        ko: "\(node) 노드에서 올리고(`tailscale up`), tailscaled가 호스트와 함께 시작되는지 확인하십시오")
    }
  }

  var commands: [RemedyCommand] {
    [.host(node, "tailscale status"), .host(node, "systemctl status tailscaled"), .host(node, "tailscale up")]
  }

  static let page = FindingPage(
    title: "Tailscale is not up on a node",
    meaning:
      "Where the node IPs are the tailnet's, nothing between the nodes arrives without it. Known from `tailscale "
      + "status --json` (BackendState).",
    confirm: [
      .init("On `NODE`: the first line says what it waits for.", "tailscale status"),
      .init("On `NODE`: whether the daemon runs.", "systemctl status tailscaled"),
    ],
    mend: [
      .init("On `NODE`: bring it up; log in where it asks for it.", "tailscale up"),
      .init("Approve the node in the admin console where the tailnet wants devices approved."),
    ])
}
