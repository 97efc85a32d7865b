import Cilium
import Foundation
import Testing

@testable import Conformance

@Suite("Parts of a split run, joined")
struct ShardMergeTests {
  /// A cluster on which random things are broken, as a whole run and as parts of one see it.
  private struct Cluster {
    var facts: ClusterFacts
    var sample: PairSample
    private var seen: [Key: Observation] = [:]

    private struct Key: Hashable {
      var aspect: Aspect
      var subject: Subject
    }

    init(nodes: Int, limit: Int, seed: Int) {
      var generator = SplitMix(state: UInt64(seed))
      facts = SyntheticCluster.cluster(
        (1...UInt8(nodes)).map { SyntheticCluster.node($0) }, devices: seed.isMultiple(of: 3) ? "ens5" : "ens5,ts0")
      let places = facts.nodes.map { NodePlace(name: $0.name, zone: $0.name.hasSuffix("1") ? "a" : "b") }
      sample = PairSampler(nodes: places, limit: limit, seed: SampleSeed(Date(timeIntervalSince1970: 0))).draw()
      // An endpoint outside that some nodes do not reach: whether it is down for everybody shows in the whole only.
      let silent = Set(facts.nodes.map(\.name).filter { _ in Bool.random(using: &generator) })
      for (aspect, subject) in sample.cases() {
        let predicted = Rehearsal.asPredicted(aspect, subject, facts)
        var result = predicted.map { Observation.Result.measured($0) }
        if Int.random(in: 0..<12, using: &generator) == 0 { result = .measured(.unreachable) }
        if Int.random(in: 0..<40, using: &generator) == 0 { result = .notMeasured("error dialing backend") }
        if aspect == .externalPing, silent.contains(subject.source) || seed.isMultiple(of: 2) {
          result = .measured(.unreachable)
        }
        seen[Key(aspect: aspect, subject: subject)] = result.map { Observation($0) }
      }
    }

    func record(_ shard: RunShard?) -> RunRecord {
      let part = shard.map(sample.part) ?? sample
      var known = facts
      if shard != nil {
        // What a part does not ask of agents, it does not know.
        let asked = part.involved.union(facts.dnsPods.map(\.node)).union([facts.nodes[0].name])
        for index in known.nodes.indices where !asked.contains(known.nodes[index].name) {
          known.nodes[index].devices = []
          known.nodes[index].routes = []
        }
      }
      var record = RunRecord(
        tool: .init(name: "netproof", version: "0"), runID: "run\(shard?.index ?? 0)", startedAt: Date(),
        cluster: Rehearsal(known).summary, endpoints: .init())
      record.sample = part
      var scenario = ScenarioRecord(scenario: .both, devices: known.devicesSetting, startedAt: Date())
      scenario.cases = CaseJudge.judge(part.cases(), facts: known, mayDisturb: false) { aspect, subject in
        seen[Key(aspect: aspect, subject: subject)]
      }
      scenario.fitness = Fitness.assess(scenario.cases)
      scenario.basis = .init(facts: known, mayDisturb: false)
      scenario.finishedAt = Date()
      record.scenarios = [scenario]
      record.finishedAt = Date()
      return record
    }

    func parts(_ count: Int) -> [RunRecord] {
      (1...count).map { record(RunShard(index: $0, count: count)) }
    }
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      let value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
      return value ^ (value >> 31)
    }
  }

  @Test("equal the whole run, whatever is broken and however it is split", arguments: 0..<24, [2, 3, 5])
  func equal(seed: Int, count: Int) throws {
    let cluster = Cluster(nodes: 5 + seed % 9, limit: seed.isMultiple(of: 2) ? 200 : 12, seed: seed)
    let whole = cluster.record(nil)
    let joined = try ShardMerge.merge(cluster.parts(count).shuffled())
    #expect(joined.scenarios[0].cases == whole.scenarios[0].cases)
    #expect(joined.scenarios[0].fitness == whole.scenarios[0].fitness)
    #expect(joined.sample == whole.sample && joined.verdict == whole.verdict)
    #expect(joined.cluster == whole.cluster && joined.interruption == nil)
    #expect(joined.claims == ClaimJudge.judge(whole.scenarios, cluster: whole.cluster))
  }

  @Test("the parts alone may judge otherwise: one that sees an outage everywhere cannot know better")
  func outage() {
    var differ = 0
    for seed in [1, 5, 7, 11, 13] {
      let cluster = Cluster(nodes: 6, limit: 200, seed: seed)
      let parts = cluster.parts(6)
      let alone = parts.flatMap { $0.scenarios[0].cases }.filter { $0.aspect == .externalPing }.map(\.verdict)
      let together = cluster.record(nil).scenarios[0].cases.filter { $0.aspect == .externalPing }.map(\.verdict)
      #expect(alone.count == together.count)
      if alone.count(where: { $0 == .inconclusive }) > together.count(where: { $0 == .inconclusive }) { differ += 1 }
    }
    #expect(differ > 0)
  }

  private func message(_ records: [RunRecord]) -> String {
    do {
      _ = try ShardMerge.merge(records)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("what is missing, doubled or of another run is refused by name")
  func refused() {
    let parts = Cluster(nodes: 7, limit: 12, seed: 4).parts(3)
    #expect(message([]).contains("no record"))
    #expect(message(Array(parts.dropFirst())).contains("Part 1/3 is missing"))
    #expect(message(parts + [parts[1]]).contains("Part 2/3 is there twice"))
    #expect(message([Cluster(nodes: 7, limit: 12, seed: 4).record(nil)]).contains("no part of a split run"))
    var unbegun = parts[1]
    (unbegun.sample, unbegun.interruption) = (nil, "namespace netproof is being deleted")
    #expect(message([parts[0], unbegun, parts[2]]).hasSuffix("missing: namespace netproof is being deleted"))
    func changed(_ change: (inout RunRecord) -> Void) -> [RunRecord] {
      var all = parts
      change(&all[2])
      return all
    }
    let changes: [(String, (inout RunRecord) -> Void)] = [
      ("netproof's version is 0 in part 1/3, 1 in part 3/3", { $0.tool.version = "1" }),
      ("the cluster is", { $0.cluster.server = "https://other" }),
      ("the seed (", { $0.sample?.seed = "9" }),
      ("the list of scenarios is", { $0.scenarios[0].scenario = .auto }),
      ("is in no part", { $0.scenarios[0].cases.removeLast() }),
      (
        "is in two parts",
        {
          let first = $0.scenarios[0].cases[0]
          $0.scenarios[0].cases.append(first)
        }
      ),
      ("lacks the facts", { $0.scenarios[0].basis = nil }),
      ("split into 3 parts", { $0.sample?.shard = RunShard(index: 3, count: 4) }),
      (
        "the run drew",
        {
          let first = $0.sample?.nodes.first ?? ""
          $0.sample?.targets[first] = []
        }
      ),
    ]
    for (words, change) in changes {
      let refusal = message(changed(change))
      #expect(refusal.contains(words), "\(refusal)")
    }
  }

  @Test("a part that bears the name of another run, or none, is not joined: it is what the run before has left")
  func names() throws {
    var parts = Cluster(nodes: 6, limit: 200, seed: 5).parts(3)
    for index in parts.indices { parts[index].sample?.shard?.run = "evening" }
    #expect(try ShardMerge.merge(parts).sample?.shard == nil)
    parts[1].sample?.shard?.run = "morning"
    #expect(message(parts).contains("its name is evening in part 1/3, morning in part 2/3"), "\(message(parts))")
    parts[1].sample?.shard?.run = nil
    #expect(message(parts).contains("its name is evening in part 1/3, none in part 2/3"))
  }

  /// Parts that began and ended so many minutes after some moment.
  private func parts(_ times: [(from: Double, to: Double?)], run: String? = nil) -> [RunRecord] {
    let zero = Date(timeIntervalSince1970: 1_800_000_000)
    return zip(Cluster(nodes: 6, limit: 200, seed: 5).parts(times.count), times).map { part, time in
      var part = part
      part.sample?.shard?.run = run
      part.startedAt = zero + time.from * 60
      part.scenarios[0].startedAt = part.startedAt
      part.finishedAt = time.to.map { zero + $0 * 60 }
      part.scenarios[0].finishedAt = part.finishedAt
      return part
    }
  }

  @Test("parts without a name are joined when they overlap or follow one another, in any order, killed ones too")
  func together() throws {
    let side = try ShardMerge.merge(parts([(0, 9), (1, 8), (2, 30)]))
    #expect(side.finishedAt == side.startedAt + 1800)
    _ = try ShardMerge.merge(parts([(34, 50), (0, 20), (21, 33)]))
    _ = try ShardMerge.merge(parts([(0, 10), (25, 30)]))
    _ = try ShardMerge.merge(parts([(0, 120), (100, 110), (134, 140)]))
    #expect(try ShardMerge.merge(parts([(0, nil), (10, 12)])).finishedAt == nil)
  }

  @Test("parts without a name that lie far apart are of two runs; with a name they may")
  func apart() throws {
    let refusal = message(parts([(600, 610), (0, 10)]))
    #expect(refusal.contains("part 1/2 began 590 minutes after") && refusal.contains("--run-name"), "\(refusal)")
    #expect(message(parts([(0, 10), (26, 30)])).contains("part 2/2 began 16 minutes after"))
    #expect(message(parts([(0, nil), (16, 30)])).contains("part 2/2 began 16 minutes after"))
    _ = try ShardMerge.merge(parts([(600, 610), (0, 10)], run: "by-hand"))
  }

  @Test("an interrupted part makes the whole incomplete")
  func interrupted() throws {
    var parts = Cluster(nodes: 6, limit: 200, seed: 5).parts(2)
    parts[1].interruption = "interrupted by SIGTERM"
    let joined = try ShardMerge.merge(parts)
    #expect(joined.interruption == "part 2/2: interrupted by SIGTERM")
  }
}

@Suite("Parts of a run")
struct RunShardTests {
  @Test("are read from 2/3, or from an Indexed Job's environment, which counts from 0")
  func reading() {
    #expect(RunShard("2/3", environment: [:]) == RunShard(index: 2, count: 3))
    #expect(RunShard("auto/3", environment: ["JOB_COMPLETION_INDEX": "0"]) == RunShard(index: 1, count: 3))
    #expect(RunShard("auto/3", environment: ["JOB_COMPLETION_INDEX": "3"]) == nil)
    #expect(RunShard("auto/3", environment: [:]) == nil)
  }

  @Test("know their run by its name, or by their Job; one from before runs had names is still read")
  func run() throws {
    let job = ["NETPROOF_JOB_UID": "5f0c", "JOB_COMPLETION_INDEX": "0"]
    #expect(RunShard("auto/3", environment: job)?.run == "5f0c")
    #expect(RunShard("auto/3", environment: job, run: "tuesday")?.run == "tuesday")
    #expect(RunShard("1/3", environment: ["NETPROOF_JOB_UID": ""]) == RunShard(index: 1, count: 3))
    let shard = try #require(RunShard(index: 1, count: 3, run: "tuesday"))
    #expect(try JSONDecoder().decode(RunShard.self, from: try JSONEncoder().encode(shard)) == shard)
    let old = try JSONDecoder().decode(RunShard.self, from: Data(#"{"index":1,"count":3}"#.utf8))
    #expect(old == RunShard(index: 1, count: 3))
  }

  @Test("a CronJob's parts are of the day that it was scheduled for, on either side of midnight")
  func midnight() {
    let scheduled = Date(timeIntervalSince1970: 1_795_391_760)  // 2026-11-22 23:56 UTC
    let name = "netproof-\(1_795_391_760 / 60)"
    for minutes in [0.0, 3, 5, 60] {
      #expect(SampleSeed(cronJob: name, now: scheduled + minutes * 60)?.description == "2026-11-22")
    }
  }

  @Test(
    "a Job with another kind of name tells no day",
    arguments: ["now", "netproof", "netproof-", "netproof-3", "netproof-x1", "netproof--1", "netproof-99999999999999"])
  func otherNames(name: String) {
    #expect(SampleSeed(cronJob: name, now: Date(timeIntervalSince1970: 1_795_391_760)) == nil)
  }

  @Test("what is none is refused", arguments: ["", "0/3", "4/3", "1", "1/2/3", "a/b", "-1/2", "1/0"])
  func refused(text: String) { #expect(RunShard(text, environment: [:]) == nil) }

  @Test("every source is in exactly one part, and every part is of about the same size", arguments: 1...7)
  func partition(count: Int) throws {
    let sample = PairSample.every((0..<10).map { "node-\($0)" })
    let parts = try (1...count).map { sample.part(try #require(RunShard(index: $0, count: count))) }
    #expect(parts.flatMap(\.nodes).sorted() == sample.nodes)
    #expect(parts.allSatisfy { (10 / count...(10 + count - 1) / count).contains($0.nodes.count) })
    #expect(parts.reduce(0) { $0 + $1.tested } == 90)
    #expect(parts.flatMap(\.counted).sorted() == sample.nodes, "every node's counters are read by one part")
    #expect(sample.counted == Set(sample.nodes))
    if count > 1 { #expect(parts[0].summary == "part 1/\(count) of the run, with \(parts[0].tested) pairs") }
  }

  @Test("identities of all parts are kept, each once; read in none is something else than none")
  func identities() {
    func part(_ nodes: [String]?) -> DatapathRecord {
      var record = DatapathRecord()
      record.identities = nodes?.map { ProbeIdentity(node: $0, pod: "client", identity: 100) }
      return record
    }
    let joined = DatapathRecord.joined([part(["a", "b"]), part(nil), part(["b", "c"])])
    #expect(joined?.identities?.map(\.node) == ["a", "b", "c"])
    #expect(joined?.identity(of: .client, on: "c") == 100)
    #expect(DatapathRecord.joined([part(nil), part(nil)])?.identities == nil)
    #expect(DatapathRecord.joined([part([])])?.identities == [])
  }
}
