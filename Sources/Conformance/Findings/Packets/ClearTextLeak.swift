/// Pods' packets pass an uplink in clear.
struct ClearTextLeak: Finding {
  /// Where.
  var node: String
  /// What packets show.
  var seen: PacketDetail

  static let code = FindingCode.clearTextLeak
  static let example = ClearTextLeak(
    node: "instance-worker", seen: .outsideTunnel(packet: "10.244.1.25 → 10.244.0.119", device: "enp0s6"))

  var cause: Translated {
    Translated(
      en: "packets between pods leave \(node) outside of the tunnel: \(seen.text.en)",
      ko: "파드 사이의 패킷이 \(node) 노드에서 터널 밖으로 나감: \(seen.text.ko)")
  }

  var remedy: Translated {
    Translated(
      en: "look for routes, policy rules, tc mirrors and netfilter `dup` rules that take pods' packets past "
        + "cilium_host on \(node) (`ip rule`, `ip route show table all`, `tc filter show`, `nft list "
        + "ruleset`)",
      ko: "\(node) 노드에서 파드 패킷을 cilium_host 밖으로 내보내는 경로, 정책 규칙, tc 미러, netfilter `dup` 규칙을 찾으십시오(`ip rule`, "
        + "`ip route show table all`, `tc filter show`, `nft list ruleset`)")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip rule"), .host(node, "ip route show table all"), .host(node, "nft list ruleset")]
  }

  static let page = FindingPage(
    title: "pods' packets pass an uplink in clear",
    meaning: "Packets between pods were captured on an uplink outside of the tunnel, or twice. They belong into "
      + "the tunnel, or stay on their node. Who reads that network reads them.",
    confirm: [
      .init(
        "On `NODE`, while pods talk: packets with pod addresses and no UDP 8472 around them.",
        "tcpdump -nni DEVICE net POD-CIDR"),
      .init(
        "On `NODE`: what takes them there.",
        "ip rule; ip route show table all; nft list ruleset"),
    ],
    mend: [
      .init(
        "Remove the route, policy rule, tc mirror or `dup` rule that takes pod addresses past "
          + "`cilium_host`.",
        "ip route del POD-CIDR dev DEVICE")
    ])
}
