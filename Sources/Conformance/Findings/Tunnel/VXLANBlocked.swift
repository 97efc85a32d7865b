/// Two nodes reach each other's addresses, and the tunnel's packets do not arrive.
struct VXLANBlocked: Finding {
  /// The node that sends.
  var source: String
  /// The other.
  var target: String?
  /// The device that the tunnel's packets leave by.
  var device: String?
  /// The tunnel's protocol, where it is not VXLAN.
  var protocolName: String? = nil
  /// Its UDP port, where it is not 8472.
  var port: Int? = nil
  /// Whether the device is none of Tailscale's.
  var isPlain: Bool? = nil
  /// The nodes at which nothing of the tunnel arrived while the other sent; nil where that was not counted, or is not
  /// so.
  var deaf: [String]? = nil
  /// The node at which the other's packets arrived meanwhile: one way alone is blocked. Nil where that is not known.
  var heard: String? = nil

  static let code = FindingCode.vxlanBlocked
  static let example = VXLANBlocked(source: "instance-master", target: "instance-worker", device: "tailscale0")

  var cause: Translated {
    Translated(
      en: "the nodes' addresses reach each other, but tunnelled packets do not arrive: \(name) (UDP \(number)) is "
        + "dropped on the way or on a node\(ways.en)",
      ko: "노드 주소끼리는 도달하지만 터널 패킷은 도달하지 않음: \(name)(UDP \(number))이 경로나 노드에서 버려짐\(ways.ko)")
  }

  var remedy: Translated {
    if let heard, let deaf, !deaf.isEmpty {
      let nodes = deaf.joined(separator: ", ")
      return Translated(
        en: "let UDP \(number) from \(heard) in at \(nodes) on \(watched): the firewall of \(nodes), what \(heard) "
          + "lets out, and the lists of the network between; the other way is open. `tcpdump -ni \(watched) udp port "
          + "\(number)` on \(nodes) shows whether it gets there",
        ko: "\(nodes) 노드의 \(watched) 장치에서 \(heard) 노드가 보내는 UDP \(number)를 받아들이십시오: \(nodes) 노드의 방화벽, "
          + "\(heard) 노드가 내보내는 것, 그 사이 네트워크의 목록. 반대 방향은 열려 있습니다. 도달하는지는 \(nodes) 노드에서 `tcpdump -ni \(watched) udp port "
          + "\(number)`로 볼 수 있습니다")
    }
    if isPlain == true {
      return Translated(
        en:
          "allow UDP \(number) between the node IPs on \(watched) (firewall, security groups); watch it with `tcpdump -ni "
          + "\(watched) udp port \(number)` on both nodes",
        ko: "\(watched) 장치에서 노드 IP 사이의 UDP \(number)를 허용하고(방화벽, 보안 그룹), 두 노드에서 `tcpdump -ni \(watched) udp "
          + "port \(number)`로 지켜보십시오")
    }
    return Translated(
      en: "allow UDP \(number) between the node IPs on the tailnet uplink (firewall, ts-input chain, ACLs); watch "
        + "it with `tcpdump -ni \(watched) udp port \(number)` on both nodes",
      ko: "tailnet 업링크에서 노드 IP 사이의 UDP \(number)를 허용하고(방화벽, ts-input 체인, ACL), 두 노드에서 `tcpdump -ni \(watched) udp "
        + "port \(number)`로 지켜보십시오")
  }

  var commands: [RemedyCommand] {
    // Where one way alone is blocked, the node that hears nothing is where to look.
    let hosts = heard == nil ? [source, target].compactMap { $0 } : deaf ?? []
    let firewalls: [RemedyCommand] = heard == nil ? [] : hosts.map { .host($0, "nft list ruleset") }
    return hosts.map { .host($0, "tcpdump -nni \(watched) udp port \(number)") } + firewalls
  }

  static let page = FindingPage(
    title: "the tunnel's packets do not arrive",
    meaning: "The nodes' own addresses answer, so what carries the tunnel works. Packets of the tunnel itself, "
      + "VXLAN in UDP 8472 (Geneve: 6081), are dropped on the way or by a node's firewall.",
    confirm: [
      .init(
        "On `OTHER-NODE`, while a pod of `NODE` pings one there: nothing arrives.",
        "tcpdump -nni DEVICE udp port 8472"),
      .init(
        "On `NODE`: it is sent.",
        "tcpdump -nni DEVICE udp port 8472"),
      .init(
        "On both: a rule drops it.",
        "iptables -S; nft list ruleset"),
    ],
    mend: [
      .init(
        "Allow UDP 8472 between the node IPs: in the host's firewall and Tailscale's `ts-input` chain.",
        "iptables -I INPUT -i DEVICE -p udp --dport 8472 -j ACCEPT"),
      .init(
        "In the tailnet's ACLs, too, which tell ports apart."),
    ])
}

extension VXLANBlocked {
  /// Which way is blocked, by what the tunnel's devices counted.
  private var ways: Translated {
    guard let deaf, !deaf.isEmpty else { return Translated(en: "", ko: "") }
    let nodes = deaf.joined(separator: ", ")
    let back = heard.map {
      Translated(en: ", while what \(nodes) sends arrives at \($0)", ko: ", \(nodes)이(가) 보내는 것은 \($0)에 도달함")
    }
    return Translated(
      en: " (nothing of it arrived at \(nodes)\(back?.en ?? ""))", ko: " (\(nodes)에는 하나도 도착하지 않음\(back?.ko ?? ""))")
  }

  private var watched: String { device ?? "any" }
  private var name: String { protocolName ?? "VXLAN" }
  private var number: String { "\(port ?? 8472)" }
}
