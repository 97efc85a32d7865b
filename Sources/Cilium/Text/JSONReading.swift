import Foundation

/// Decodes one of the agent's JSON documents, turning Foundation's errors into ones that quote the output.
func decodeJSON<Value: Decodable>(_ type: Value.Type, from data: Data, what: String, hint: String) throws -> Value {
  do {
    return try JSONDecoder().decode(type, from: data)
  } catch let error as DecodingError {
    throw ParseError(what: what, found: quote(data), hint: "\(explain(error)); \(hint)")
  } catch {
    throw ParseError(what: what, found: quote(data), hint: "it is not JSON; \(hint)")
  }
}

/// The first line or so of an output, for an error.
func quote(_ data: Data) -> String {
  let text = String(decoding: data.prefix(400), as: UTF8.self)
  return text.split(separator: "\n").prefix(2).joined(separator: " ⏎ ")
}

private func explain(_ error: DecodingError) -> String {
  func path(_ context: DecodingError.Context) -> String {
    context.codingPath.map(\.stringValue).joined(separator: ".")
  }
  return switch error {
  case .keyNotFound(let key, _): "it has no “\(key.stringValue)”"
  case .typeMismatch(_, let context), .valueNotFound(_, let context): "“\(path(context))” has an unexpected type"
  case .dataCorrupted: "it is not valid JSON"
  @unknown default: "it is not what was expected"
  }
}

/// Reads the time stamps of Go programs; Go's zero time, `0001-01-01T00:00:00Z`, means "never" and gives nil.
public func goTime(_ text: String?) -> Date? {
  guard let text, !text.hasPrefix("0001-01-01") else { return nil }
  if let date = try? Date(text, strategy: .iso8601) { return date }
  return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
}
