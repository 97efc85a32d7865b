/// A node's kernel drops packets whose way back leads by another device than they came by.
struct ReversePathFilter: Finding {
  /// Whose.
  var node: String
  /// The parameter that switches it on.
  var parameter: String

  static let code = FindingCode.reversePathFilter
  static let example = ReversePathFilter(node: "instance-worker", parameter: "net.ipv4.conf.all.rp_filter")

  var cause: Translated {
    Translated(
      en:
        "the kernel of \(node) checks strictly where packets come from (\(parameter) is 1), and drops those whose way back "
        + "leads by another device, as that of pods' packets does",
      ko: "\(node) 노드의 커널이 패킷의 출처를 엄격히 검사하여(\(parameter) 값이 1), 파드 패킷처럼 되돌아가는 경로가 다른 장치인 패킷을 버림")
  }

  var remedy: Translated {
    Translated(
      en:
        "switch it off with `sysctl -w \(parameter)=0`, and find what switches it on: Cilium switches it off when its "
        + "agent starts, and a file in `/etc/sysctl.d` that is read later undoes that",
      ko: "`sysctl -w \(parameter)=0` 명령으로 끄고, 무엇이 켜는지 찾으십시오. Cilium은 에이전트가 시작할 때 이를 끄는데, 나중에 읽히는 "
        + "`/etc/sysctl.d` 파일이 이를 되돌립니다")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "sysctl -a -r '\\.rp_filter'"), .host(node, "nstat -az TcpExtIPReversePathFilter"),
      .host(node, "sysctl -w \(parameter)=0"),
    ]
  }

  static let page = FindingPage(
    title: "the node's reverse path filter drops pods' packets",
    meaning:
      "`net.ipv4.conf.all.rp_filter` is 1 on the node. The larger of this value and a device's own holds, so it holds "
      + "for pods' devices, too, where Cilium has switched it off. The way back to a pod leads by `cilium_host`, not by the "
      + "device that its packets come by: what pods send to their host is dropped, and kubelet's checks of pods fail. On a "
      + "real Cilium 1.18 just that was seen.",
    confirm: [
      .init("On `NODE`: the value for all devices is 1.", "sysctl net.ipv4.conf.all.rp_filter"),
      .init("On `NODE`: the counter rises while a pod asks its host.", "nstat -az TcpExtIPReversePathFilter"),
    ],
    mend: [
      .init("Switch it off for all devices.", "sysctl -w net.ipv4.conf.all.rp_filter=0"),
      .init(
        "Remove what switches it on.",
        "grep -rs rp_filter /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d"),
    ])
}
