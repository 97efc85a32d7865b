/// How a scenario's nodes were while they were probed: counters as differences between the moment before the first probe
/// and the moment after the last, never what they count since the node was started.
public struct HealthRecord: Sendable, Codable, Hashable {
  /// How long the counters were watched, in seconds.
  public var seconds: Double
  /// Every measure with its threshold, in the order of ``HealthMeasure``.
  public var checks: [HealthCheck]
  /// What was counted, per node in the order of the API.
  public var nodes: [NodeHealth]
  /// What could not be read: of that nothing is known, neither good nor bad.
  public var gaps: [HealthGap]

  /// Makes a record.
  public init(seconds: Double, checks: [HealthCheck] = [], nodes: [NodeHealth] = [], gaps: [HealthGap] = []) {
    self.seconds = seconds
    self.checks = checks
    self.nodes = nodes
    self.gaps = gaps
  }
}

/// A measure compared with its threshold. A threshold that is exceeded is a warning, never a verdict: it says that
/// something is wrong with the cluster, not that the `devices` setting does something else than predicted.
public struct HealthCheck: Sendable, Codable, Hashable {
  /// What was measured.
  public var measure: HealthMeasure
  /// Up to where it is healthy, in the measure's unit.
  public var threshold: Double
  /// How many nodes or pairs it was measured of.
  public var measured: Int
  /// The highest value; `nil` when nothing was measured.
  public var worst: HealthValue?
  /// Values outside of the healthy range, the highest first.
  public var exceeded: [HealthValue]

  /// Compares values with a threshold.
  public init(_ measure: HealthMeasure, threshold: Double, values: [HealthValue]) {
    self.measure = measure
    self.threshold = threshold
    measured = values.count
    // The order of equal values is that of the nodes: a stable sort by position.
    let sorted = values.enumerated().sorted {
      ($1.element.value, $0.offset) < ($0.element.value, $1.offset)
    }.map(\.element)
    worst = sorted.first
    exceeded = sorted.filter { measure.isExceeded(by: $0.value, threshold: threshold) }
  }
}

/// A value of a measure.
public struct HealthValue: Sendable, Codable, Hashable {
  /// The node, or the pair of nodes, that it was measured of.
  public var subject: Subject
  /// The value in the measure's unit.
  public var value: Double
  /// What it is made of, for example the reasons of drops; `nil` where there is nothing to add.
  public var detail: String?

  /// Makes a value.
  public init(_ subject: Subject, _ value: Double, detail: String? = nil) {
    self.subject = subject
    self.value = value
    self.detail = detail
  }
}

/// What was counted on a node.
public struct NodeHealth: Sendable, Codable, Hashable {
  /// The node.
  public var node: String
  /// Measure → its value on the node; a measure that could not be taken is absent, and stands in the gaps.
  public var values: [HealthMeasure: Double]
  /// Drops by reason, where there were any; `nil` when they could not be read.
  public var drops: [DropDelta]?
  /// The packets that the kernel dropped during the run because the way back to their source leads by another device
  /// (`rp_filter`); `nil` where that is not strict, or could not be read.
  public var sourceFiltered: Double?
  /// How many settings of `cilium-config` were others at the end than those that its agent runs with; `nil` where the agent
  /// does not count them, and in older records.
  public var settingsDiffering: Double?
  /// The packets that its tunnel's device sent meanwhile; `nil` without a tunnel, in older records, and where they could
  /// not be read.
  public var tunnelSent: Double?
  /// The packets that came by it; likewise.
  public var tunnelReceived: Double?

  /// What a value is made of, in the agent's words; `nil` where there is nothing to add, and in older records.
  public var details: [HealthMeasure: String]?

  /// Makes a node's health.
  public init(
    node: String, values: [HealthMeasure: Double] = [:], drops: [DropDelta]? = nil, sourceFiltered: Double? = nil
  ) {
    self.node = node
    self.values = values
    self.drops = drops
    self.sourceFiltered = sourceFiltered
  }
}

/// Packets that were dropped for a reason during the run.
public struct DropDelta: Sendable, Codable, Hashable {
  /// Cilium's words, for example `Invalid packet`.
  public var reason: String
  /// `EGRESS` or `INGRESS`, as Cilium has it: seen from the endpoint.
  public var direction: String
  /// How many.
  public var packets: Double
  /// How many of them are accounted for and say nothing about the cluster's health.
  public var accounted: Double
  /// What accounts for them; `nil` when nothing does.
  public var account: Sentence?

  /// Those that nothing accounts for.
  public var unaccounted: Double { max(0, packets - accounted) }

  /// Makes a delta.
  public init(reason: String, direction: String, packets: Double, accounted: Double = 0, account: Sentence? = nil) {
    self.reason = reason
    self.direction = direction
    self.packets = packets
    self.accounted = accounted
    self.account = account
  }
}

/// Something that could not be read.
public struct HealthGap: Sendable, Codable, Hashable {
  /// The node; `nil` for what is the cluster's.
  public var node: String?
  /// The measures that are unknown because of it.
  public var measures: [HealthMeasure]
  /// Why.
  public var reason: Sentence

  /// Makes a gap.
  public init(node: String?, measures: [HealthMeasure], reason: Sentence) {
    self.node = node
    self.measures = measures
    self.reason = reason
  }
}

extension HealthRecord {
  /// The checks whose threshold is exceeded.
  public var warnings: [HealthCheck] { checks.filter { !$0.exceeded.isEmpty } }
}
