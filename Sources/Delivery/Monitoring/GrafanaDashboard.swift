/// A dashboard as Grafana imports it: the parts of its JSON model that are used here (Grafana documentation, “Dashboard JSON
/// model”, schema version 39, of Grafana 10.4).
struct GrafanaDashboard: Encodable, Sendable {
  /// The version of Grafana's own schema; newer Grafanas migrate it.
  static let schema = 39

  var uid: String
  var title: String
  var description: String
  var tags: [String]
  var schemaVersion = Self.schema
  var editable = true
  var refresh = "5m"
  var time = TimeRange(from: "now-30d", to: "now")
  var templating: Templating
  var panels: [Panel]

  struct TimeRange: Encodable, Sendable {
    var from: String
    var to: String
  }

  struct Templating: Encodable, Sendable {
    var list: [Variable]
  }

  /// Something that people choose at the top.
  struct Variable: Encodable, Sendable {
    var name: String
    var label: String
    var type: String
    /// A kind of data source, or a query for values.
    var query: String
    var datasource: DataSource?
    var includeAll: Bool?
    var multi: Bool?
    var refresh: Int?
  }

  struct DataSource: Encodable, Sendable {
    var type = "prometheus"
    var uid = "${datasource}"
  }

  struct Panel: Encodable, Sendable {
    var id: Int
    var type: Kind
    var title: String
    var description: String
    var gridPos: Place
    var datasource = DataSource()
    var targets: [Target]
    var fieldConfig: FieldConfig
    var options: [String: String] = [:]
    var transformations: [Transformation] = []
  }

  enum Kind: String, Encodable, Sendable {
    case stat, table, timeseries
    case stateTimeline = "state-timeline"
  }

  /// Where a panel stands: the width is 24 columns.
  struct Place: Encodable, Sendable {
    var h: Int
    var w: Int
    var x: Int
    var y: Int
  }

  /// A query.
  struct Target: Encodable, Sendable {
    var refId: String
    var expr: String
    var legendFormat: String
    /// Whether only the value of now is asked for.
    var instant: Bool
    var range: Bool
    /// `table` for a row per series.
    var format: String
  }

  struct FieldConfig: Encodable, Sendable {
    var defaults: Defaults
    var overrides: [String] = []
  }

  struct Defaults: Encodable, Sendable {
    var unit: String
    var mappings: [Mapping] = []
    var thresholds: Thresholds
  }

  struct Thresholds: Encodable, Sendable {
    var mode = "absolute"
    var steps: [Step]
  }

  struct Step: Encodable, Sendable {
    var color: String
    /// From where on; null for the lowest.
    var value: Double?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(color, forKey: .color)
      // Grafana wants the lowest step's null said.
      try container.encode(value, forKey: .value)
    }

    private enum Keys: String, CodingKey { case color, value }
  }

  /// Words and colours for values.
  struct Mapping: Encodable, Sendable {
    var type = "value"
    var options: [String: Shown]
  }

  struct Shown: Encodable, Sendable {
    var text: String
    var color: String
    var index: Int
  }

  struct Transformation: Encodable, Sendable {
    var id: String
    var options: [String: String]
  }
}
