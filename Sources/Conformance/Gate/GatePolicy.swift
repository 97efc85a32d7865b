import Foundation

/// What a gate refuses, what it only reports, and what is allowed for a while.
public struct GatePolicy: Sendable, Codable, Hashable {
  /// What a finding does to the decision.
  public enum Effect: String, Sendable, Codable, Hashable, CaseIterable {
    /// The gate refuses.
    case refuse
    /// The finding is shown and decides nothing.
    case report
  }

  /// The effect of each kind of change.
  public var changes: [GateChange: Effect]
  /// The effect of single facts, before that of ``GateChange/fact``.
  public var facts: [GateFact: Effect]
  /// From when on a path counts as slower.
  public var noise: NoiseBand
  /// Deviations that are allowed for a while.
  public var allowances: [GateAllowance]

  /// Makes a policy on top of the defaults.
  public init(
    changes: [GateChange: Effect] = [:], facts: [GateFact: Effect] = [:], noise: NoiseBand = NoiseBand(),
    allowances: [GateAllowance] = []
  ) {
    self.changes = Dictionary(uniqueKeysWithValues: GateChange.allCases.map { ($0, changes[$0] ?? $0.defaultEffect) })
    self.facts = facts
    self.noise = noise
    self.allowances = allowances
  }

  /// The effect of a finding, before allowances.
  func effect(_ change: GateChange, fact: GateFact?) -> Effect {
    fact.flatMap { facts[$0] } ?? changes[change] ?? change.defaultEffect
  }

  private enum CodingKeys: String, CodingKey { case changes, facts, noise, allowances }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      changes: Self.keyed(try values.decode([String: Effect].self, forKey: .changes)),
      facts: Self.keyed(try values.decode([String: Effect].self, forKey: .facts)),
      noise: try values.decode(NoiseBand.self, forKey: .noise),
      allowances: try values.decode([GateAllowance].self, forKey: .allowances))
  }

  /// Writes the effects as objects, which dictionaries with keys of an enumeration are not by themselves.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.named(changes), forKey: .changes)
    try values.encode(Self.named(facts), forKey: .facts)
    try values.encode(noise, forKey: .noise)
    try values.encode(allowances, forKey: .allowances)
  }

  private static func named<Key: RawRepresentable<String>>(_ effects: [Key: Effect]) -> [String: Effect] {
    Dictionary(effects.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private static func keyed<Key: RawRepresentable<String>>(_ effects: [String: Effect]) -> [Key: Effect] {
    Dictionary(
      effects.compactMap { name, effect in Key(rawValue: name).map { ($0, effect) } },
      uniquingKeysWith: { first, _ in first })
  }
}

/// A deviation that a gate lets pass until a day. What is left out matches everything.
public struct GateAllowance: Sendable, Codable, Hashable {
  /// The scenario it is for.
  public var scenario: Scenario?
  /// The aspect it is for.
  public var aspect: Aspect?
  /// The node or pair it is for, as reports print it: `node-1`, or `node-1 → node-2`.
  public var subject: String?
  /// The kind of change it is for.
  public var change: GateChange?
  /// The fact it is for.
  public var fact: GateFact?
  /// Why it is allowed.
  public var reason: String
  /// The last day on which it is allowed, as `2026-12-31`; the day ends at midnight UTC.
  public var expires: String

  /// Makes an allowance.
  public init(
    scenario: Scenario? = nil, aspect: Aspect? = nil, subject: String? = nil, change: GateChange? = nil,
    fact: GateFact? = nil, reason: String, expires: String
  ) {
    self.scenario = scenario
    self.aspect = aspect
    self.subject = subject
    self.change = change
    self.fact = fact
    self.reason = reason
    self.expires = expires
  }

  /// Whether its last day is over.
  public func hasExpired(at now: Date) -> Bool {
    // A day that cannot be read allows nothing; readers of policies refuse it before.
    guard let day = try? Date("\(expires)T00:00:00Z", strategy: .iso8601) else { return true }
    return now >= day.addingTimeInterval(24 * 3600)
  }

  func matches(_ finding: GateFinding) -> Bool {
    func fits<Value: Equatable>(_ wanted: Value?, _ found: Value?) -> Bool { wanted == nil || wanted == found }
    return fits(scenario, finding.scenario) && fits(aspect, finding.aspect)
      && fits(subject, finding.subject?.description ?? finding.node) && fits(change, finding.change)
      && fits(fact, finding.fact)
  }
}
