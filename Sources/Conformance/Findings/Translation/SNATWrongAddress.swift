/// Pods' packets are translated to an address that they must not have.
struct SNATWrongAddress: Finding {
  /// Where.
  var node: String
  /// What they are translated to, where the NAT table tells it.
  var address: String?
  /// What they should be translated to, likewise.
  var wanted: String?
  /// What packets show, where they tell it.
  var seen: PacketDetail?

  static let code = FindingCode.snatWrongAddress
  static let example = SNATWrongAddress(node: "instance-worker", address: "100.64.0.1", wanted: "10.0.0.24", seen: nil)

  var cause: Translated {
    if let seen { return .wrongSource(node, seen) }
    let (address, wanted) = (address ?? "?", wanted ?? "?")
    return Translated(
      en: "pods' traffic is translated to \(address), but the egress device's address is \(wanted); answers to "
        + "\(address) do not come back to this node",
      ko: "파드 트래픽이 \(address) 주소로 변환되지만 송신 장치의 주소는 \(wanted). \(address) 주소로 가는 응답은 이 노드로 "
        + "돌아오지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "check the addresses of the egress device (`ip addr`), stale ones and "
        + "enable-masquerade-to-route-source, and what else translates there (`iptables -t nat -S`); restart "
        + "the agent after changing them",
      ko: "송신 장치의 주소(`ip addr`)에 오래된 주소가 남아 있는지, enable-masquerade-to-route-source 값과 그 밖에 무엇이 "
        + "변환하는지(`iptables -t nat -S`) 확인하고, 변경 후 에이전트를 재시작하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip addr"), .host(node, "iptables -t nat -S"), .restartAgent(of: node)]
  }

  static let page = FindingPage(
    title: "pods' packets are translated to a wrong address",
    meaning: "What pods send out is translated, and not to the address of the device that it leaves by. Answers go "
      + "to somebody else, or nowhere. A stale second address of the device, a route's source with "
      + "`enable-masquerade-to-route-source`, another tool's rule, or a moved route does that.",
    confirm: [
      .agent(
        "While a pod of `NODE` sends, look at its flow's entry.",
        "cilium-dbg bpf nat list"),
      .init(
        "On `NODE`: compare with the addresses of the device.",
        "ip addr show dev DEVICE"),
      .init(
        "On `NODE`: look for rules of others.",
        "iptables -t nat -S; nft list ruleset"),
      .init(
        "Routes with a `src` decide where that is enabled.",
        "ip route show table all"),
    ],
    mend: [
      .init(
        "Take the stale address off the device.",
        "ip addr del ADDRESS dev DEVICE"),
      .init(
        "Restart the agent, which reads addresses when it attaches its programs.",
        "kubectl -n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=NODE"),
    ])
}
