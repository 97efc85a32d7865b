import Foundation

extension GatePolicy {
  /// Reads a policy as users write it; what is left out keeps its default.
  ///
  /// ```yaml
  /// changes: {slower: refuse}          # per kind of change: refuse or report
  /// facts: {mtu: refuse}               # per fact: refuse or report
  /// noise: {percent: 50, ping-milliseconds: 5, program-milliseconds: 200, deviations: 3}
  /// allow:
  ///   - aspect: external-ping          # what is left out matches everything
  ///     subject: node-1
  ///     reason: the provider filters ICMP, ticket 4711
  ///     expires: 2026-12-31
  /// ```
  /// - Parameter file: The name for errors.
  /// - Throws: ``YAMLInputError`` with the line, also for unknown keys.
  public static func parse(yaml text: String, file: String) throws -> GatePolicy {
    guard
      let document = try StrictMapping.document(
        text, file: file, what: "the policy", keys: ["changes", "facts", "noise", "allow"])
    else { return GatePolicy() }
    return GatePolicy(
      changes: try effects(document, "changes"), facts: try effects(document, "facts"),
      noise: try noise(document), allowances: try document.list("allow", of: allowanceKeys).map(allowance))
  }

  private static let allowanceKeys = ["scenario", "aspect", "subject", "change", "fact", "reason", "expires"]

  private static func effects<Key: RawRepresentable<String> & CaseIterable & Hashable>(
    _ document: StrictMapping, _ key: String
  ) throws -> [Key: Effect] {
    guard let mapping = try document.mapping(key, keys: Key.allCases.map(\.rawValue)) else { return [:] }
    return try mapping.keys.reduce(into: [:]) { result, name in
      if let key = Key(rawValue: name) { result[key] = try mapping.choice(name, Effect.self) }
    }
  }

  private static func noise(_ document: StrictMapping) throws -> NoiseBand {
    var noise = NoiseBand()
    let keys = ["percent", "ping-milliseconds", "program-milliseconds", "deviations"]
    guard let mapping = try document.mapping("noise", keys: keys) else { return noise }
    noise.percent = try mapping.number("percent") ?? noise.percent
    noise.pingMilliseconds = try mapping.number("ping-milliseconds") ?? noise.pingMilliseconds
    noise.programMilliseconds = try mapping.number("program-milliseconds") ?? noise.programMilliseconds
    noise.deviations = try mapping.number("deviations") ?? noise.deviations
    return noise
  }

  private static func allowance(_ entry: StrictMapping) throws -> GateAllowance {
    guard let reason = try entry.text("reason") else { throw entry.error("an allowance needs a “reason”") }
    guard let expires = try entry.text("expires") else {
      throw entry.error("an allowance needs the day on which it “expires”, as 2026-12-31")
    }
    // Written back, so that a day that no month has is none.
    let day = try? Date("\(expires)T00:00:00Z", strategy: .iso8601)
    guard let day, day.formatted(.iso8601).prefix(10) == expires[...] else {
      throw entry.error("expires", "has to be a day as 2026-12-31, not “\(expires)”")
    }
    if Set(entry.keys).subtracting(["reason", "expires"]).isEmpty {
      throw entry.error("an allowance for everything is none; give scenario, aspect, subject, change or fact")
    }
    return GateAllowance(
      scenario: try entry.choice("scenario", Scenario.self), aspect: try entry.choice("aspect", Aspect.self),
      subject: try entry.text("subject"), change: try entry.choice("change", GateChange.self),
      fact: try entry.choice("fact", GateFact.self), reason: reason, expires: expires)
  }
}
