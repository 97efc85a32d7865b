import Foundation
import XMLCoder

extension JUnitSuites {
  /// The document as a file's bytes, UTF-8.
  ///
  /// The cases are encoded some at a time and put into their places: an encoder keeps a tree of everything that it
  /// encodes, which for the cases of a large cluster is many times the text.
  func xml() throws -> Data {
    var frame = self
    for index in frame.testsuite.indices { frame.testsuite[index].testcase = [] }
    var rest = try Self.encode(frame)[...]
    var data = Data()
    for suite in testsuite {
      guard let end = rest.range(of: Self.suiteEnd) else { return try Self.encode(self) }
      data += rest[..<end.lowerBound]
      for start in stride(from: 0, to: suite.testcase.count, by: Self.casesAtOnce) {
        var part = suite
        part.testcase = Array(suite.testcase[start..<min(start + Self.casesAtOnce, suite.testcase.count)])
        part.properties.property = Array(part.properties.property.prefix(1))
        guard let cases = try Self.cases(of: part) else { return try Self.encode(self) }
        data += cases
      }
      data += Self.suiteEnd
      rest = rest[end.upperBound...]
    }
    return data + rest
  }

  private static let casesAtOnce = 200
  /// How the encoder begins a case and ends a suite. In texts and attributes `<` is escaped.
  private static let caseBegin = Data("\n    <testcase ".utf8)
  private static let suiteEnd = Data("\n  </testsuite>".utf8)

  /// The cases of a suite as they stand in a whole document.
  private static func cases(of suite: JUnitSuite) throws -> Data? {
    let text = try encode(JUnitSuites(name: "", tests: 0, failures: 0, errors: 0, time: "", testsuite: [suite]))
    guard let begin = text.range(of: caseBegin), let end = text.range(of: suiteEnd, options: .backwards) else {
      return nil
    }
    return text[begin.lowerBound..<end.lowerBound]
  }

  /// Everything at once.
  static func encode(_ suites: JUnitSuites) throws -> Data {
    let encoder = XMLEncoder()
    encoder.outputFormatting = [.prettyPrinted]
    encoder.prettyPrintIndentation = .spaces(2)
    return try encoder.encode(suites, withRootKey: "testsuites", header: XMLHeader(version: 1.0, encoding: "UTF-8"))
  }
}
