import Foundation

/// A rule or a route of a node takes what is sent to an address.
struct RouteInTheWay: Finding {
  /// Whose.
  var node: String
  /// The address.
  var address: String
  /// The kind that drops (blackhole, unreachable, prohibit); `nil` where it leads by another device.
  var drop: String?
  /// The device that it leads by instead.
  var device: String?
  /// The rule or the route, as `ip` shows it.
  var entry: String
  /// Whether it is a rule.
  var isRule: Bool

  static let code = FindingCode.routeInTheWay
  static let example = RouteInTheWay(
    node: "instance-worker", address: "8.8.8.8", drop: "blackhole", device: nil,
    entry: "100: from all to 8.8.8.8 blackhole",
    isRule: true)

  private var what: Translated {
    isRule ? Translated(en: "rule", ko: "규칙") : Translated(en: "route", ko: "경로")
  }

  var cause: Translated {
    if let device {
      return Translated(
        en:
          "on \(node) a \(what.en) sends what is for \(address) out by \(device), unlike the rest of the internet: \(entry)",
        ko: "\(node) 노드의 \(what.ko)이 \(address) 주소로 가는 패킷을 인터넷의 나머지와 달리 \(device) 장치로 내보냄: \(entry)")
    }
    return Translated(
      en: "on \(node) a \(what.en) drops what is for \(address) (\(drop ?? "dropped")): \(entry)",
      ko: "\(node) 노드의 \(what.ko)이 \(address) 주소로 가는 패킷을 버림(\(drop ?? "dropped")): \(entry)")
  }

  var remedy: Translated {
    Translated(
      en: "remove the \(what.en) on \(node) with `\(removal)` if nobody needs it, and find what put it there",
      ko: "아무도 필요로 하지 않는다면 \(node) 노드에서 `\(removal)` 명령으로 \(what.ko)을 지우고, 무엇이 넣었는지 찾으십시오")
  }

  /// A rule is shown with its priority before a colon.
  private var removal: String {
    guard isRule else { return "ip route del \(entry)" }
    let parts = entry.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2, Int(parts[0]) != nil else { return "ip rule del \(entry)" }
    return "ip rule del priority \(parts[0]) \(parts[1])"
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "ip route get \(address)"), .host(node, isRule ? "ip rule" : "ip route show table all"),
      .host(node, removal),
    ]
  }

  static let page = FindingPage(
    title: "a rule or route of the node takes the traffic",
    meaning:
      "The node's own rules or routes drop what is sent to an address (blackhole, unreachable, prohibit), or lead it "
      + "out by another device than the rest of the internet. They are among the node's facts, and just what is sent to the "
      + "address fails. Servers and networks beyond the node have no part in it.",
    confirm: [
      .init("On `NODE`: the kernel says what it does.", "ip route get ADDRESS"),
      .init("On `NODE`: the rule or route that does it.", "ip rule; ip route show table all"),
    ],
    mend: [
      .init("Remove it.", "ip rule del priority PRIORITY"),
      .init("Find what put it there: a VPN client, a hardening profile, somebody's hand."),
    ])
}

extension RouteInTheWay {
  /// As the facts show it.
  init(_ taken: SupposedFault.RouteTaken) {
    self.init(
      node: taken.node, address: taken.address.description, drop: taken.drop, device: taken.device, entry: taken.entry,
      isRule: taken.isRule)
  }
}
