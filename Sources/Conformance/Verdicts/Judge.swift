import Cilium
import Foundation

/// Compares expectations with observations.
public enum Judge {
  /// A verdict and how it came about.
  public struct Judgement: Sendable, Hashable {
    /// The comparison.
    public var verdict: Verdict
    /// One sentence.
    public var explanation: Sentence
  }

  /// Compares a prediction with an observation.
  ///
  /// - Parameter facts: needed where an expectation is a property rather than a value (a public address).
  public static func judge(
    _ prediction: Prediction, _ observation: Observation?, facts: ClusterFacts
  ) -> Judgement {
    let judgement = judgeOnce(prediction, observation, facts: facts)
    guard let samples = observation?.samples else { return judgement }
    return judge(judgement, samples)
  }

  /// What many tries add to a verdict. A path's rate decided its outcome already (``Observation/sampled(_:answer:evidence:)``);
  /// what is left is that too few of the tries make nothing green.
  private static func judge(_ judgement: Judgement, _ samples: PathSamples) -> Judgement {
    switch judgement.verdict {
    case .notApplicable: judgement
    case .conforms where samples.isTooFew:
      Judgement(
        verdict: .inconclusive,
        explanation: "\(judgement.explanation), but too few of its tries could be measured: \(samples.sentence)")
    case .conforms where samples.isMixed:
      Judgement(verdict: .conforms, explanation: "\(judgement.explanation) (flaky: \(samples.sentence))")
    case .conforms, .deviates, .inconclusive, .unpredicted:
      Judgement(verdict: judgement.verdict, explanation: "\(judgement.explanation); \(samples.sentence)")
    }
  }

  private static func judgeOnce(
    _ prediction: Prediction, _ observation: Observation?, facts: ClusterFacts
  ) -> Judgement {
    switch prediction {
    case .notApplicable(let reason):
      return Judgement(verdict: .notApplicable, explanation: reason)
    case .unknown(let reason):
      let explanation: Sentence = "nothing could be predicted: \(reason)"
      switch observation?.result {
      case .measured(let outcome)? where outcome.servesUsers != nil:
        return Judgement(verdict: .unpredicted, explanation: "\(outcome); \(explanation)")
      case .notMeasured(let why)?: return Judgement(verdict: .inconclusive, explanation: "\(explanation); \(why)")
      case .measured?, nil: return Judgement(verdict: .inconclusive, explanation: explanation)
      }
    case .expected(let expectation):
      switch observation?.result {
      case nil:
        return Judgement(verdict: .inconclusive, explanation: "it was not measured")
      case .notMeasured(let reason):
        return Judgement(verdict: .inconclusive, explanation: reason)
      case .measured(let outcome):
        return compare(expectation.outcome, outcome, facts)
      }
    }
  }

  private static func compare(_ expected: Outcome, _ seen: Outcome, _ facts: ClusterFacts) -> Judgement {
    switch (expected, seen) {
    case (.unhealthy, .unhealthy):
      return Judgement(verdict: .conforms, explanation: "\(seen), as expected")
    case (.answersWithAddress(nil), .answersWithAddress(let address?)):
      if let trouble = insideAddress(address, facts) {
        return Judgement(verdict: .deviates, explanation: "the server saw \(address), which is \(trouble)")
      }
      return Judgement(verdict: .conforms, explanation: "the server saw \(address), a public address")
    case (.translated(let addresses), .translated(let address))
    where addresses.components(separatedBy: Outcome.alternative).contains(address):
      return Judgement(verdict: .conforms, explanation: "\(seen), as expected")
    case _ where expected == seen:
      return Judgement(verdict: .conforms, explanation: "\(seen), as expected")
    default:
      return Judgement(verdict: .deviates, explanation: "expected: \(expected); seen: \(seen)")
    }
  }

  /// Why an address cannot be what a server outside sees, or `nil` if it can.
  private static func insideAddress(_ text: String, _ facts: ClusterFacts) -> Sentence? {
    guard let address = IPAddress(text) else { return "not an IP address" }
    if facts.nodes.contains(where: { $0.podBlock(address.family)?.contains(address) == true }) {
      return "a pod address"
    }
    if !address.isPublic { return "not a public address" }
    return nil
  }
}
