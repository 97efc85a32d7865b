/// Pods' packets leave with the pod's own address, although they should be translated.
struct SNATMissing: Finding {
  /// Where.
  var node: String
  /// What they should be translated to, where the NAT table tells it.
  var wanted: String?
  /// What packets show, where they tell it.
  var seen: PacketDetail?

  static let code = FindingCode.snatMissing
  static let example = SNATMissing(node: "instance-worker", wanted: "10.0.0.24", seen: nil)

  var cause: Translated {
    guard let seen else {
      return Translated(
        en:
          "pods' traffic leaves with the pod's own address, although the egress device is selected and should translate to "
          + (wanted ?? "its own"),
        ko: "송신 장치가 선택되어 \(wanted ?? "자신의") 주소로 변환해야 하는데도, 파드 트래픽이 파드 자신의 주소로 나감")
    }
    return .wrongSource(node, seen)
  }

  var remedy: Translated {
    Translated(
      en: "check `cilium-dbg status --verbose` (Masquerading), enable-bpf-masquerade, ip-masq-agent's CIDRs "
        + "and that Cilium's program is attached to the device (`bpftool net`), and which netfilter rules "
        + "translate (`iptables -t nat -S`)",
      ko: "`cilium-dbg status --verbose`의 Masquerading, enable-bpf-masquerade, ip-masq-agent의 CIDR, 장치에 "
        + "Cilium 프로그램이 붙어 있는지(`bpftool net`), 어떤 netfilter 규칙이 변환하는지(`iptables -t nat -S`) 확인하십시오")
  }

  var commands: [RemedyCommand] {
    [.agent(of: node, "cilium-dbg status --verbose"), .host(node, "bpftool net")]
  }

  static let page = FindingPage(
    title: "pods' packets are not translated where they should be",
    meaning: "What pods send out leaves with the pod's own address although the device is selected and should "
      + "translate to its own: the BPF NAT table has no entry of the flow, or packets were captured with the "
      + "pod's address. Nobody outside has a way back to a pod address.",
    confirm: [
      .agent(
        "While a pod of `NODE` sends, look for its flow: there is no entry.",
        "cilium-dbg bpf nat list"),
      .agent(
        "The line `Masquerading:` lists the devices that translate.",
        "cilium-dbg status --verbose"),
      .init(
        "On `NODE`: Cilium's program is attached to the device (`cil_to_netdev`).",
        "bpftool net"),
      .init(
        "On `NODE`: the source address on the wire is the pod's.",
        "tcpdump -nni DEVICE icmp"),
    ],
    mend: [
      .agent(
        "Spared destinations are not translated: look at ip-masq-agent's CIDRs and "
          + "`ipv4-native-routing-cidr`.",
        "cilium-dbg bpf ipmasq list"),
      .init(
        "A program that is gone, or was replaced by another tool's, comes back with the agent.",
        "kubectl -n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=NODE"),
    ])
}

extension Translated {
  /// That packets leave with a source address that they must not have.
  static func wrongSource(_ node: String, _ seen: PacketDetail) -> Translated {
    Translated(
      en: "packets leave \(node) with a source address that they must not have: \(seen.text.en)",
      ko: "패킷이 \(node) 노드에서 가져서는 안 되는 출발지 주소로 나감: \(seen.text.ko)")
  }
}
