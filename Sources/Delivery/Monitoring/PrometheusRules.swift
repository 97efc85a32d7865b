/// A Prometheus rule file: what `rule_files` names, and the `spec` of a PrometheusRule (`monitoring.coreos.com/v1`).
struct PrometheusRules: Encodable, Sendable {
  var groups: [Group]

  struct Group: Encodable, Sendable {
    var name: String
    var rules: [Rule]
  }

  /// An alerting rule; an empty list of labels or annotations is none.
  struct Rule: Encodable, Sendable {
    var alert: String
    var expr: String
    /// How long the expression must hold, for example `15m`; `nil` for not at all.
    var `for`: String?
    var labels: [String: String]
    var annotations: [String: String]
  }
}

/// The rules as an object of the Prometheus operator.
struct PrometheusRuleObject: Encodable, Sendable {
  var apiVersion = "monitoring.coreos.com/v1"
  var kind = "PrometheusRule"
  var metadata: Metadata
  var spec: PrometheusRules

  struct Metadata: Encodable, Sendable {
    var name: String
    var namespace: String
    var labels: [String: String]
  }
}
