import Kubernetes
import Testing

@testable import Conformance
@testable import Delivery

@Suite("What changed since the last run")
struct VerdictChangeTests {
  @Test("nothing, when every verdict is as it was")
  func unchanged() throws {
    #expect(VerdictChange.between(try Records.conforming(), try Records.conforming()) == [])
    #expect(VerdictChange.between(try Records.with(.deviates), try Records.with(.deviates)) == [])
  }

  @Test("a case that deviates now is told with both verdicts, why, and what to do; and so is the run")
  func lost() throws {
    let changes = VerdictChange.between(try Records.conforming(), try Records.with(.deviates))
    #expect(changes.count == 2)
    let run = try #require(changes.first)
    #expect(run.scope == .run && run.before == .conforms && run.after == .deviates)
    let entry = try Records.conforming().scenarios[0].cases[0]
    let change = try #require(changes.last)
    #expect(change.scope == .judged(.both, entry.aspect, entry.subject))
    #expect(change.before == .conforms && change.after == .deviates)
    #expect(change.explanation == "seen otherwise. Cause: a cause. Remedy: a remedy.")
  }

  @Test("what conforms again is told too")
  func gained() throws {
    let changes = VerdictChange.between(try Records.with(.deviates), try Records.conforming())
    #expect(changes.map(\.after) == [.conforms, .conforms])
    #expect(changes.map(\.before) == [.deviates, .deviates])
  }

  /// A run whose fitness decides, and whose paths all do as predicted.
  private func deciding(_ fitness: Fitness) throws -> RunRecord {
    var record = try Records.conforming()
    record.fitnessDecides = true
    record.scenarios[0].fitness = fitness
    return record
  }

  @Test("a setting that is unfit now is told like a verdict, and once, although every case conforms")
  func unfit() throws {
    let unfit = try deciding(.unfit(["ping: fails"]))
    let changes = VerdictChange.between(try deciding(.fit), unfit)
    let change = try #require(changes.first)
    #expect(changes.count == 1 && change.scope == .fitness(.both, was: .fit, now: .unfit))
    let events = VerdictEvents(namespace: "probes", record: unfit).events(changes, at: .now)
    #expect(events.map(\.reason) == ["UnfitForService"] && events.map(\.type) == ["Warning"])
    #expect(events[0].message == "both: fit → unfit for service: ping: fails")
    #expect(VerdictChange.between(unfit, unfit).isEmpty)
    let again = VerdictEvents(namespace: "probes", record: unfit)
      .events(VerdictChange.between(unfit, try deciding(.fit)), at: .now)
    #expect(again.map(\.reason) == ["FitForService"] && again.map(\.type) == ["Normal"])
    let untold = UntoldVerdicts(changes, since: ToldVerdicts(try deciding(.fit)), in: unfit)
    #expect(ToldVerdicts(unfit, untold: untold).fitness == [.both: .fit], "it is news the next night still")
  }

  @Test("where fitness does not decide, it is no news; where it did not before, what is unfit is")
  func acceptedUnfit() throws {
    var accepted = try deciding(.unfit(["ping: fails"]))
    accepted.fitnessDecides = nil
    #expect(VerdictChange.between(try deciding(.fit), accepted).isEmpty)
    let changes = VerdictChange.between(accepted, try deciding(.unfit(["ping: fails"])))
    #expect(changes.map(\.scope) == [.fitness(.both, was: nil, now: .unfit)])
    #expect(VerdictChange.between(accepted, try deciding(.fit)).isEmpty)
  }

  @Test("the first run tells its own verdict and what is not green, and no more")
  func first() throws {
    #expect(VerdictChange.between(nil, try Records.conforming()).map(\.scope) == [.run])
    let changes = VerdictChange.between(nil, try Records.with(.inconclusive))
    #expect(changes.map(\.before) == [nil, nil])
    #expect(changes.map(\.after) == [.inconclusive, .inconclusive])
  }

  @Test("after a night that verified nothing, what deviates is news although it has no earlier verdict")
  func afterNothing() throws {
    var nothing = try Records.conforming()
    nothing.scenarios = []
    nothing.interruption = "the API server did not answer"
    let changes = VerdictChange.between(nothing, try Records.with(.deviates))
    #expect(changes.map(\.before) == [.inconclusive, nil])
    #expect(changes.map(\.after) == [.deviates, .deviates])
    let silent = VerdictChange.between(try Records.conforming(), nothing)
    #expect(silent.map(\.scope) == [.run])
    #expect(silent[0].explanation == "the run is incomplete: the API server did not answer")
  }

  @Test("cases that nobody asks any more are told, with the node that is left out; in a sample they are no news")
  func gone() throws {
    let before = try Records.conforming()
    var after = before
    let all = after.scenarios[0].cases.count
    after.scenarios[0].cases.removeAll {
      $0.subject.source == "instance-worker" || $0.subject.target == "instance-worker"
    }
    after.cluster.skippedNodes = ["instance-worker": "not Ready"]
    let lost = before.scenarios[0].cases.count { entry in
      entry.verdict != .notApplicable
        && !after.scenarios[0].cases.contains { $0.aspect == entry.aspect && $0.subject == entry.subject }
    }
    #expect(after.scenarios[0].cases.count < all && lost > 0)
    let changes = VerdictChange.between(before, after)
    let change = try #require(changes.first)
    guard case .gone(let cases) = change.scope else {
      Issue.record("told was \(changes)")
      return
    }
    #expect(changes.count == 1 && cases.count == lost)
    #expect(change.explanation == "nodes that take no part: instance-worker: not Ready")
  }

  @Test("cases of nodes that --max-nodes leaves to other nights are no news; those of a node that is gone are")
  func rotation() throws {
    let before = try Records.conforming()
    var after = before
    after.scenarios[0].cases.removeAll {
      $0.subject.source == "instance-worker" || $0.subject.target == "instance-worker"
    }
    after.cluster.skippedNodes = ["instance-worker": NodeChoice.reason(limit: 1, of: 2)]
    #expect(VerdictChange.between(before, after) == [])
    after.cluster.skippedNodes["other"] = "not Ready"
    #expect(VerdictChange.between(before, after) == [], "no case was of that one")
    after.cluster.skippedNodes = ["other": NodeChoice.reason(limit: 1, of: 2)]
    let changes = VerdictChange.between(before, after)
    #expect(changes.count == 1 && changes.first?.after == .inconclusive)
    #expect(changes.first?.explanation == "", "who takes turns is no reason")
  }

  @Test("in a part of a split run a source that moved to another part is no news")
  func parts() throws {
    var before = try Records.conforming()
    let nodes = ["instance-master", "instance-worker"].map { NodePlace(name: $0) }
    before.sample = PairSampler(nodes: nodes, limit: 90, seed: SampleSeed(before.startedAt)).draw()
    var after = before
    after.scenarios[0].cases.removeAll { $0.subject.source == "instance-worker" }
    #expect(VerdictChange.between(before, after).count == 1, "in a whole run it is")
    after.sample?.shard = RunShard(index: 1, count: 2)
    #expect(VerdictChange.between(before, after) == [])
  }
}

@Suite("Events")
struct VerdictEventsTests {
  private func events(_ changes: [VerdictChange]) throws -> [Kubernetes.Event] {
    var record = try Records.with(.deviates)
    record.runner = .init(node: "instance-master", pod: "netproof-1-abc")
    return VerdictEvents(namespace: "probes", record: record, uid: "1-2-3").events(changes, at: .distantPast)
  }

  @Test("an Event is about the ConfigMap, in its namespace, and says who saw it where")
  func about() throws {
    let event = try #require(
      try events(VerdictChange.between(try Records.conforming(), try Records.with(.deviates))).last)
    #expect(event.metadata.namespace == "probes" && event.metadata.generateName == "netproof-report.")
    let object = event.involvedObject
    #expect(object?.kind == "ConfigMap" && object?.name == "netproof-report" && object?.namespace == "probes")
    #expect(object?.uid == "1-2-3")
    #expect(event.type == "Warning" && event.reason == "CaseDeviates")
    #expect(event.message?.contains(": conforms → deviates: seen otherwise.") == true)
    #expect(event.source?.component == "netproof" && event.source?.host == "instance-master")
    #expect(event.reportingInstance == "netproof-1-abc")
  }

  @Test("what conforms again is no warning")
  func normal() throws {
    let all = try events(VerdictChange.between(try Records.with(.deviates), try Records.conforming()))
    #expect(all.map(\.type) == ["Normal", "Normal"])
    #expect(all.map(\.reason) == ["RunConforms", "CaseConforms"])
  }

  @Test("a message stays below what the API server accepts, and breaks no character")
  func bounded() throws {
    let change = VerdictChange(
      scope: .run, before: .conforms, after: .deviates, explanation: String(repeating: "→", count: 900))
    let message = try #require(try events([change]).first?.message)
    #expect(message.utf8.count <= 1024 && message.utf8.count > 1000)
    #expect(message.hasSuffix("→…"))
  }

  @Test("of very many changes the run and the worst are told, the rest is counted")
  func limited() throws {
    let green = (0..<40).map { index in
      VerdictChange(
        scope: .judged(.both, .externalPing, .node("n\(index)")), before: .deviates, after: .conforms, explanation: "")
    }
    let red = VerdictChange(
      scope: .judged(.both, .externalPing, .node("bad")), before: .conforms, after: .deviates, explanation: "")
    let run = VerdictChange(scope: .run, before: .conforms, after: .deviates, explanation: "")
    let all = try events(green + [red, run])
    #expect(all.count == 26)
    #expect(all[0].reason == "RunDeviates" && all[1].reason == "CaseDeviates")
    #expect(all.last?.reason == "MoreVerdictsChanged")
    #expect(all.last?.message?.hasPrefix("17 more verdicts changed") == true)
  }
}
