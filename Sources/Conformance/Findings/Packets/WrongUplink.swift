/// Packets leave by another uplink than the routes say.
struct WrongUplink: Finding {
  /// Where.
  var node: String
  /// What packets show.
  var seen: PacketDetail

  static let code = FindingCode.wrongUplink
  static let example = WrongUplink(
    node: "instance-worker", seen: .leftBy(packet: "10.0.0.24 → 8.8.8.8", device: "tailscale0", wanted: "enp0s6"))

  var cause: Translated {
    Translated(
      en: "packets leave \(node) by the wrong uplink: \(seen.text.en)",
      ko: "패킷이 \(node) 노드에서 잘못된 업링크로 나감: \(seen.text.ko)")
  }

  var remedy: Translated {
    Translated(
      en: "the main table's routes are right, so look for what overrules them on \(node): `ip rule`, `ip "
        + "route show table all`, a Tailscale exit node, egress gateway policies",
      ko: "main 테이블의 경로는 올바르므로, \(node) 노드에서 이를 덮어쓰는 것을 찾으십시오: `ip rule`, `ip route show table all`, "
        + "Tailscale exit node, egress gateway 정책")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip rule"), .host(node, "ip route show table all")]
  }

  static let page = FindingPage(
    title: "packets leave by another uplink than the routes say",
    meaning: "Packets were captured on an uplink that the main table does not lead to. Something overrules it: a "
      + "policy rule, another table, a Tailscale exit node, an egress gateway policy.",
    confirm: [
      .init(
        "On `NODE`: rules before the main table.",
        "ip rule; ip route show table all"),
      .init(
        "On `NODE`: what the kernel decides for the address.",
        "ip route get ADDRESS"),
      .init(
        "Egress gateway policies, where they are used.",
        "kubectl get ciliumegressgatewaypolicies"),
    ],
    mend: [
      .init(
        "Remove what overrules the main table, or tell netproof's owner that it is meant.",
        "ip rule del pref PRIORITY")
    ])
}
