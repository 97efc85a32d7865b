/// In the record a prediction is `{"kind": "expected", "outcome": …, "reason": …, "source": …}`, or
/// `{"kind": "not-applicable" | "unknown", "reason": …}`.
extension Prediction: Codable {
  private enum Kind: String, Codable {
    case expected
    case notApplicable = "not-applicable"
    case unknown
  }

  private enum CodingKeys: String, CodingKey { case kind, reason }

  /// Reads a prediction; an unknown `kind` is an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self =
      switch try values.decode(Kind.self, forKey: .kind) {
      case .expected: .expected(try Expectation(from: decoder))
      case .notApplicable: .notApplicable(try values.decode(Sentence.self, forKey: .reason))
      case .unknown: .unknown(try values.decode(Sentence.self, forKey: .reason))
      }
  }

  /// Writes the prediction's kind and, beside it, the expectation or the reason.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .expected(let expectation):
      try values.encode(Kind.expected, forKey: .kind)
      try expectation.encode(to: encoder)
    case .notApplicable(let reason):
      try values.encode(Kind.notApplicable, forKey: .kind)
      try values.encode(reason, forKey: .reason)
    case .unknown(let reason):
      try values.encode(Kind.unknown, forKey: .kind)
      try values.encode(reason, forKey: .reason)
    }
  }
}
