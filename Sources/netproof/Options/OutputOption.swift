import ArgumentParser
import Foundation
import Yams

/// The form of what a command prints.
enum DocumentFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
  case yaml
}

/// The option for it.
struct OutputOption: ParsableArguments {
  @Option(name: [.customShort("o"), .long], help: "The output's form: text, json or yaml.")
  var output: DocumentFormat = .text

  /// Prints a document in the form that was asked for; for people its text.
  func print(_ document: some Encodable, text: @autoclosure () throws -> String) throws {
    Swift.print(try output.text(of: document, for: text))
  }
}

extension DocumentFormat {
  /// A document in this form.
  func text(of document: some Encodable, for people: () throws -> String) throws -> String {
    switch self {
    case .text: return try people()
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.dateEncodingStrategy = .iso8601
      return String(decoding: try encoder.encode(document), as: UTF8.self)
    case .yaml:
      let encoder = YAMLEncoder()
      encoder.options.sortKeys = true
      return try encoder.encode(document).trimmingCharacters(in: .newlines)
    }
  }
}
