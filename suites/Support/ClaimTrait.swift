import Testing

/// Marks the test that speaks for or against a claim of the guide.
struct ClaimTrait: TestTrait {
  /// The claim's stable identifier.
  let claim: String
  /// Whether the test confirms it.
  let isConfirmed: Bool
}

extension Trait where Self == ClaimTrait {
  /// What the test finds is what the claim says.
  static func confirms(_ claim: String) -> ClaimTrait { ClaimTrait(claim: claim, isConfirmed: true) }

  /// What the test finds is not what the claim says.
  static func refutes(_ claim: String) -> ClaimTrait { ClaimTrait(claim: claim, isConfirmed: false) }
}
