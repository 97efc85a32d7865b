import Cilium
import Foundation
import Generators
import Testing

@testable import Conformance

/// Facts of real clusters with something changed in them, as no cluster should have it and some have: whatever they are,
/// rules, forecasts, capture filters, packet proofs and diagnosis come to an end.
@Suite("Any snapshot")
struct SnapshotPropertyTests {
  private static let outcomes: [Outcome?] = [
    .reachable, .unreachable, .partly("ping works, TCP fails"), .answersWithAddress("203.0.113.9"),
    .answersWithAddress(nil), .largestPayload(0), .largestPayload(.max), .translated(to: ""),
    .translated(to: "100.64.0.1"), .notTranslated, .translatedWrongly("two entries"), .value(""), .value("a, b"),
    .healthy, .unhealthy("restarted 1 times"), nil,
  ]
  private static let settings = [nil, "", "eth+", "tailscale0", "enp0s6", "enp0s6,tailscale0", "!eth0", "no-such", "+"]

  /// The facts of every scenario of every recorded cluster.
  private static func recorded() throws -> [JSONValue] {
    try RecordedDocuments.all(below: 400_000).flatMap { document in
      (document["scenarios"]?.elements ?? []).compactMap { $0["basis"]?["facts"] }
    }
  }

  @Test("is judged, forecast, filtered for, proven and explained without a trap")
  func total() async throws {
    let documents = try Self.recorded()
    let mutator = DocumentMutator(documents)
    let (encoder, decoder) = (JSONEncoder(), RecordDecoder.make())
    var (judged, refused) = (0, 0)
    try await Rounds("snapshots", standard: 100).run { _, random in
      var document = random.pick(documents)
      for _ in 0...random.below(6) { document = mutator.changed(document, &random) }
      guard let facts = try? decoder.decode(ClusterFacts.self, from: try encoder.encode(document)) else {
        refused += 1
        return
      }
      judged += 1
      judge(facts, &random)
      forecast(facts, &random)
      try prove(facts, &random)
    }
    // Else nothing was tried.
    #expect(judged * 4 > refused, "\(judged) judged, \(refused) refused")
  }

  private func judge(_ facts: ClusterFacts, _ random: inout SeededGenerator) {
    _ = Scenario.detect(facts)
    var seen: [CaseKey: Outcome?] = [:]
    let cases = PairSample.every(facts.nodes.map(\.name)).cases(facts.families)
    for (aspect, subject) in cases where random.once(in: 3) {
      seen[CaseKey(aspect, subject)] = random.pick(Self.outcomes)
    }
    let records = ExampleRun.cases(facts) { aspect, subject in
      seen[CaseKey(aspect, subject)].map { outcome in
        Observation(outcome.map { .measured($0) } ?? .notMeasured("not asked"))
      }
    }
    #expect(records.count == cases.count)
    for record in records where record.verdict == .deviates || record.verdict == .inconclusive {
      #expect(record.diagnosis?.cause.isEmpty == false && record.diagnosis?.remedy.isEmpty == false)
    }
    _ = Fitness.assess(records)
  }

  private func forecast(_ facts: ClusterFacts, _ random: inout SeededGenerator) {
    let forecast = SettingForecast(facts, devices: random.pick(Self.settings))
    #expect(!forecast.text().isEmpty)
    for node in facts.nodes {
      _ = (forecast.devices(of: node), forecast.startObstacle(of: node), forecast.podMTU(of: node))
      _ = forecast.directRoutingDevice(of: node)
    }
    _ = forecast.shortcomings()
  }

  private func prove(_ facts: ClusterFacts, _ random: inout SeededGenerator) throws {
    var wire = try Wire()
    wire.answers = SyntheticAnswers(facts)
    let plan = wire.answers.plan
    for node in facts.nodes.prefix(3) {
      let filter = CaptureFilter(
        facts: facts, node: node, pods: wire.answers.pods, endpoints: wire.answers.endpoints,
        carried: CarriedPackets(of: node, plan: plan, facts: facts))
      #expect(!filter.expression.isEmpty)
    }
    let ping = WireBytes.echo(Wire.Place.client4, Wire.Place.server4, id: 94)
    wire.leavePod(ping)
    wire.tunnel(ping, WireBytes.echo(Wire.Place.server4, Wire.Place.client4, id: 94, reply: true))
    for (aspect, subject) in PairSample.every(facts.nodes.map(\.name)).cases(facts.families)
    where PathEvidence.proven.contains(aspect) && random.once(in: 4) {
      wire.answers.answerAll(aspect, subject, random.pick([Busybox.pinged, Busybox.pingLost, Busybox.timedOut]))
      _ = try wire.proof(aspect, subject)
    }
  }
}
