/// One number the agent measures, with its labels.
struct AgentMetric: Sendable, Hashable {
  var name: String
  var labels: [String: String]
  var value: Double
}

/// `cilium-dbg metrics list` and `bpf metrics list`. The stand-in has only what it can measure.
enum MetricsFormat {
  /// What `--match-pattern` is matched with: the name and, without a gap, the labels.
  static func matched(_ metric: AgentMetric) -> String { metric.name + labelText(metric.labels) }

  static func text(_ metrics: [AgentMetric]) -> String {
    let rows = sorted(metrics).map { metric in
      [metric.name, labelText(metric.labels), decimal(metric.value)]
    }
    return TabWriter().format(rows: [["Metric", "Labels", "Value"]] + rows)
  }

  /// Empty labels and zero values are left out, as Go's `omitempty` does.
  static func json(_ metrics: [AgentMetric]) -> GoJSON {
    .array(
      sorted(metrics).map { metric in
        var members: [String: GoJSON] = ["name": .string(metric.name)]
        if !metric.labels.isEmpty { members["labels"] = .sorted(metric.labels.mapValues { .string($0) }) }
        if metric.value != 0 { members["value"] = .double(metric.value) }
        return .sorted(members)
      })
  }

  /// `bpf metrics list`: drops and forwards by reason and direction.
  static func bpfText(_ metrics: [AgentMetric]) -> String {
    let rows = bpfRows(metrics).map { [$0.reason, $0.direction, "\($0.packets)", "\($0.bytes)", "0", "bpf_host.c"] }
    return TabWriter().format(rows: [["REASON", "DIRECTION", "PACKETS", "BYTES", "LINE", "FILE"]] + rows)
  }

  static func bpfJSON(_ metrics: [AgentMetric]) -> GoJSON {
    .array(
      bpfRows(metrics).map {
        [
          "reason": .string($0.reason), "direction": .string($0.direction.lowercased()), "packets": .int($0.packets),
          "bytes": .int($0.bytes), "line": 0, "file": "bpf_host.c",
        ]
      })
  }

  private static func bpfRows(
    _ metrics: [AgentMetric]
  ) -> [(reason: String, direction: String, packets: Int, bytes: Int)] {
    sorted(metrics).filter { $0.name == "cilium_drop_count_total" || $0.name == "cilium_forward_count_total" }.map {
      metric in
      let bytesName = metric.name.replacing("_count_", with: "_bytes_")
      let bytes = metrics.first { $0.name == bytesName && $0.labels == metric.labels }?.value ?? 0
      return (
        metric.labels["reason"] ?? "Success", metric.labels["direction"] ?? "", Int(metric.value), Int(bytes)
      )
    }
  }

  private static func sorted(_ metrics: [AgentMetric]) -> [AgentMetric] {
    metrics.sorted { ($0.name, labelText($0.labels)) < ($1.name, labelText($1.labels)) }
  }

  private static func labelText(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  /// Go's `%f`: six decimals.
  private static func decimal(_ value: Double) -> String {
    let micros = Int64((value * 1_000_000).rounded())
    let rest = String(1_000_000 + micros.magnitude % 1_000_000).dropFirst()
    return "\(micros < 0 ? "-" : "")\(micros.magnitude / 1_000_000).\(rest)"
  }
}
