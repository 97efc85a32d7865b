/// A chain of Tailscale's own in netfilter drops packets of the cluster.
struct TailscaleChainDrops: Finding {
  /// Which packets.
  enum Dropped: String, Sendable, Codable, Hashable {
    /// What pods send to the node itself.
    case pods
    /// What another node sends to it.
    case node
    /// What pods send into the tailnet.
    case forwarded
  }

  /// On which node.
  var node: String
  /// Tailscale's device.
  var device: String
  /// What is dropped.
  var dropped: Dropped
  /// The block or address that it comes from, or goes to.
  var address: String
  /// Whether it is because only connections that came out of the tailnet are let into it (`--stateful-filtering`).
  var isStateful: Bool?

  static let code = FindingCode.tailscaleChainDrops
  static let example = TailscaleChainDrops(
    node: "instance-worker", device: "tailscale0", dropped: .pods, address: "100.65.1.0/24")

  var cause: Translated {
    switch dropped {
    case .pods:
      Translated(
        en:
          "Tailscale's chain ts-input on \(node) drops what comes from 100.64.0.0/10 by another device than \(device), and "
          + "pods' addresses (\(address)) lie there: nothing that pods send reaches the node itself, nor do their answers to "
          + "kubelet's probes",
        ko: "\(node) 노드에서 Tailscale의 ts-input 체인이 \(device)가 아닌 장치로 들어오는 100.64.0.0/10 출발지의 패킷을 버리는데, 파드 "
          + "주소(\(address))가 그 범위에 있음. 파드가 노드 자체로 보내는 것도, kubelet 프로브에 대한 파드의 응답도 도달하지 않음")
    case .node:
      Translated(
        en:
          "Tailscale's chain ts-input on \(node) drops what comes from 100.64.0.0/10 by another device than \(device), and "
          + "the node IP \(address) lies there and is none of the tailnet's",
        ko: "\(node) 노드에서 Tailscale의 ts-input 체인이 \(device)가 아닌 장치로 들어오는 100.64.0.0/10 출발지의 패킷을 버리는데, 노드 "
          + "IP \(address) 주소가 그 범위에 있고 tailnet의 주소가 아님")
    case .forwarded where isStateful == true:
      Translated(
        en:
          "Tailscale on \(node) filters by state (--stateful-filtering): its chain ts-forward drops every new connection that "
          + "the kernel forwards to \(device), such as pods' to \(address)",
        ko: "\(node) 노드의 Tailscale이 상태로 필터링함(--stateful-filtering). ts-forward 체인이 커널이 \(device)로 전달하는 새 "
          + "연결을 모두 버리며, 파드에서 \(address)로 가는 것도 그러함")
    case .forwarded:
      Translated(
        en:
          "Tailscale's chain ts-forward on \(node) drops what the kernel forwards to \(device) from 100.64.0.0/10, where pods' "
          + "addresses lie: nothing of theirs goes to \(address)",
        ko: "\(node) 노드에서 Tailscale의 ts-forward 체인이 100.64.0.0/10 출발지에서 \(device)로 전달되는 것을 버리는데, 파드 주소가 그 "
          + "범위에 있음. 파드에서 \(address)로 가는 것이 없음")
    }
  }

  var remedy: Translated {
    dropped == .forwarded && isStateful == true
      ? Translated(
        en: "`tailscale set --stateful-filtering=false` on \(node)",
        ko: "\(node) 노드에서 `tailscale set --stateful-filtering=false`")
      : Translated(
        en:
          "give the nodes the attribute `disable-linux-cgnat-drop-rule` in the tailnet's policy (Tailscale 1.98 and later), or "
          + "`tailscale set --netfilter-mode=nodivert`, or take addresses for the cluster that are not in 100.64.0.0/10",
        ko: "tailnet 정책에서 노드에 `disable-linux-cgnat-drop-rule` 속성을 주거나(Tailscale 1.98부터), `tailscale set "
          + "--netfilter-mode=nodivert`를 쓰거나, 클러스터에 100.64.0.0/10 밖의 주소를 쓰십시오")
  }

  var commands: [RemedyCommand] {
    [.host(node, dropped == .forwarded ? "iptables -vnL ts-forward" : "iptables -vnL ts-input")]
  }

  static let page = FindingPage(
    title: "a chain of Tailscale's drops packets of the cluster",
    meaning:
      "Where Tailscale manages netfilter, a node drops what claims a source of 100.64.0.0/10 and does not come in by "
      + "Tailscale's device, forwards nothing from there into the tailnet, and with `--stateful-filtering` no new connection "
      + "at all. Pods and nodes whose addresses lie in that block, which carriers and clouds use, too, are cut off.",
    confirm: [
      .init("On `NODE`: the rule, and how much it has dropped.", "iptables -vnL ts-input; iptables -vnL ts-forward"),
      .init("The addresses of pods and nodes.", "kubectl get nodes -o wide; kubectl get ciliumnodes -o yaml"),
    ],
    mend: [
      .init(
        "Give the nodes the attribute `disable-linux-cgnat-drop-rule` in the tailnet's policy (since Tailscale 1.98)."),
      .init("Or keep Tailscale's chains out of the kernel's own.", "tailscale set --netfilter-mode=nodivert"),
      .init("For dropped new connections: do not filter by state.", "tailscale set --stateful-filtering=false"),
    ])
}
