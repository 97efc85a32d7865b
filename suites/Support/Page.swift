import Cilium
import Conformance

/// A cluster in one setting, as the chapters look at it: a run's, while it is measured, or a recorded snapshot, on paper.
struct Page: Sendable {
  /// What is known of a case.
  struct Reading: Sendable {
    /// What the rules predict.
    var prediction: Prediction
    /// The snapshot that they predict it from.
    var facts: ClusterFacts
    /// The judged case; `nil` on paper, where nothing is measured.
    var record: CaseRecord?
  }

  /// Tells pages apart for people: the setting, on paper behind the snapshot's name.
  let name: String
  /// The setting that it is in.
  let scenario: Scenario
  /// Everything that is asked.
  let aspects: Set<Aspect>
  /// The nodes and pairs that are asked about.
  let sample: PairSample
  /// What is known of a case; `nil` where the run ended without it.
  let read: @Sendable (Aspect, Subject) async -> Reading?
  /// Which premises hold of it.
  let premises = PremiseBook()
}

extension Page {
  /// A scenario of a run.
  init(_ session: Session, _ scenario: Scenario) {
    self.init(name: scenario.rawValue, scenario: scenario, aspects: session.aspects, sample: session.sample) {
      aspect, subject in
      guard let record = await session.result(scenario, aspect, subject) else { return nil }
      return Reading(prediction: record.prediction, facts: await session.facts(of: scenario), record: record)
    }
  }

  /// A recorded snapshot.
  init(_ snapshot: Snapshot) {
    let (facts, scenario) = (snapshot.facts, snapshot.scenario)
    let name = "\(snapshot.name), \(scenario.rawValue)"
    let sample = PairSample.every(facts.nodes.map(\.name))
    let asked = Aspect.asked(
      of: facts.families, fromOutside: facts.nodePorts?.vantages.isEmpty == false, fromHosts: true,
      seeingPrograms: facts.nodes.contains { $0.listsPrograms == true }, throughProxy: facts.proxied != nil)
    self.init(name: name, scenario: scenario, aspects: Set(asked), sample: sample) { aspect, subject in
      Reading(prediction: Rules.predict(aspect, subject, facts: facts), facts: facts)
    }
  }
}
