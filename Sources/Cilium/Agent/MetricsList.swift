import Foundation

/// One sample of the agent's metrics.
public struct Metric: Hashable, Sendable, Codable {
  /// The metric's name, such as `cilium_drop_count_total`.
  public let name: String
  /// The labels.
  public let labels: [String: String]
  /// The value; the agent leaves a zero out.
  public let value: Double

  /// Makes a sample.
  public init(name: String, labels: [String: String] = [:], value: Double) {
    self.name = name
    self.labels = labels
    self.value = value
  }
}

/// The agent's metrics: `cilium-dbg metrics list -o json`.
public struct MetricsList: Hashable, Sendable {
  /// The samples in the agent's order.
  public let samples: [Metric]

  /// Makes a list.
  public init(samples: [Metric]) { self.samples = samples }

  /// The samples of a name, in the agent's order; none when it is not exposed, or has counted nothing yet.
  public func samples(of name: String) -> [Metric] { samples.filter { $0.name == name } }

  /// The sum over all samples of a name that have the given labels; 0 when there is none. Counters only grow while an
  /// agent lives: two readings' difference is what happened between them.
  public func total(_ name: String, where labels: [String: String] = [:]) -> Double {
    samples.lazy
      .filter { sample in sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value } }
      .reduce(0) { $0 + $1.value }
  }

  /// Reads `metrics list -o json`. An empty list is an error: an agent always has metrics.
  ///
  /// - Throws: ``ParseError`` for anything else.
  public static func parse(json: Data) throws -> MetricsList {
    let what = "the agent's metrics (metrics list -o json)"
    let samples = try decodeJSON([Sample].self, from: json, what: what, hint: "is the agent running?")
    guard !samples.isEmpty else { throw ParseError(what: what, found: "[]", hint: "are metrics enabled?") }
    return MetricsList(
      samples: samples.map { Metric(name: $0.name, labels: $0.labels ?? [:], value: $0.value ?? 0) })
  }

  private struct Sample: Decodable {
    let name: String
    let labels: [String: String]?
    let value: Double?
  }
}
