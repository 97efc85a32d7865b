import Foundation
import XMLCoder

extension JUnitSuites {
  /// The document as a file's bytes, UTF-8.
  func xml() throws -> Data {
    let encoder = XMLEncoder()
    encoder.outputFormatting = [.prettyPrinted]
    encoder.prettyPrintIndentation = .spaces(2)
    return try encoder.encode(
      self, withRootKey: "testsuites", header: XMLHeader(version: 1.0, encoding: "UTF-8"))
  }
}
