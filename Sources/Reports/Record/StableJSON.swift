import Conformance
import Foundation

/// JSON in a form that can be compared with `diff`: sorted keys, two-space indentation, ISO-8601 times in UTC with
/// milliseconds, and a newline at the end.
public enum StableJSON {
  /// The value in that form.
  ///
  /// - Throws: What the value throws.
  public static func encode(_ value: some Encodable) throws -> Data {
    var data = try encoder().encode(value)
    data.append(UInt8(ascii: "\n"))
    return data
  }

  /// An encoder of that form.
  static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(RecordTime.text(date))
    }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}
