/// In the record a fitness is `{"kind": "fit" | "unfit" | "unknown", "reasons": […]}`; `fit` has no reasons.
extension Fitness: Codable {
  private enum CodingKeys: String, CodingKey { case kind, reasons }

  /// Reads a fitness; an unknown `kind` is an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self =
      switch try values.decode(Kind.self, forKey: .kind) {
      case .fit: .fit
      case .unfit: .unfit(try values.decode([Sentence].self, forKey: .reasons))
      case .unknown: .unknown(try values.decode([Sentence].self, forKey: .reasons))
      }
  }

  /// Writes the fitness's kind and its reasons.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(kind, forKey: .kind)
    if kind != .fit { try values.encode(reasons, forKey: .reasons) }
  }
}
