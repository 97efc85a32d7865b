import Cilium

/// What agents count of their own work: endpoints, events of the API, system calls.
extension CounterDelta {
  /// What differs between two readings of a counter, by its labels.
  struct Failures {
    let total: Double
    /// Whether a counter shrank: then it is another process's.
    let isBackwards: Bool
    /// What grew, as the agent labels it; the most first.
    let grown: [String]

    /// The samples of a name that have the labels of a failure.
    init(_ first: MetricsList, _ last: MetricsList, of name: String, _ isFailure: ([String: String]) -> Bool) {
      func counts(_ list: MetricsList) -> [[String: String]: Double] {
        list.samples(of: name).filter { isFailure($0.labels) }
          .reduce(into: [:]) { $0[$1.labels, default: 0] += $1.value }
      }
      let (was, now) = (counts(first), counts(last))
      let deltas = Set(was.keys).union(now.keys).map { ($0, (now[$0] ?? 0) - (was[$0] ?? 0)) }
      total = deltas.reduce(0) { $0 + $1.1 }
      isBackwards = deltas.contains { $0.1 < 0 }
      grown = deltas.filter { $0.1 > 0 }.map { labels, count in
        let words = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        return (count, "\(name)\(words.isEmpty ? "" : " \(words)"): \(Int(count))")
      }.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.1)
    }
  }

  /// What of a detail is kept: a node may fail in many ways at once.
  private static let mostDetails = 4

  /// Takes in what was counted of failures, with what they are.
  func take(
    _ failures: [Failures], _ measure: HealthMeasure, _ health: inout NodeHealth,
    _ gap: ([HealthMeasure], Sentence) -> Void
  ) {
    guard !failures.contains(where: \.isBackwards) else { return gap([measure], Self.backwards(health.node)) }
    health.values[measure] = failures.reduce(0) { $0 + $1.total }
    let grown = failures.flatMap(\.grown)
    if !grown.isEmpty {
      health.details = (health.details ?? [:]).merging(
        [measure: grown.prefix(Self.mostDetails).joined(separator: "; ")]
      ) { $1 }
    }
  }

  /// The measures that ``readEndpoints`` takes.
  static let endpointMeasures: [HealthMeasure] = [.regenerationFailures, .endpointsNotReady, .eventFailures]

  /// Endpoints and events between two readings. Counters of a process that was started anew began at zero.
  func readEndpoints(
    _ first: MetricsList, _ last: MetricsList, _ health: inout NodeHealth, _ gap: ([HealthMeasure], Sentence) -> Void
  ) {
    let isRestarted = Self.isRestarted(first, last)
    let counters: [(name: String, measure: HealthMeasure, label: String)] = [
      (MetricName.regenerations, .regenerationFailures, "outcome"),
      (MetricName.kubernetesEvents, .eventFailures, "status"),
    ]
    for (name, measure, label) in counters {
      if last.samples(of: name).isEmpty {
        gap([measure], "the agent of \(health.node) does not expose \(name)")
      } else if isRestarted {
        gap([measure], Self.backwards(health.node))
      } else {
        // `failed`, `fail`, `failure`: by release and by metric.
        take([Failures(first, last, of: name) { $0[label] != "success" }], measure, &health, gap)
      }
    }
    let states = [first, last].map { list in list.samples(of: MetricName.endpointState) }
    guard states.allSatisfy({ !$0.isEmpty }) else {
      return gap([.endpointsNotReady], "the agent of \(health.node) does not expose \(MetricName.endpointState)")
    }
    let waiting = states.map { samples in
      samples.filter { !Self.settled.contains($0.labels["endpoint_state"] ?? "") && $0.value > 0 }
    }
    let counts = waiting.map { $0.reduce(0) { $0 + $1.value } }
    health.values[.endpointsNotReady] = min(counts[0], counts[1])
    if counts[0] > 0, counts[1] > 0 {
      let words = waiting[1].map { "\($0.labels["endpoint_state"] ?? ""): \(Int($0.value))" }.sorted()
      health.details = (health.details ?? [:]).merging([.endpointsNotReady: words.joined(separator: "; ")]) { $1 }
    }
  }

  /// The states of an endpoint that works, and of one that goes (Cilium `pkg/endpoint/endpoint.go`).
  private static let settled: Set<String> = ["ready", "disconnecting", "disconnected"]

  /// How long system calls took. `metrics list` prints a histogram's 90th percentile since 1.17 (`pkg/metrics/cmd.go`),
  /// and the sum of all durations before, of which nothing follows.
  func readSyscalls(
    _ last: MetricsList, _ health: inout NodeHealth, _ gap: ([HealthMeasure], Sentence) -> Void
  ) {
    guard let slowest = last.samples(of: MetricName.syscallDuration).max(by: { $0.value < $1.value }) else { return }
    guard let release = releases[health.node], release >= CiliumRelease(1, 17) else {
      return gap(
        [.syscallTime],
        "the agent of \(health.node) tells only the sum of its system calls' durations: agents tell more since Cilium 1.17"
      )
    }
    health.values[.syscallTime] = slowest.value * 1000
    let operation = [slowest.labels["operation"], slowest.labels["outcome"]].compactMap(\.self).joined(separator: " ")
    health.details = (health.details ?? [:]).merging([.syscallTime: operation]) { $1 }
  }

  /// What is said once where no agent times its system calls, which is the default.
  var untimed: [HealthGap] {
    let lists = nodes.compactMap { try? after.nodes[$0]?.metrics.get() }
    guard !lists.isEmpty, lists.allSatisfy({ $0.samples(of: MetricName.syscallDuration).isEmpty }) else { return [] }
    return [
      HealthGap(
        node: nil, measures: [.syscallTime],
        reason: "agents time their system calls only where metrics of cilium-config has +\(MetricName.syscallDuration)")
    ]
  }
}
