/// The overlay relays packets between two nodes.
struct TailnetRelayed: Finding {
  /// From which node.
  var node: String
  /// To which.
  var peer: String
  /// Whose overlay it is.
  var overlay: String
  /// The kind of detour.
  var way: TunnelWay
  /// The relay: a DERP region's name or an address; `nil` where it is not known.
  var relay: String?
  /// The median round trip, in milliseconds; `nil` where it was not measured.
  var milliseconds: Double?
  /// That of direct ways of the cluster; likewise.
  var directMilliseconds: Double?
  /// The UDP port that has to be open, in words.
  var port: String
  /// Which of the two are behind NAT that gives each destination another port, as STUN's answers show; `nil` for none, or
  /// where nobody knows.
  var varyingNAT: [String]?
  /// Which of the two get no answer by STUN; likewise.
  var withoutSTUN: [String]?

  static let code = FindingCode.tailnetRelayed
  static let example = TailnetRelayed(
    node: "instance-master", peer: "instance-worker", overlay: "Tailscale", way: .derp, relay: "fra",
    milliseconds: 61.2,
    directMilliseconds: 12.5, port: "UDP 41641", varyingNAT: ["instance-worker"], withoutSTUN: ["instance-master"])

  private static func time(_ milliseconds: Double) -> String {
    let tenths = (milliseconds * 10).rounded()
    guard tenths.isFinite, abs(tenths) < 1e12 else { return "\(milliseconds)" }
    let (whole, rest) = Int(tenths).quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(whole) ms" : "\(whole).\(abs(rest)) ms"
  }

  private var by: Translated {
    let name = relay.map { " (\($0))" } ?? ""
    return switch way {
    case .derp: Translated(en: "by a DERP relay\(name)", ko: "DERP 릴레이\(name)")
    case .peerRelay: Translated(en: "by a peer relay\(name)", ko: "피어 릴레이\(name)")
    case .direct, .relayed, .unknown: Translated(en: "by something in between\(name)", ko: "중간의 무언가\(name)")
    }
  }

  private var trip: Translated {
    guard let milliseconds else { return Translated(en: "", ko: "") }
    let own = Self.time(milliseconds)
    guard let directMilliseconds else {
      return Translated(en: "; the round trip is \(own)", ko: ". 왕복 시간은 \(own)")
    }
    let other = Self.time(directMilliseconds)
    return Translated(
      en: "; the round trip is \(own), of direct ways \(other)", ko: ". 왕복 시간은 \(own), 직접 경로는 \(other)")
  }

  /// What packets tell of the reason.
  private var reason: Translated {
    var (en, ko) = ("", "")
    if let varyingNAT {
      en += "; the NAT of \(varyingNAT.joined(separator: " and ")) gives each destination another port (STUN)"
      ko += ". \(varyingNAT.joined(separator: ", ")) 노드의 NAT는 목적지마다 다른 포트를 줌(STUN)"
    }
    if let withoutSTUN {
      en += "; STUN requests of \(withoutSTUN.joined(separator: " and ")) are not answered"
      ko += ". \(withoutSTUN.joined(separator: ", ")) 노드의 STUN 요청은 응답을 받지 못함"
    }
    return Translated(en: en, ko: ko)
  }

  var cause: Translated {
    Translated(
      en: "\(overlay) sends what \(node) has for \(peer) \(by.en), not straight to it\(trip.en)\(reason.en)",
      ko: "\(overlay)가 \(node) 노드에서 \(peer) 노드로 가는 것을 직접 보내지 않고 \(by.ko)를 거쳐 보냄\(trip.ko)\(reason.ko)")
  }

  var remedy: Translated {
    Translated(
      en:
        "let \(port) pass between the two nodes' networks in at least one direction (security lists, host firewalls), and "
        + "avoid NAT that maps each destination to another port",
      ko: "두 노드의 네트워크 사이에 \(port)를 적어도 한 방향으로 열고(보안 목록, 호스트 방화벽), 목적지마다 다른 포트로 바꾸는 NAT를 피하십시오")
  }

  var commands: [RemedyCommand] {
    overlay == "Tailscale"
      ? [.host(node, "tailscale ping \(peer)"), .host(node, "tailscale netcheck"), .host(peer, "tailscale netcheck")]
      : [.host(node, "wg show")]
  }

  static let page = FindingPage(
    title: "packets between two nodes take a relay",
    meaning:
      "The paths work, slower by the detour, at the relay's rate (Tailscale's own relays share theirs among all), and as "
      + "reliable as the relay. It is a warning, never a verdict. How the way is known stands in [the overlay between the "
      + "nodes](../tailnet.md).",
    confirm: [
      .init(
        "On `NODE`: `via DERP(…)` or `via PEER-RELAY(…)`, and no direct answer comes.", "tailscale ping OTHER-NODE"),
      .init("On `NODE`: UDP is false, or the mapping varies by destination.", "tailscale netcheck"),
    ],
    mend: [
      .init("Let the overlay's UDP port pass between the networks of the two nodes."),
      .init("Give one of the nodes a public address, or a port of the gateway that is mapped to it."),
      .init("Or a relay of one's own that is near both (a peer relay, a DERP server)."),
    ])
}
