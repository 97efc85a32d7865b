/// The key of a node in the tailnet has expired, or is about to.
struct TailnetKeyExpiry: Finding {
  /// Whose key.
  var node: String
  /// In how many days it ends; 0 on the last one, negative since it has ended.
  var days: Int
  /// Whether it has ended.
  var isExpired: Bool
  /// When it ends, as a day: `2027-03-24`; `nil` where only that it has ended is told.
  var day: String?

  static let code = FindingCode.tailnetKeyExpiry
  static let example = TailnetKeyExpiry(node: "instance-worker", days: 3, isExpired: false, day: "2027-03-24")

  var cause: Translated {
    let on = day.map { " (\($0))" } ?? ""
    return isExpired
      ? Translated(
        en: "the tailnet's key of \(node) has expired\(on): the other nodes refuse it",
        ko: "\(node) 노드의 tailnet 키가 만료됨\(on): 다른 노드가 이 노드를 거부함")
      : Translated(
        en: "the tailnet's key of \(node) expires in \(days) \(days == 1 ? "day" : "days")\(on): then the node loses "
          + "all others",
        ko: "\(node) 노드의 tailnet 키가 \(days)일 뒤에 만료됨\(on): 그때 이 노드는 다른 모든 노드와 끊어짐")
  }

  var remedy: Translated {
    Translated(
      en:
        "renew it on \(node) (`tailscale up --force-reauth`), and switch key expiry off for servers, or tag them: keys "
        + "of tagged nodes do not expire",
      ko: "\(node) 노드에서 키를 갱신하고(`tailscale up --force-reauth`), 서버는 키 만료를 끄거나 태그를 붙이십시오. 태그된 노드의 키는 "
        + "만료되지 않습니다")
  }

  var commands: [RemedyCommand] {
    [
      .host(node, "tailscale status --json | grep -E '\"(KeyExpiry|Expired)\"'"),
      .host(node, "tailscale up --force-reauth"),
    ]
  }

  static let page = FindingPage(
    title: "a node's key in the tailnet has expired, or is about to",
    meaning:
      "Keys of nodes end after 180 days unless somebody has switched that off; then the others take nothing from "
      + "the node any more. Told from two weeks before. Known from `tailscale status --json` (KeyExpiry, Expired).",
    confirm: [
      .init("On `NODE`: when its key ends.", "tailscale status --json | grep -E '\"(KeyExpiry|Expired)\"'")
    ],
    mend: [
      .init(
        "On `NODE`: renew the key. The tailnet is gone for as long as that takes: have another way in.",
        "tailscale up --force-reauth"),
      .init("Switch key expiry off for the node in the admin console, or tag it."),
    ])
}
