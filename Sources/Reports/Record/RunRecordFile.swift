import Conformance
import Foundation

/// The run record as a file: `run.json`, the document that every other report is rendered from.
///
/// The form is stable (``StableJSON``), so two runs can be compared with `diff`.
public enum RunRecordFile {
  /// The name before the `/` of a schema that this program understands.
  static let schemaName = "netproof.run"
  /// The major version that this program understands.
  static let schemaMajor = 2

  /// The record as JSON, with a newline at the end.
  public static func encode(_ record: RunRecord) throws -> Data {
    var data = Data()
    try encode(record, to: { data += $0 })
    return data
  }

  /// Writes the record to a file, which is either whole or not changed. The text is never in memory whole.
  ///
  /// - Throws: ``ReportWriteError``.
  static func write(_ record: RunRecord, to url: URL) throws(ReportWriteError) {
    try AtomicFile.write(to: url) { try encode(record, to: $0) }
  }

  /// Hands the record as JSON to `sink`, piece by piece.
  ///
  /// The cases are encoded one by one and put into their places: an encoder keeps a tree of everything that it encodes,
  /// which for the cases of a large cluster is many times the text.
  ///
  /// - Throws: What `sink` throws, and a coding error, which is a defect of this program.
  public static func encode(_ record: RunRecord, to sink: (Data) throws -> Void) throws {
    let encoder = StableJSON.encoder()
    var frame = record
    for index in frame.scenarios.indices { frame.scenarios[index].cases = [] }
    let whole = try encoder.encode(frame)
    // The places first: should an encoder write an empty member otherwise, everything is encoded at once.
    var places: [Range<Data.Index>] = []
    for _ in record.scenarios {
      guard
        let place = whole.range(
          of: Data(emptyCases.utf8), in: (places.last?.upperBound ?? whole.startIndex)..<whole.endIndex)
      else { return try sink(try StableJSON.encode(record)) }
      places.append(place)
    }
    var written = whole.startIndex
    for (scenario, place) in zip(record.scenarios, places) {
      try sink(whole[written..<place.lowerBound])
      try encode(scenario.cases, encoder, sink: sink)
      written = place.upperBound
    }
    try sink(whole[written...])
    try sink(Data("\n".utf8))
  }

  /// How `JSONEncoder` writes a scenario's member `cases` when it is empty. Inside a text, quotes would be escaped.
  private static let emptyCases = "\n      \"cases\" : [\n\n      ]"

  private static func encode(_ cases: [CaseRecord], _ encoder: JSONEncoder, sink: (Data) throws -> Void) throws {
    guard !cases.isEmpty else { return try sink(Data(emptyCases.utf8)) }
    try sink(Data("\n      \"cases\" : [".utf8))
    let indentation = Data("\n        ".utf8)
    for (index, entry) in cases.enumerated() {
      var data = index > 0 ? Data(",".utf8) + indentation : indentation
      // JSON has newlines between its members only, never inside a text. The line inside an empty list is empty.
      let lines = try encoder.encode(entry).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() {
        if number > 0 { data += line.isEmpty ? Data("\n".utf8) : indentation }
        data += line
      }
      try sink(data)
    }
    try sink(Data("\n      ]".utf8))
  }

  /// The record in `data`.
  ///
  /// - Parameter name: What the data is called in errors, usually the file's path.
  /// - Throws: ``RunRecordFileError``, which says what is wrong and what to do.
  public static func decode(_ data: Data, name: String = "run record") throws -> RunRecord {
    guard let last = data.last(where: { !isWhitespace($0) }) else {
      throw RunRecordFileError.empty(name: name)
    }
    let decoder = RecordDecoder.make()
    do {
      // The schema first: a document of another form should say so, rather than that some field is missing.
      try check(schema: try decoder.decode(Head.self, from: data).schema, name: name)
      return try decoder.decode(RunRecord.self, from: data).withFindingArguments()
    } catch let error as DecodingError {
      throw RunRecordFileError(error, name: name, isTruncated: last != UInt8(ascii: "}"), size: data.count)
    }
  }

  /// Reads the record at `path`.
  ///
  /// - Throws: ``RunRecordFileError``.
  public static func read(_ path: String) throws -> RunRecord {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw RunRecordFileError.unreadable(name: path, reason: AtomicFile.reason(error))
    }
    return try decode(data, name: path)
  }

  private struct Head: Decodable { var schema: String }

  private static func check(schema: String, name: String) throws {
    let parts = schema.split(separator: "/", maxSplits: 1)
    let major = parts.count == 2 ? parts[1].split(separator: ".").first.flatMap { Int($0) } : nil
    guard parts.first == schemaName[...], major == schemaMajor else {
      throw RunRecordFileError.unknownSchema(name: name, found: schema)
    }
  }

  private static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
