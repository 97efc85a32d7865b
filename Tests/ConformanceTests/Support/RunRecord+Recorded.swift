import Foundation

@testable import Conformance

extension RunRecord {
  /// The record of a run on a real cluster (Fixtures/README.md), by its path below `RealCluster`, without the ending.
  static func recorded(_ name: String) throws -> RunRecord {
    try RecordDecoder.make().decode(RunRecord.self, from: Fixture.data("RealCluster/\(name).json"))
  }
}
