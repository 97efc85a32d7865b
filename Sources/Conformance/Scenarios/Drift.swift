import Cilium

/// How a cluster differs from the scenario that it is pinned to.
public struct Drift: Sendable, Hashable {
  /// What it should be in.
  public var scenario: Scenario
  /// The `devices` of that scenario; `nil`: unset.
  public var wanted: String?
  /// The `devices` of `cilium-config`; `nil`: unset.
  public var seen: String?

  init(scenario: Scenario, wanted: String?, seen: String?) {
    self.scenario = scenario
    self.wanted = wanted
    self.seen = seen
  }

  /// What differs, or `nil` when the cluster is in the pinned scenario.
  init?(_ scenario: Scenario, _ setting: ScenarioSetting?, facts: ClusterFacts) {
    if scenario == .asSet || Scenario.detect(facts) == scenario { return nil }
    self.init(scenario: scenario, wanted: setting?.value, seen: facts.devicesSetting)
  }
}

extension Drift: CustomStringConvertible {
  /// In one sentence of English.
  public var description: String { sentence.text }

  /// In one sentence.
  var sentence: Sentence {
    "the cluster has drifted: it is pinned to \(scenario.rawValue) (devices: \(wanted ?? "unset")), but cilium-config has "
      + "devices: \(seen ?? "unset")"
  }
}

/// In the record a drift is its sentence, which has not changed since the first.
extension Drift: Codable {
  /// Reads a drift's sentence.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.singleValueContainer()
    let text = try values.decode(String.self)
    let sentence =
      /the cluster has drifted: it is pinned to (\S+) \(devices: (.*)\), but cilium-config has devices: (.*)/
    guard let match = text.wholeMatch(of: sentence), let scenario = Scenario(rawValue: String(match.1)) else {
      throw DecodingError.dataCorruptedError(in: values, debugDescription: "“\(text)” tells of no drift")
    }
    func value(_ text: Substring) -> String? { text == "unset" ? nil : String(text) }
    self.init(scenario: scenario, wanted: value(match.2), seen: value(match.3))
  }

  /// Writes the sentence.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.singleValueContainer()
    try values.encode(description)
  }
}
