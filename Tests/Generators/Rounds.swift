import Foundation

/// How often a property is tried, and from which seed: `NETPROOF_PROPERTY_ROUNDS` and `NETPROOF_PROPERTY_SEED`.
///
/// A property that traps takes the process with it, so the round is written down before it begins: the file
/// `netproof-property-NAME` in the temporary folder holds the seed that brings it again as the only round.
public struct Rounds: Sendable {
  /// The seed of the first round; each next one adds 1.
  public let seed: UInt64
  /// How many.
  public let count: Int
  private let file: URL

  /// - Parameters:
  ///   - name: The property's.
  ///   - standard: How many rounds where the environment does not say.
  public init(_ name: String, standard: Int) {
    let environment = ProcessInfo.processInfo.environment
    seed = environment["NETPROOF_PROPERTY_SEED"].flatMap { UInt64($0) } ?? 20_261_129
    count = environment["NETPROOF_PROPERTY_ROUNDS"].flatMap { Int($0) } ?? standard
    file = FileManager.default.temporaryDirectory.appending(path: "netproof-property-\(name)")
  }

  /// Runs the rounds, each with a generator and seed of its own. Between them others may run: on a small machine a test
  /// that computes for a minute would keep all others from their deadlines.
  public func run(_ round: (UInt64, inout SeededGenerator) throws -> Void) async throws {
    for number in 0..<UInt64(max(count, 0)) {
      await Task.yield()
      let seed = seed &+ number
      try Data("NETPROOF_PROPERTY_SEED=\(seed) NETPROOF_PROPERTY_ROUNDS=1\n".utf8).write(to: file)
      var random = SeededGenerator(seed: seed)
      try round(seed, &random)
    }
    try? FileManager.default.removeItem(at: file)
  }
}
