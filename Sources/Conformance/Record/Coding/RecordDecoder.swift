import Foundation

/// How the JSON of run records is read, whole or in part.
public enum RecordDecoder {
  /// A decoder that takes times as ``RecordTime`` writes them, and the numbers that JSON lacks as `inf`, `-inf` and `nan`.
  public static func make() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let text = try decoder.singleValueContainer().decode(String.self)
      guard let date = RecordTime.date(text) else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is not an ISO-8601 time"))
      }
      return date
    }
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
