import Cilium
import Foundation

/// Which ordered pairs of nodes a run probes: all of them, or a sample that says how it was drawn.
public struct PairSample: Sendable, Codable, Hashable {
  /// The night that the sample is of; with the same nodes, limit and seed it is drawn again exactly.
  public var seed: String
  /// How many pairs are probed before a sample is drawn.
  public var limit: Int
  /// How many ordered pairs the nodes form.
  public var possible: Int
  /// How many of them the night probes, in all parts of a run that is split.
  public var drawn: Int
  /// Which part of a split run this is; `nil` for a whole run.
  public var shard: RunShard?
  /// How many nights in a row, with the nodes as they are, probe every pair at least once.
  public var nightsToCoverAll: Int
  /// How sure it is to try what is broken; `nil` in records from before that was told.
  public var confidence: SampleConfidence?
  /// How many pairs of subnets this night leaves to others; 0 unless there are more of them than pairs may be probed.
  public var subnetPairsLeftOut: Int
  /// The nodes that cases are asked of, in the order of the API.
  public var nodes: [String]
  /// Source node → the nodes that are probed from it, in the order of `nodes`.
  public var targets: [String: [String]]
  /// The nodes that get a Service in front of them, in the order of `nodes`: every one makes every agent of the cluster
  /// change its load-balancer map, so on large clusters not every node gets one every night.
  public var serviceTargets: [String]

  /// How many pairs are probed.
  public var tested: Int { targets.values.reduce(0) { $0 + $1.count } }

  /// Whether every pair is probed, by this part of the run or another.
  public var isWhole: Bool { drawn == possible }

  /// What every reader must know of a sample, for example `sampled 40 of 9,900 pairs, seed 2026-11-21`; `nil` where
  /// nothing was left out.
  public var summary: Sentence? {
    let sampled: Sentence? =
      isWhole ? nil : "sampled \(Self.grouped(drawn)) of \(Self.grouped(possible)) pairs, seed \(seed)"
    let part: Sentence? = shard.map { "part \($0) of the run, with \(Self.grouped(tested)) pairs" }
    return sampled == nil && part == nil ? nil : [sampled, part].compactMap { $0 }.joined(separator: "; ")
  }

  /// The subjects of an aspect, in the order of `nodes`.
  public func subjects(_ aspect: Aspect) -> [Subject] {
    guard aspect.scope == .pair else { return nodes.map(Subject.node) }
    let served = [.crossNodeService, .hostServiceOtherNode].contains(aspect.ipv4Twin) ? Set(serviceTargets) : nil
    return nodes.flatMap { source in
      (targets[source] ?? []).filter { served?.contains($0) ?? true }.map { Subject.pair(from: source, to: $0) }
    }
  }

  /// All cases of a scenario about some families, aspect by aspect.
  ///
  /// - Parameters:
  ///   - onNodePorts: Whether NodePorts are asked, for which a run makes Services.
  ///   - fromOutside: Whether anybody outside the cluster asks them, too.
  ///   - fromHosts: Whether nodes' own networks ask, too.
  ///   - seeingPrograms: Whether what lists the kernel's programs is asked, too.
  ///   - throughProxy: Whether a Service that Cilium's proxy serves is asked, too.
  func cases(
    _ families: [IPFamily] = [.ipv4], onNodePorts: Bool = true, fromOutside: Bool = false,
    fromHosts: Bool = false, seeingPrograms: Bool = false, throughProxy: Bool = false
  ) -> [(Aspect, Subject)] {
    Aspect.asked(
      of: families, onNodePorts: onNodePorts, fromOutside: fromOutside, fromHosts: fromHosts,
      seeingPrograms: seeingPrograms, throughProxy: throughProxy
    )
    .flatMap { aspect in subjects(aspect).map { (aspect, $0) } }
  }

  /// All pairs of these nodes.
  public static func every(_ nodes: [String]) -> PairSample {
    PairSampler(
      nodes: nodes.map { NodePlace(name: $0) }, limit: .max, seed: SampleSeed(Date(timeIntervalSince1970: 0))
    ).draw()
  }

  /// The nodes that a Service is made in front of: of those that get one, the ones that something is sent to.
  var served: Set<String> { Set(serviceTargets).intersection(targets.values.joined()) }

  /// How many pods are made: a client where something is sent from, a server where something is sent to.
  var podCount: Int { nodes.count + involved.count }

  /// Whose agents are asked how they know a node: its own, and those of its targets.
  func witnesses(of node: String) -> [String] { [node] + (targets[node] ?? []) }

  /// Node → the nodes that its agent is asked about: the other way round.
  var observers: [String: [String]] {
    nodes.reduce(into: [:]) { result, node in
      for witness in witnesses(of: node) { result[witness, default: []].append(node) }
    }
  }

  /// `9900` → `9,900`.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.enumerated().reduce(into: "") { text, digit in
      if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += "," }
      text.append(digit.element)
    }
  }
}

extension PairSample {
  /// Reads a sample. Records from before a run could be split do not say how many pairs were drawn: it was what was
  /// probed.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    seed = try values.decode(String.self, forKey: .seed)
    limit = try values.decode(Int.self, forKey: .limit)
    possible = try values.decode(Int.self, forKey: .possible)
    shard = try values.decodeIfPresent(RunShard.self, forKey: .shard)
    nightsToCoverAll = try values.decode(Int.self, forKey: .nightsToCoverAll)
    confidence = try values.decodeIfPresent(SampleConfidence.self, forKey: .confidence)
    subnetPairsLeftOut = try values.decode(Int.self, forKey: .subnetPairsLeftOut)
    nodes = try values.decode([String].self, forKey: .nodes)
    targets = try values.decode([String: [String]].self, forKey: .targets)
    serviceTargets = try values.decode([String].self, forKey: .serviceTargets)
    let probed = targets.values.reduce(0) { $0 + $1.count }
    drawn = try values.decodeIfPresent(Int.self, forKey: .drawn) ?? probed
  }
}
