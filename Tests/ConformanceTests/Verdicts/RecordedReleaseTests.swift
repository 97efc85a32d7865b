import Foundation
import Testing

@testable import Conformance

/// Runs on real clusters of Cilium 1.15 and 1.18 to 1.20 in several modes (Fixtures/README.md), judged by today's rules from the
/// facts and observations of then. What the clusters did is the truth; the verdicts of then are not.
@Suite("Real clusters of other releases and modes")
struct RecordedReleaseTests {
  /// Clusters that do what their setting does there: every cell is as predicted.
  static let healthy = [
    "1.15/A", "1.15/C", "1.15/D", "1.15/sweep",
    "1.18/A", "1.18/A-nocapture", "1.18/A-endpoint-routes", "1.18/A-legacy-routing",
    "1.18/B", "1.18/B-nocapture", "1.18/B-iptables-masq", "1.18/C", "1.18/C-final", "1.18/C-endpoint-routes",
    "1.18/C-host-firewall", "1.18/C-kpr-false", "1.18/C-sock-hostns-only", "1.18/D-extra-devices",
    "1.18/wildcard-extra-devices", "1.18/three-D", "1.18/sweep", "1.18/sweep-1.18.2", "1.18/F-coredns-one",
    "1.19/sweep-1.19.4", "1.19/C-native-cidr", "1.19/C-masquerade-off", "1.19/C-node-ports",
    "1.19/B-node-ports", "1.20/sweep",
  ]

  @Test("every cell is as the rules of that release and mode say", arguments: healthy)
  func conforms(name: String) throws {
    let review = RecordReview(try RunRecord.recorded(name))
    #expect(review.withoutFacts.isEmpty && !review.record.scenarios.isEmpty)
    for scenario in review.record.scenarios {
      #expect(!scenario.cases.isEmpty)
      for record in scenario.cases where record.verdict != .conforms && record.verdict != .notApplicable {
        Issue.record(
          "\(name) \(scenario.scenario.rawValue) \(record.aspect.rawValue) [\(record.subject)]: \(record.explanation)")
      }
    }
  }

  /// Faults that were made by hand on a real 1.18, and the only cause that fits.
  static let faults: [(name: String, code: String)] = [
    ("1.18/F-detach-netdev-m", "snat-missing"), ("1.18/F-dns53-drop-routerB", "filtered-at-node"),
    ("1.18/F-icmp-only-drop", "filtered-at-node"), ("1.18/F-netpol-deny", "policy-denied"),
    ("1.18/F-public-address-on-enp0s6", "masquerade-address-unrouted"), ("1.18/F-vxlan-drop", "vxlan-blocked"),
    ("1.18/F-vxlan-drop-capture", "vxlan-blocked"), ("1.18/C-geneve", "probe-pod-not-running"),
    ("1.18/F-rp-filter-strict", "pods-cut-from-host"),
  ]

  /// Native routing over a WireGuard device: whether its peers take pods' addresses, no fact of the cluster tells.
  @Test("what no rule can tell is measured, told, and blames nobody")
  func unpredicted() throws {
    let review = RecordReview(try RunRecord.recorded("1.19/C-native"))
    let cases = review.record.scenarios.flatMap(\.cases)
    let unpredicted = cases.filter { $0.verdict == .unpredicted }
    #expect(unpredicted.contains { $0.aspect == .crossNodePod } && review.record.verdict == .inconclusive)
    #expect(cases.allSatisfy { [.conforms, .unpredicted, .notApplicable].contains($0.verdict) })
    #expect(review.record.scenarios.allSatisfy { if case .unfit = $0.fitness { true } else { false } })
  }

  /// BPF masquerading with `enable-ipv4-masquerade: false`.
  @Test("agents that refuse their settings are the cause, with their own words")
  func refusal() throws {
    let review = RecordReview(try RunRecord.recorded("1.19/C-agents-do-not-start"))
    let red = review.record.scenarios.flatMap(\.cases).filter { $0.verdict == .deviates }
    #expect(!red.isEmpty && Set(red.map { $0.diagnosis?.code }) == ["agent-does-not-start"])
    #expect(red.allSatisfy { $0.explanation.contains("BPF masquerade requires") })
  }

  @Test("a fault made by hand is red, and blamed on nothing else", arguments: faults.map(\.name))
  func fault(name: String) throws {
    let code = try #require(Self.faults.first { $0.name == name }?.code)
    let review = RecordReview(try RunRecord.recorded(name))
    let red = review.record.scenarios.flatMap(\.cases).filter(\.isRed)
    let codes = Set(red.compactMap { $0.diagnosis?.code })
    #expect(!red.isEmpty && red.allSatisfy { $0.diagnosis != nil } && codes == [code])
    #expect(review.record.verdict == .deviates)
    var score = FaultScore()
    let strange = codes.subtracting([code, "unexplained", "several-causes"])
    score.add(
      red.isEmpty
        ? .notSeen
        : !strange.isEmpty
          ? .wrong("\(strange.sorted())") : codes.contains(code) ? .right(hides: false) : .unexplained(hides: false))
    print(score.row("real \(name.split(separator: "/").last ?? "")", "single"))
  }

  @Test("the table in docs/releases.md tells of each how many of its cases are as predicted", arguments: healthy)
  func table(name: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
    let rows = try String(contentsOf: root.appending(path: "docs/releases.md"), encoding: .utf8).split(separator: "\n")
    let short = name.split(separator: "/").last.map(String.init) ?? name
    let row = try #require(
      rows.first { $0.contains("`\(name)`") }
        ?? rows.first { $0.contains("`\(short)` |") || $0.contains(", `\(short)`") })
    let cases = RecordReview(try RunRecord.recorded(name)).record.scenarios.flatMap(\.cases)
    let (good, all) = (cases.count { $0.verdict == .conforms }, cases.count { $0.verdict != .notApplicable })
    #expect(row.contains(" \(good) of \(all)"), "\(row)")
  }

  @Test("a line that the netproof of then could not read stays open, and nothing else does")
  func masqueradingLine() throws {
    let review = RecordReview(try RunRecord.recorded("1.18/C-ipmasq-agent"))
    let open = review.record.scenarios.flatMap(\.cases).filter(\.isRed)
    #expect(open.count == 2 && open.allSatisfy { $0.aspect == .masquerade && $0.verdict == .inconclusive })
  }

  @Test("the guide's claim of SNAT to the tailnet address is confirmed on its own release, with the reason that fits")
  func claim() throws {
    let review = RecordReview(try RunRecord.recorded("1.18/sweep"))
    let claim = try #require(review.record.claims.first { $0.id == "tailnet-only.external-snat-tailnet" })
    #expect(claim.judgement == .confirmed)
    #expect(claim.reason.contains("tailscale0") && !claim.reason.contains("keeps the pod's address"))
  }
}
