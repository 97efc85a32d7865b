import ArgumentParser
import Foundation
import Reports

/// The form of what a command prints.
enum DocumentFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  /// For people, with what the text leaves out.
  case wide
  /// A line per thing, `KIND/NAME`, for scripts.
  case name
  case json
  case yaml
}

/// What a command has to say, in every form.
struct CommandOutput {
  /// For programs.
  var document: any Encodable
  /// For people.
  var text: () throws -> String
  /// For people who want everything; `nil` where the text leaves nothing out.
  var wide: (() throws -> String)?
  /// A line per thing.
  var names: () -> [String]

  /// What is printed in a form, without a newline at its end.
  func rendered(as format: DocumentFormat) throws -> String {
    switch format {
    case .text: try text()
    case .wide: try (wide ?? text)()
    case .name: names().joined(separator: "\n")
    case .json: String(decoding: try StableJSON.encode(document), as: UTF8.self).trimmingCharacters(in: .newlines)
    case .yaml: String(decoding: try StableYAML.encode(document), as: UTF8.self).trimmingCharacters(in: .newlines)
    }
  }

  /// Prints it in a form; nothing where there are no names.
  func print(as format: DocumentFormat) throws {
    let text = try rendered(as: format)
    if !text.isEmpty { try StandardOutput.write(Data((text + "\n").utf8)) }
  }
}

extension NameSpecification {
  /// `-o`, `--output`, and `--format` as the option was called first.
  static let outputForm: NameSpecification = [.customShort("o"), .customLong("output"), .customLong("format")]
}

/// The option for it.
struct OutputOption: ParsableArguments {
  @Option(
    name: [.customShort("o"), .long],
    help: "The output's form: text, wide (nothing left out), name (a line per thing), json or yaml.")
  var output: DocumentFormat = .text

  /// Prints what there is to say in the form that was asked for; nothing where there are no names.
  func print(_ output: CommandOutput) throws { try output.print(as: self.output) }
}
