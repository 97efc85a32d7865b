import Cilium
import Conformance

/// What the chapters make of the guide's claims, on its own release and on the latest.
enum HandbookClaims {
  static func chapter(
    _ example: RunRecord, _ chapters: HandbookChapters, observed: RunRecord?, _ localizer: Localizer
  ) throws -> [String] {
    let own = try ExampleRun.asPredicted(changing: ExampleCluster.withGuideRelease).claims
    let rows = example.claims.map { claim in
      let there = own.first { $0.id == claim.id }
      let seen = observed?.claims.first { $0.id == claim.id }
      return [
        Markdown.cell(localizer.sentence(claim.statement)),
        there.map { judgement(said(of: $0, in: chapters.guide), localizer) } ?? "",
        judgement(said(of: claim, in: chapters.latest), localizer),
      ] + (observed == nil ? [] : [seen.map { judgement($0.judgement, localizer) } ?? ""])
        + [reason(claim, there, localizer)]
    }
    let heads =
      [
        localizer(ReportPhrase.guideSays),
        localizer(HandbookPhrase.byTheRules, ["release": ExampleCluster.guideRelease]),
        localizer(HandbookPhrase.byTheRules, ["release": "\(CiliumRelease.latest)"]),
      ]
      + (observed == nil ? [] : [localizer(HandbookPhrase.observedThere)]) + [localizer(ReportPhrase.why)]
    return [
      "## \(localizer(ReportPhrase.claims))", localizer(HandbookPhrase.claimsText), MarkdownTable.text(heads, rows),
    ]
  }

  /// What the chapters that speak say of a claim. One that compares settings is in no chapter: its own judgement stays.
  static func said(of claim: ClaimRecord, in lines: [ChapterLine]) -> ClaimRecord.Judgement {
    let marks = lines.filter { $0.claims.contains { $0.id == claim.id } }
    guard !marks.isEmpty else { return claim.judgement }
    let mark = marks.first { $0.obstacle == nil }?.claims.first { $0.id == claim.id }
    return mark.map { $0.isConfirmed ? .confirmed : .refuted } ?? .notTested
  }

  /// Where the releases differ, why on each.
  private static func reason(_ latest: ClaimRecord, _ own: ClaimRecord?, _ localizer: Localizer) -> String {
    let text = Markdown.cell(localizer.sentence(latest.reason))
    guard let own, own.judgement != latest.judgement else { return text }
    return
      "\(ExampleCluster.guideRelease): \(Markdown.cell(localizer.sentence(own.reason)))<br>\(CiliumRelease.latest): \(text)"
  }

  private static func judgement(_ judgement: ClaimRecord.Judgement, _ localizer: Localizer) -> String {
    let word = localizer.judgement(judgement)
    return judgement == .refuted ? "**\(word)**" : word
  }
}
