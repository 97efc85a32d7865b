/// Makes an archive comparable with another, or with a run: what one of them cannot tell is no difference. Pure.
public enum GateAlignment {
  /// Leaves out, of two records one of which is an archive's, the cases that one of them does not have or could not see.
  /// Two settings of one cluster are compared as one that was changed, under the name of the one after.
  public static func align(_ before: inout RunRecord, _ after: inout RunRecord) {
    guard before.source != nil || after.source != nil else { return }
    // What is run and what is not is no fact of the cluster.
    (before.endpoints, before.sample) = (after.endpoints, before.sample == nil ? nil : after.sample)
    pair(&before, after)
    for index in before.scenarios.indices {
      guard let other = after.scenarios.firstIndex(where: { $0.scenario == before.scenarios[index].scenario }) else {
        continue
      }
      let common = seen(before.scenarios[index]).intersection(seen(after.scenarios[other]))
      before.scenarios[index].cases.removeAll { !common.contains($0.key) }
      after.scenarios[other].cases.removeAll { !common.contains($0.key) }
      settle(&before.scenarios[index].cases, by: after.scenarios[other].cases)
      settle(&after.scenarios[other].cases, by: before.scenarios[index].cases)
    }
  }

  /// A forecast says what sort of answer comes, such as a public address, and a run which one came: where that is what
  /// the same forecast was for the run, the two do not differ.
  private static func settle(_ forecasts: inout [CaseRecord], by measured: [CaseRecord]) {
    let known = Dictionary(measured.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for index in forecasts.indices where forecasts[index].isForecast {
      guard let other = known[forecasts[index].key], !other.isForecast, other.verdict == .conforms,
        case .expected(let here) = forecasts[index].prediction, case .expected(let there) = other.prediction,
        here.outcome == there.outcome
      else { continue }
      forecasts[index].observation = other.observation
    }
  }

  /// An archive has one setting, and nobody can take it anew with another: where `devices` was changed in between, that
  /// is what changed, and both settings are compared.
  private static func pair(_ before: inout RunRecord, _ after: RunRecord) {
    guard before.scenarios.count == 1, after.scenarios.count == 1 else { return }
    before.scenarios[0].scenario = after.scenarios[0].scenario
  }

  private static func seen(_ scenario: ScenarioRecord) -> Set<CaseKey> {
    Set(scenario.cases.filter { $0.verdict != .notApplicable }.map(\.key))
  }
}

extension CaseRecord {
  /// Where the evidence of a case comes from that was predicted and not measured.
  static let forecastOrigin = "forecast"

  /// Whether it was predicted, in a record of an archive, and not measured.
  var isForecast: Bool { observation?.evidence.first?.origin == Self.forecastOrigin }
}
