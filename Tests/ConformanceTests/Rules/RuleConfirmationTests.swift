import Cilium
import Testing

@testable import Conformance

/// What `netproof list --rules` says of real clusters, held against the records of them.
@Suite("Rules and the real clusters that confirm them")
struct RuleConfirmationTests {
  private static let records =
    RecordedReleaseTests.healthy + ["1.19/C-native", "sweep", "dual-stack", "B-iptables-masq"]

  /// Rule → the minor releases in which a record has a case that it predicted and that conforms.
  private static func shown() throws -> [Rule: Set<CiliumRelease>] {
    var shown: [Rule: Set<CiliumRelease>] = [:]
    for name in records {
      let record = RecordReview(try RunRecord.recorded(name)).record
      let release = try #require(record.cluster.ciliumVersion.flatMap { CiliumRelease($0) }).minorRelease
      for record in record.scenarios.flatMap(\.cases) where record.verdict == .conforms {
        guard case .expected(let expectation) = record.prediction,
          let rule = expectation.rule.flatMap({ Rule(rawValue: $0) })
        else { continue }
        shown[rule, default: []].insert(release)
      }
    }
    return shown
  }

  @Test("a rule names every release of which a record shows that it holds")
  func complete() throws {
    for (rule, releases) in try Self.shown() {
      let missing = releases.filter { !rule.isConfirmed(in: $0) }.map(\.description).sorted()
      #expect(missing.isEmpty, "\(rule.rawValue): \(missing)")
    }
  }

  @Test("a release that a rule names is one of which a real cluster was seen")
  func seen() throws {
    let recorded = try Self.shown().values.reduce(into: Set<CiliumRelease>()) { $0.formUnion($1) }
    // Of a real 1.17 no record was kept (docs/releases.md).
    let known = recorded.union([CiliumRelease(1, 17)])
    for rule in Rule.allCases { #expect(Set(rule.confirmed).isSubset(of: known), "\(rule.rawValue)") }
  }
}
