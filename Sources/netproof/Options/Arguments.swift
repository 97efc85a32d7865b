import ArgumentParser
import Conformance
import Lab
import Reports

extension Scenario: ExpressibleByArgument {}
extension LabFault: ExpressibleByArgument {}
extension FaultDirection: ExpressibleByArgument {}

extension PlacedFault: ExpressibleByArgument {
  /// Reads `NAME`, `NAME@NODE` or `NAME@NODE:in`.
  public init?(argument: String) { self.init(argument) }
  /// The faults, each where it usually is.
  public static var allValueStrings: [String] { LabFault.allCases.map(\.rawValue) }
}
extension LabCilium: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

/// What `--label name=value` gives, where it may be given several times.
enum LabelArguments {
  /// Refuses what is no `name=value`.
  static func validate(_ arguments: [String]) throws {
    for label in arguments where !label.contains("=") || label.hasPrefix("=") {
      throw ValidationError("--label '\(label)': give name=value.")
    }
  }

  /// The labels of arguments that are valid; of one name the last.
  static func labels(_ arguments: [String]) -> [String: String] {
    let pairs = arguments.map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    return Dictionary(pairs.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
  }
}
