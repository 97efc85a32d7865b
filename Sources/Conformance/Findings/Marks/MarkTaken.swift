import Cilium

/// Packets of an identity go astray, because a node's routing rules take the identity in their mark for a mark of their
/// own.
struct MarkTaken: Finding {
  /// Whose rules, and whose packets.
  var node: String
  /// The identity.
  var identity: UInt32
  /// Who sends with it, in words.
  var sender: String
  /// What the mark is on.
  var carrier: IdentityMark.Carrier
  /// The mark that Cilium sets, in hexadecimal.
  var mark: String
  /// Whose rules these seem to be; nil where none is known.
  var owner: String?
  /// The first of the rules.
  var rule: String
  /// Where the packets go to: a node, or the internet.
  var destination: String
  /// The way that they should take.
  var wanted: String
  /// The way that they take.
  var taken: String

  static let code = FindingCode.markCollision
  static let example = MarkTaken(
    node: "instance-worker", identity: 2056, sender: "identity 2056 (shop/app=cart (10.244.1.12))", carrier: .tunnel,
    mark: "0x8080400", owner: "Tailscale", rule: "5210: from all fwmark 0x80000/0xff0000 lookup main",
    destination: "instance-master", wanted: "tailscale0", taken: "enp0s6")

  var cause: Translated {
    let whose = owner.map { (en: "\($0)'s rule", ko: "\($0)의 규칙") } ?? (en: "a rule", ko: "규칙")
    return Translated(
      en: "\(packets.en) of \(sender) on \(node) bear the mark \(mark), which \(whose.en) “\(rule)” takes for its "
        + "own: what goes to \(destination) takes \(taken) instead of \(wanted)",
      ko: "\(node) 노드의 \(sender) \(packets.ko)에 마크 \(mark)가 있는데 \(whose.ko) “\(rule)”이(가) 이를 자신의 마크로 여김: "
        + "\(destination)(으)로 가는 패킷이 \(wanted) 대신 \(taken) 쪽으로 감")
  }

  private var packets: (en: String, ko: String) {
    switch carrier {
    case .pod: (en: "packets", ko: "패킷")
    case .tunnel: (en: "the tunnel's packets", ko: "터널 패킷")
    case .proxy: (en: "the proxy's packets", ko: "프록시 패킷")
    }
  }

  var remedy: Translated {
    if identity == IdentityMark.ingress {
      return Translated(
        en: "this identity is the same in every cluster: put the routes of table 52 that lead to nodes and pods into "
          + "a table that the rule looks up, too (such as main), or let the other product use other marks",
        ko: "이 ID는 모든 클러스터에서 같습니다. 노드와 파드로 가는 테이블 52의 경로를 그 규칙이 찾는 테이블(예: main)에도 넣거나, 다른 제품이 다른 마크를 쓰게 하십시오")
    }
    return Translated(
      en: "give the pods another identity (an identity-relevant label more or less, then start them anew); to keep "
        + "others from it, put the routes to the nodes into a table that the rule looks up, too, or let the other "
        + "product use other marks",
      ko: "파드에 다른 ID를 주십시오(ID에 쓰이는 레이블을 더하거나 빼고 다시 시작). 다른 파드도 겪지 않게 하려면 노드로 가는 경로를 그 규칙이 "
        + "찾는 테이블에도 넣거나, 다른 제품이 다른 마크를 쓰게 하십시오")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "ip rule"), .agent(of: node, "cilium-dbg endpoint list"),
      .agent(of: node, "cilium-dbg identity get \(identity)"),
    ]
  }

  static let page = FindingPage(
    title: "a routing rule takes an identity for a mark of its own",
    meaning:
      "Cilium puts a packet's security identity into bits 16 to 31 of its firewall mark, and the number of a mesh's "
      + "cluster into the lowest eight. Others use the same bits: Tailscale's rules look at `0xff0000`, and take "
      + "each identity whose lower eight bits are `0x08` (one in 256, and identity 8 of Ingress and Gateway "
      + "listeners in every cluster) for its own packets, which must not enter the tailnet. The kernel looks the "
      + "tunnel's outer packets up with the mark of what is inside, so that all that such a pod sends to other nodes "
      + "leaves by another way and is lost, while every other pod is well. It is reported as cilium#35338, #36104 "
      + "and #46422. Where Cilium redirects packets itself (BPF host routing), only tunnelled packets and the "
      + "proxy's are looked up with a mark.",
    confirm: [
      .init(
        "On `NODE`: a rule with `fwmark`, and routes that only another rule's table has.",
        "ip rule; ip route show table 52"),
      .agent("The pod's identity: times 65536 and masked it is the rule's mark.", "cilium-dbg endpoint list"),
      .init(
        "On `NODE`: the way with the mark is another than without.",
        "ip route get ADDRESS mark 0x80400; ip route get ADDRESS"),
    ],
    mend: [
      .init("Give the pods another identity: change a label that counts for identities, and start them anew."),
      .init(
        "Or let the marked packets find the way, too: put the routes to the nodes into the table that the rule looks "
          + "up.",
        "ip route add 100.64.0.0/10 dev tailscale0"),
    ])
}

extension MarkTaken {
  /// A collision's first loss; nil where nothing is lost.
  init?(_ collision: MarkCollision) {
    guard let loss = collision.losses.first, let rule = collision.rules.first else { return nil }
    self.init(
      node: collision.node, identity: collision.identity, sender: collision.sender, carrier: collision.carrier,
      mark: collision.markText, owner: collision.owner, rule: rule, destination: loss.destination, wanted: loss.without,
      taken: loss.with)
  }
}
