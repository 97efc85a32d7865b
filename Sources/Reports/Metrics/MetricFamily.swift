/// A family of gauges, as OpenMetrics and the Prometheus text format write it.
///
/// Only gauges without time stamps are written, so that one text serves both formats: node exporter's textfile
/// collector reads the Prometheus format, knows no OpenMetrics types such as `info` and `stateset`, and refuses a file
/// with time stamps (node_exporter `collector/textfile.go`).
struct MetricFamily {
  /// The name, with the unit at its end where there is one.
  var name: String
  /// What it tells.
  var help: String
  /// `seconds`, for example; must be the name's last word.
  var unit: String?
  /// The values with their labels, in order.
  var samples: [Sample] = []

  struct Sample {
    var labels: KeyValuePairs<String, String>
    var value: Double
  }

  /// The family's lines; none without samples.
  var lines: [String] {
    guard !samples.isEmpty else { return [] }
    var lines = ["# HELP \(name) \(Self.escaped(help))", "# TYPE \(name) gauge"]
    if let unit { lines.append("# UNIT \(name) \(unit)") }
    return lines + samples.map { "\(name)\(Self.labels($0.labels)) \(Self.number($0.value))" }
  }

  private static func labels(_ labels: KeyValuePairs<String, String>) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { #"\#($0.key)="\#(escaped($0.value))""# }.joined(separator: ",") + "}"
  }

  /// Backslash, quote and newline (OpenMetrics 1.0, ABNF `escaped-string`).
  private static func escaped(_ text: String) -> String {
    OutputText.printable(text).replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
  }

  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "+Inf" : "-Inf" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return String(value)
  }
}
