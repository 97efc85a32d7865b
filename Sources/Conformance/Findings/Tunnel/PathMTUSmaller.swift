/// Packets below the announced MTU are lost.
struct PathMTUSmaller: Finding {
  /// The node that sends.
  var source: String
  /// The node that they are sent to.
  var target: String?
  /// The largest ICMP payload that arrives.
  var bytes: Int
  /// The largest that Cilium's MTU allows.
  var announced: Int

  static let code = FindingCode.pathMTUSmaller
  static let example = PathMTUSmaller(
    source: "instance-master", target: "instance-worker", bytes: 1024, announced: 1202)

  var cause: Translated {
    Translated(
      en: "the path between the nodes silently drops packets that Cilium's MTU allows: ICMP payloads up to "
        + "\(bytes) bytes arrive, larger ones do not",
      ko: "Cilium의 MTU로는 허용되는 패킷을 노드 사이 경로가 조용히 버림: ICMP 페이로드 \(bytes)바이트까지는 도달하고, 그보다 크면 도달하지 않음")
  }

  var remedy: Translated {
    Translated(
      en: "lower the uplink's MTU or set Cilium's `mtu` to what the path carries; let ICMP "
        + "fragmentation-needed pass on the way",
      ko: "업링크의 MTU를 낮추거나 Cilium의 `mtu`를 경로가 전달할 수 있는 값으로 설정하고, 경로에서 ICMP fragmentation-needed가 통과하게 하십시오")
  }

  var commands: [RemedyCommand] {
    [.host(source, "tracepath -n \(target ?? "OTHER-NODE")")]
  }

  static let page = FindingPage(
    title: "the path carries less than its MTU says",
    meaning: "Packets between the nodes that are smaller than the MTU of Cilium's devices vanish without an ICMP "
      + "message. Small answers work, large ones hang: TLS handshakes, images, database results.",
    confirm: [
      .pod(
        "From a pod of `NODE`, a small payload arrives, a larger one below the limit does not.",
        "ping -c 1 -W 2 -s BYTES IP-OF-POD-ON-OTHER-NODE"),
      .init(
        "On `NODE`: find where the path narrows.",
        "tracepath -n OTHER-NODE"),
      .agent(
        "Read the MTU that Cilium gives pods.",
        "cilium-dbg shell -- db/show mtu"),
    ],
    mend: [
      .init(
        "Set Cilium's `mtu` to what the path carries, and restart the agents and then the pods.",
        "kubectl -n kube-system edit configmap cilium-config"),
      .init(
        "Let ICMP fragmentation-needed pass on the way: security lists and firewalls drop it often."),
    ])
}
