import Foundation
import SysdumpRecordings
import Testing

@testable import Conformance

/// Every file of every recorded archive missing, empty, cut, with the text of an error in it, and of another moment.
///
/// A sample of it runs with the unit tests; `scripts/fuzz damage` runs all of it.
@Suite("Each file of an archive damaged")
struct DamageMatrixTests {
  /// One cell in so many is tried: a prime, so that each file meets another damage in each archive.
  private static let step = ProcessInfo.processInfo.environment["NETPROOF_DAMAGE_STEP"].flatMap { Int($0) } ?? 331
  /// The kinds of damage that are tried, where not all are.
  private static let kinds = ProcessInfo.processInfo.environment["NETPROOF_DAMAGE"].map { $0.split(separator: ",") }

  private static func isTried(_ damage: FileDamage) -> Bool {
    guard let kinds else { return true }
    return kinds.contains { $0 == damage.rawValue }
  }

  @Test("never makes a contradiction, a green or a forecast that the whole archive does not have")
  func matrix() async throws {
    var (place, tally) = (0, DamageTally())
    for name in Recordings.names {
      var matrix: DamageMatrix?
      for path in try Recordings.files(of: name).keys.sorted() {
        for damage in FileDamage.allCases {
          place += 1
          guard place % max(Self.step, 1) == 0, Self.isTried(damage) else { continue }
          await Task.yield()
          let isOther = damage == .otherMoment || damage == .undated
          let other = isOther ? DamageMatrix.other(path, than: name) : nil
          let known = try matrix ?? DamageMatrix(name)
          matrix = known
          let outcome = try known.outcome(path, damage, other: other)
          let troubles = outcome.troubles
          #expect(
            troubles.isEmpty,
            "\(name) \(path) \(damage.rawValue): \(troubles.sorted().prefix(5).joined(separator: " | "))")
          tally.count(outcome, damage)
        }
      }
    }
    #expect(tally.tried > 0)
    // Who asked for all of it wants to see what it was.
    if Self.step == 1 { print(tally.table) }
  }
}
