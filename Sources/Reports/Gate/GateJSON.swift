import Conformance
import Foundation

/// A gate's report as a document for programs.
public enum GateJSON {
  /// The report as JSON with sorted keys and ISO-8601 times in UTC, and a newline at the end.
  public static func render(_ report: GateReport) throws -> Data { try StableJSON.encode(report) }
}
