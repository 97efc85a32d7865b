/// Several causes fit what was seen equally, and nothing that was measured tells them apart.
struct SeveralCauses: Finding {
  /// One of them.
  struct Candidate: Sendable, Hashable, Codable {
    /// Its published name.
    var code: String
    /// Its cause, in English.
    var cause: String
    /// The same in Korean.
    var causeInKorean: String
  }

  /// All that fit.
  var candidates: [Candidate]
  /// The one look that tells them apart, where there is one.
  var look: RemedyCommand?

  static let code = FindingCode.severalCauses
  static let example = SeveralCauses(
    [
      VXLANBlocked(source: "instance-master", target: "instance-worker", device: "tailscale0"),
      TailnetDown(source: "instance-master", target: "instance-worker"),
    ], by: .host("instance-master", "ping -c 3 100.64.0.2"))

  var cause: Translated {
    Translated(
      en: "\(candidates.count) causes fit what was seen equally: "
        + candidates.map { "\($0.cause) (\($0.code))" }.joined(separator: "; or "),
      ko: "\(candidates.count)가지 원인이 관찰 결과와 똑같이 들어맞음: "
        + candidates.map { "\($0.causeInKorean) (\($0.code))" }.joined(separator: ", 또는 "))
  }

  var remedy: Translated {
    guard let look else {
      return Translated(
        en: "confirm each by its page (`netproof list --finding CODE`) before anything is changed",
        ko: "무엇이든 바꾸기 전에 각 원인의 페이지(`netproof list --finding CODE`)로 확인하십시오")
    }
    return Translated(
      en: "tell them apart first, with `\(look.command)`" + (look.node.map { " on \($0)" } ?? ""),
      ko: "먼저 " + (look.node.map { "\($0) 노드에서 " } ?? "") + "`\(look.command)` 명령으로 구별하십시오")
  }

  var commands: [RemedyCommand] { look.map { [$0] } ?? [] }

  static let page = FindingPage(
    title: "several causes fit equally",
    meaning:
      "Each of the causes named agrees with everything that was measured, and none explains more than the others. "
      + "netproof names all of them rather than one by chance.",
    confirm: [
      .init("The page of each says how to confirm it by hand.", "netproof list --finding CODE"),
      .init("Which causes were tried, and what speaks against the others.", "netproof judge --explain-why run.json"),
    ],
    mend: [
      .init("Tell them apart first; then mend as the page of the one that is left says.")
    ])
}

extension SeveralCauses {
  /// Of findings that fit equally.
  init(_ findings: [any Finding], by look: RemedyCommand?) {
    self.init(
      candidates: findings.map {
        Candidate(code: type(of: $0).code.rawValue, cause: $0.cause.en, causeInKorean: $0.cause.ko)
      }, look: look)
  }
}
