/// In the record a diagnosis is its code with the finding's `arguments`, and the English sentences that were written from
/// them. Older records have the sentences only.
extension Diagnosis: Codable {
  private enum CodingKeys: String, CodingKey { case code, arguments, symptom, cause, remedy, commands, shownBy }

  /// Reads a diagnosis. Of a code that is not known, a later netproof's, the sentences are kept.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      code: try values.decode(String.self, forKey: .code), symptom: try values.decode(String.self, forKey: .symptom),
      cause: try values.decode(String.self, forKey: .cause), remedy: try values.decode(String.self, forKey: .remedy))
    commands = try values.decodeIfPresent([RemedyCommand].self, forKey: .commands) ?? []
    shownBy = try values.decodeIfPresent([CaseKey].self, forKey: .shownBy) ?? []
    if values.contains(.arguments), let kind = FindingCode(rawValue: code)?.kind {
      finding = AnyFinding(try kind.init(from: values.superDecoder(forKey: .arguments)))
    }
  }

  /// Writes the diagnosis.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(code, forKey: .code)
    if let finding { try finding.value.encode(to: values.superEncoder(forKey: .arguments)) }
    try values.encode(symptom, forKey: .symptom)
    try values.encode(cause, forKey: .cause)
    try values.encode(remedy, forKey: .remedy)
    if !commands.isEmpty { try values.encode(commands, forKey: .commands) }
    if !shownBy.isEmpty { try values.encode(shownBy, forKey: .shownBy) }
  }
}
