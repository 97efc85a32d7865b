/// Answers of other nodes come back by an overlay, past the translation on the NIC by which pods' packets left.
struct OverlayAnswersElsewhere: Finding {
  /// On which node.
  var node: String
  /// Whose overlay it is.
  var overlay: String
  /// Its device.
  var device: String
  /// The rule that sends marked packets there, as `ip` prints it.
  var rule: String
  /// The device by which pods' packets leave.
  var way: String

  static let code = FindingCode.overlayAnswersElsewhere
  static let example = OverlayAnswersElsewhere(
    node: "instance-worker", overlay: "KubeSpan", device: "kubespan",
    rule: "1000: from all fwmark 0x40/0x60 lookup 180", way: "eth0")

  var cause: Translated {
    Translated(
      en:
        "\(overlay) on \(node) takes marked packets between nodes (rule “\(rule)”, by \(device)): with BPF host routing "
        + "what pods send to another node's address leaves translated by \(way), the answers come back by \(device), and "
        + "Cilium does not translate them back",
      ko: "\(node) 노드의 \(overlay)가 노드 사이의 표시된 패킷을 가져감(규칙 “\(rule)”, \(device) 장치): BPF 호스트 라우팅에서 파드가 "
        + "다른 노드의 주소로 보내는 것은 \(way) 장치로 변환되어 나가고, 응답은 \(device) 장치로 돌아와 Cilium이 되돌려 변환하지 못함")
  }

  var remedy: Translated {
    Translated(
      en:
        "set bpf.hostLegacyRouting=true (enable-host-legacy-routing), so that pods' packets meet the host's rules and "
        + "marks, too; or keep the nodes' addresses out of \(overlay)",
      ko: "bpf.hostLegacyRouting=true(enable-host-legacy-routing)로 설정해 파드의 패킷도 호스트의 규칙과 표시를 거치게 하거나, "
        + "노드의 주소를 \(overlay)에서 제외하십시오")
  }

  var commands: [RemedyCommand] { [.host(node, "ip rule; nft list ruleset")] }

  static let page = FindingPage(
    title: "answers of other nodes come back by an overlay",
    meaning:
      "Some overlays mark the host's packets for other nodes (netfilter) and route them by the mark. Cilium's BPF host "
      + "routing sends pods' packets past netfilter, so that they leave by the NIC, translated; the other node's answers are "
      + "marked, and come back by the overlay, where nothing belongs to them. TCP hangs, small UDP is lost.",
    confirm: [
      .init("On `NODE`: a rule sends marked packets into the overlay's table.", "ip rule"),
      .init("Netfilter sets that mark.", "nft list ruleset"),
      .agent("BPF host routing is on.", "cilium-dbg status | grep Routing"),
    ],
    mend: [
      .init(
        "Let pods' packets take the kernel's stack.",
        "helm upgrade cilium cilium/cilium -n kube-system --reuse-values --set bpf.hostLegacyRouting=true"),
      .restartAgents,
    ])
}
