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
  /// The cases are encoded one by one and put into their places, and the sentences some at a time: an encoder keeps a tree
  /// of everything that it encodes, which for those of a large cluster is many times the text.
  ///
  /// - Throws: What `sink` throws, and a coding error, which is a defect of this program.
  public static func encode(_ record: RunRecord, to sink: (Data) throws -> Void) throws {
    let sentences = SentenceCollector()
    let encoder = StableJSON.encoder()
    if let key = SentenceCollector.key { encoder.userInfo[key] = sentences }
    var frame = record
    for index in frame.scenarios.indices { frame.scenarios[index].cases = [] }
    let whole = try encoder.encode(Document(record: frame))
    // The places first: should an encoder write an empty member otherwise, everything is encoded at once.
    var places: [Range<Data.Index>] = []
    for _ in record.scenarios {
      guard
        let place = whole.range(
          of: Data(emptyCases.utf8), in: (places.last?.upperBound ?? whole.startIndex)..<whole.endIndex)
      else { return try sink(try encodeAtOnce(record, encoder, sentences)) }
      places.append(place)
    }
    guard
      let index = whole.range(
        of: Data(emptySentences.utf8), in: (places.last?.upperBound ?? whole.startIndex)..<whole.endIndex)
    else { return try sink(try encodeAtOnce(record, encoder, sentences)) }
    var written = whole.startIndex
    for (scenario, place) in zip(record.scenarios, places) {
      try sink(whole[written..<place.lowerBound])
      try encode(scenario.cases, encoder, sink: sink)
      written = place.upperBound
    }
    try sink(whole[written..<index.lowerBound])
    // Behind the cases, whose sentences are all known by now.
    if !sentences.index.isEmpty {
      try sink(Data("\n  \"sentences\" : ".utf8))
      try encode(sentences.index, encoder, sink: sink)
      try sink(Data(",".utf8))
    }
    try sink(whole[index.upperBound...])
    try sink(Data("\n".utf8))
  }

  /// The record with what its sentences were written from.
  private struct Document: Encodable {
    var record: RunRecord
    var sentences = SentenceIndex()

    private enum CodingKeys: String, CodingKey { case sentences }

    func encode(to encoder: any Encoder) throws {
      try record.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(sentences, forKey: .sentences)
    }
  }

  /// How `JSONEncoder` writes the empty member `sentences`, which is never the last one.
  private static let emptySentences = "\n  \"sentences\" : {\n\n  },"

  /// Twice, because only the first pass tells the sentences.
  private static func encodeAtOnce(
    _ record: RunRecord, _ encoder: JSONEncoder, _ sentences: SentenceCollector
  ) throws -> Data {
    let alone = try encoder.encode(record)
    let index = sentences.index
    let whole = index.isEmpty ? alone : try encoder.encode(Document(record: record, sentences: index))
    return whole + Data("\n".utf8)
  }

  /// JSON further to the right. It has newlines between its members only, never inside a text; the line inside an empty
  /// list is empty.
  private static func indented(_ json: Data, by indentation: String) -> Data {
    // Byte by byte: most of a large record are its lines, and a piece of memory for each is what takes the time.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.count + json.count / 4)
    let newline = UInt8(ascii: "\n")
    let indentation = Array(indentation.utf8)
    json.withUnsafeBytes { (source: UnsafeRawBufferPointer) in
      for (place, byte) in source.enumerated() {
        if byte != newline {
          bytes.append(byte)
        } else if place + 1 < source.count, source[place + 1] != newline {
          bytes.append(contentsOf: indentation)
        } else {
          bytes.append(newline)
        }
      }
    }
    return Data(bytes)
  }

  /// How `JSONEncoder` writes a scenario's member `cases` when it is empty. Inside a text, quotes would be escaped.
  private static let emptyCases = "\n      \"cases\" : [\n\n      ]"

  private static func encode(_ cases: [CaseRecord], _ encoder: JSONEncoder, sink: (Data) throws -> Void) throws {
    guard !cases.isEmpty else { return try sink(Data(emptyCases.utf8)) }
    try sink(Data("\n      \"cases\" : [".utf8))
    let indentation = "\n        "
    for (index, entry) in cases.enumerated() {
      try sink(index > 0 ? Data(",".utf8) + Data(indentation.utf8) : Data(indentation.utf8))
      try sink(indented(try encoder.encode(entry), by: indentation))
    }
    try sink(Data("\n      ]".utf8))
  }

  private static let sentencesAtOnce = 500

  private static func encode(
    _ sentences: SentenceIndex, _ encoder: JSONEncoder, sink: (Data) throws -> Void
  ) throws {
    let (open, close) = ("{", "\n  }")
    try sink(Data(open.utf8))
    var isFirst = true
    for piece in sentences.pieces(of: sentencesAtOnce) {
      let json = indented(try encoder.encode(piece), by: "\n  ")
      try sink(Data((isFirst ? "" : ",").utf8) + json.dropFirst(open.utf8.count).dropLast(close.utf8.count))
      isFirst = false
    }
    try sink(Data(close.utf8))
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
      let head = try decoder.decode(Head.self, from: data)
      try check(schema: head.schema, name: name)
      if let key = SentenceIndex.key { decoder.userInfo[key] = head.sentences ?? SentenceIndex() }
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

  private struct Head: Decodable {
    var schema: String
    /// Not in older records, whose sentences stay English.
    var sentences: SentenceIndex?
  }

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
