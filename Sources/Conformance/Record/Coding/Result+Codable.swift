/// In the record a result is `{"kind": "measured", "outcome": …}` or `{"kind": "not-measured", "reason": …}`.
extension Observation.Result: Codable {
  private enum Kind: String, Codable {
    case measured
    case notMeasured = "not-measured"
  }

  private enum CodingKeys: String, CodingKey { case kind, outcome, reason }

  /// Reads a result; an unknown `kind` is an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self =
      switch try values.decode(Kind.self, forKey: .kind) {
      case .measured: .measured(try values.decode(Outcome.self, forKey: .outcome))
      case .notMeasured: .notMeasured(try values.decode(Sentence.self, forKey: .reason))
      }
  }

  /// Writes the result's kind and, beside it, the outcome or the reason.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .measured(let outcome):
      try values.encode(Kind.measured, forKey: .kind)
      try values.encode(outcome, forKey: .outcome)
    case .notMeasured(let reason):
      try values.encode(Kind.notMeasured, forKey: .kind)
      try values.encode(reason, forKey: .reason)
    }
  }
}
