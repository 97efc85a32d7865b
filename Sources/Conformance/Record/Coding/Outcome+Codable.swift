/// In the record an outcome is an object whose `kind` says which, with its value beside it:
/// `{"kind": "translated", "address": "10.0.0.239"}`.
extension Outcome: Codable {
  private enum Kind: String, Codable {
    case reachable, unreachable, partly, lossy
    case answersWithAddress = "answers-with-address"
    case largestPayload = "largest-payload"
    case translated
    case notTranslated = "not-translated"
    case translatedWrongly = "translated-wrongly"
    case value, healthy, unhealthy
  }

  private enum CodingKeys: String, CodingKey { case kind, text, address, bytes, lost, tries }

  /// Reads an outcome; an unknown `kind` is an error.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func text() throws -> String { try values.decode(String.self, forKey: .text) }
    func sentence() throws -> Sentence { try values.decode(Sentence.self, forKey: .text) }
    self =
      switch try values.decode(Kind.self, forKey: .kind) {
      case .reachable: .reachable
      case .unreachable: .unreachable
      case .partly: .partly(try sentence())
      case .lossy:
        .lossy(lost: try values.decode(Int.self, forKey: .lost), of: try values.decode(Int.self, forKey: .tries))
      case .answersWithAddress: .answersWithAddress(try values.decodeIfPresent(String.self, forKey: .address))
      case .largestPayload: .largestPayload(try values.decode(Int.self, forKey: .bytes))
      case .translated: .translated(to: try values.decode(String.self, forKey: .address))
      case .notTranslated: .notTranslated
      case .translatedWrongly: .translatedWrongly(try sentence())
      case .value: .value(try text())
      case .healthy: .healthy
      case .unhealthy: .unhealthy(try sentence())
      }
  }

  /// Writes the outcome's kind and value.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(kind, forKey: .kind)
    switch self {
    case .value(let text): try values.encode(text, forKey: .text)
    case .partly(let text), .translatedWrongly(let text), .unhealthy(let text): try values.encode(text, forKey: .text)
    case .answersWithAddress(let address): try values.encodeIfPresent(address, forKey: .address)
    case .translated(let address): try values.encode(address, forKey: .address)
    case .largestPayload(let bytes): try values.encode(bytes, forKey: .bytes)
    case .lossy(let lost, let tries):
      try values.encode(lost, forKey: .lost)
      try values.encode(tries, forKey: .tries)
    case .reachable, .unreachable, .notTranslated, .healthy: break
    }
  }

  private var kind: Kind {
    switch self {
    case .reachable: .reachable
    case .unreachable: .unreachable
    case .partly: .partly
    case .lossy: .lossy
    case .answersWithAddress: .answersWithAddress
    case .largestPayload: .largestPayload
    case .translated: .translated
    case .notTranslated: .notTranslated
    case .translatedWrongly: .translatedWrongly
    case .value: .value
    case .healthy: .healthy
    case .unhealthy: .unhealthy
    }
  }
}
