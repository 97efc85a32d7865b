import Cilium

/// What another setting or release changes, by the rules: what is gained, what is lost, and what is otherwise different.
public struct SettingComparison: Sendable, Hashable, Encodable {
  /// One case that comes out differently.
  public struct Change: Sendable, Hashable, Encodable {
    /// The aspect's stable name.
    public var aspect: String
    /// The node, or the pair.
    public var subject: String
    /// What is predicted now, in a few words.
    public var now: String
    /// What is predicted then.
    public var then: String
    /// Why, then.
    public var reason: String
  }

  /// What works then and does not now.
  public var gained: [Change]
  /// What works now and does not then.
  public var lost: [Change]
  /// What is otherwise different: devices, translations, sizes, and what is no longer or only then known.
  public var other: [Change]

  /// Whether nothing changes.
  public var isEmpty: Bool { gained.isEmpty && lost.isEmpty && other.isEmpty }
}

extension SettingForecast {
  /// The forecast compared with what is predicted for the cluster as it is.
  public func comparison() -> SettingComparison {
    var result = SettingComparison(gained: [], lost: [], other: [])
    for aspect in Aspect.asked(of: facts.families, fromHosts: true) {
      for subject in Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)) {
        let (then, now) = predict(aspect, subject)
        guard Self.outcome(then) != Self.outcome(now) else { continue }
        let change = SettingComparison.Change(
          aspect: aspect.rawValue, subject: "\(subject)", now: Self.outcome(now), then: Self.outcome(then),
          reason: then.reason.text)
        switch (Self.works(now), Self.works(then)) {
        case (false?, true?): result.gained.append(change)
        case (true?, false?): result.lost.append(change)
        default: result.other.append(change)
        }
      }
    }
    return result
  }

  private static func works(_ prediction: Prediction) -> Bool? {
    guard case .expected(let expectation) = prediction else { return nil }
    return expectation.outcome.servesUsers
  }
}
