import Foundation
import XMLCoder

extension JUnitSuites {
  /// The document as a file's bytes, UTF-8.
  func xml() throws -> Data {
    var data = Data()
    try xml { data += $0 }
    return data
  }

  /// Hands the document to `sink`, piece by piece.
  ///
  /// The cases are made and encoded some at a time and put into their places: an encoder keeps a tree of everything that
  /// it encodes, which for the cases of a large cluster is many times the text.
  func xml(to sink: (Data) throws -> Void) throws {
    var frame = self
    for index in frame.testsuite.indices {
      frame.testsuite[index].testcase = []
      frame.testsuite[index].recorded = []
    }
    let text = try Self.encode(frame)
    // The places first: should an encoder write an empty suite otherwise, everything is encoded at once.
    var ends: [Range<Data.Index>] = []
    for _ in testsuite {
      guard let end = text.range(of: Self.suiteEnd, in: (ends.last?.upperBound ?? text.startIndex)..<text.endIndex)
      else { return try sink(try Self.encode(self)) }
      ends.append(end)
    }
    var written = text.startIndex
    for (suite, end) in zip(testsuite, ends) {
      try sink(text[written..<end.lowerBound])
      let parts = stride(from: 0, to: suite.recorded.count, by: Self.casesAtOnce).map {
        $0..<min($0 + Self.casesAtOnce, suite.recorded.count)
      }
      // As many as there are cores, so that no more than these are in memory.
      for first in stride(from: 0, to: parts.count, by: Self.partsAtOnce) {
        let some = Array(parts[first..<min(first + Self.partsAtOnce, parts.count)])
        for data in try SideBySide.map(some, { try Self.cases(suite.cases($0), of: suite) }) { try sink(data) }
      }
      if !suite.testcase.isEmpty { try sink(try Self.cases(suite.testcase, of: suite)) }
      try sink(Self.suiteEnd)
      written = end.upperBound
    }
    try sink(text[written...])
  }

  private static let casesAtOnce = 200
  private static let partsAtOnce = ProcessInfo.processInfo.activeProcessorCount
  /// How the encoder begins a case and ends a suite. In texts and attributes `<` is escaped.
  private static let caseBegin = Data("\n    <testcase ".utf8)
  private static let suiteEnd = Data("\n  </testsuite>".utf8)

  /// Some cases of a suite as they stand in a whole document.
  private static func cases(_ cases: [JUnitCase], of suite: JUnitSuite) throws -> Data {
    var part = suite
    part.recorded = []
    part.testcase = cases
    part.properties.property = Array(part.properties.property.prefix(1))
    let text = try encode(JUnitSuites(name: "", tests: 0, failures: 0, errors: 0, time: "", testsuite: [part]))
    guard let begin = text.range(of: caseBegin), let end = text.range(of: suiteEnd, options: .backwards) else {
      throw EncodingError.invalidValue(
        suite.name,
        .init(codingPath: [], debugDescription: "the test cases of \(suite.name) were not found in their XML"))
    }
    return text[begin.lowerBound..<end.lowerBound]
  }

  /// Everything at once.
  static func encode(_ suites: JUnitSuites) throws -> Data {
    let encoder = XMLEncoder()
    encoder.outputFormatting = [.prettyPrinted]
    encoder.prettyPrintIndentation = .spaces(2)
    // They are escaped already.
    encoder.charactersEscapedInAttributes = []
    encoder.charactersEscapedInElements = []
    var suites = suites
    suites.testsuite = suites.testsuite.map(\.whole)
    return try encoder.encode(
      suites.escaped, withRootKey: "testsuites", header: XMLHeader(version: 1.0, encoding: "UTF-8"))
  }
}
