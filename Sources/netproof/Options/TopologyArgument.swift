import ArgumentParser
import Lab

/// A topology as it is named on the command line: one that comes with netproof, or a file.
struct TopologyArgument: ExpressibleByArgument, Sendable {
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }

  static var allValueStrings: [String] { LabTopology.builtIn.map(\.name) }

  /// - Throws: `TopologyError` with all that is wrong.
  func topology() throws -> LabTopology { try LabTopology.named(text) }
}
