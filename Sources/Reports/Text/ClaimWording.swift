import Conformance

/// The words for the guide's claims.
enum ClaimWording {
  static func text(_ judgement: ClaimRecord.Judgement) -> String {
    switch judgement {
    case .confirmed: "confirmed"
    case .refuted: "**refuted**"
    case .notTested: "not tested"
    }
  }

  /// `12 claims: 8 confirmed, 3 refuted, 1 not tested`.
  static func counts(_ claims: [ClaimRecord]) -> String {
    let parts: [(String, ClaimRecord.Judgement)] = [
      ("confirmed", .confirmed), ("refuted", .refuted), ("not tested", .notTested),
    ]
    let counted = parts.map { word, judgement in "\(claims.count { $0.judgement == judgement }) \(word)" }
    return "\(Wording.count(claims.count, "claim")): " + counted.joined(separator: ", ")
  }
}
