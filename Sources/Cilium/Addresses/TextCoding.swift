/// Decodes a value that is written as a string.
func decodeText<Value>(from decoder: any Decoder, as kind: String, _ make: (String) -> Value?) throws -> Value {
  let container = try decoder.singleValueContainer()
  let text = try container.decode(String.self)
  guard let value = make(text) else {
    throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text)” is not \(kind)")
  }
  return value
}

/// Encodes a value as a string.
func encodeText(_ text: String, to encoder: any Encoder) throws {
  var container = encoder.singleValueContainer()
  try container.encode(text)
}
