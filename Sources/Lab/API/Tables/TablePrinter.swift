import Foundation

/// How a resource looks in `kubectl get`: columns, and the cells of one object
/// (`pkg/printers/internalversion/printers.go` of Kubernetes).
struct TablePrinter: Sendable {
  var columns: [Column]
  var cells: @Sendable (JSONValue, Date) -> [JSONValue]

  /// A column definition; priority 1 is for `-o wide` only.
  struct Column: Sendable, Hashable {
    var name: String
    var type: String
    var format: String
    var priority: Int

    init(_ name: String, type: String = "string", format: String = "", wide: Bool = false) {
      self.name = name
      self.type = type
      self.format = format
      priority = wide ? 1 : 0
    }

    var json: JSONValue {
      [
        "name": .string(name), "type": .string(type), "format": .string(format), "description": "",
        "priority": .int(priority),
      ]
    }

    static let name = Column("Name", format: "name")
    static let age = Column("Age")
  }

  /// The `Table` of some objects.
  /// - Parameter includeColumns: False for the later rows of a watch.
  func table(
    of objects: [JSONValue], metadata: JSONValue, at now: Date, includeObject: IncludeObject = .metadata,
    includeColumns: Bool = true
  ) -> JSONValue {
    let rows = objects.map { object -> JSONValue in
      var row: JSONValue = ["cells": .array(cells(object, now))]
      switch includeObject {
      case .none: break
      case .object: row["object"] = object
      case .metadata:
        row["object"] = [
          "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"],
        ]
      }
      return row
    }
    return .object([
      "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
      "columnDefinitions": includeColumns ? .array(columns.map(\.json)) : .null, "rows": .array(rows),
    ])
  }

  /// The `includeObject` parameter of a request.
  enum IncludeObject: String, Sendable {
    case none = "None"
    case metadata = "Metadata"
    case object = "Object"
  }

  static let nameAndAge = TablePrinter(columns: [.name, .age]) { object, now in
    [name(object), age(object, now)]
  }

  static func name(_ object: JSONValue) -> JSONValue { object["metadata"]["name"] }

  static func age(_ object: JSONValue, _ now: Date) -> JSONValue {
    .string(HumanDuration.age(of: object["metadata"]["creationTimestamp"], at: now))
  }

  /// The text, or `<none>` where there is none.
  static func orNone(_ value: JSONValue) -> JSONValue { value.isEmpty ? "<none>" : value }

  static func joined(_ values: [String]) -> JSONValue {
    values.isEmpty ? "<none>" : .string(values.joined(separator: ","))
  }

  /// `a=b,c=d` in the order of keys.
  static func labels(_ labels: JSONValue) -> JSONValue {
    joined(labels.strings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }

  /// Container names and images of a pod template.
  static func containers(_ template: JSONValue) -> (names: JSONValue, images: JSONValue) {
    let containers = template["spec"]["containers"].array
    return (
      joined(containers.compactMap { $0["name"].string }), joined(containers.compactMap { $0["image"].string })
    )
  }

  static let workloadColumns: [Column] = [
    Column("Containers", wide: true), Column("Images", wide: true), Column("Selector", wide: true),
  ]

  /// The wide cells of a workload.
  static func workloadCells(_ object: JSONValue) -> [JSONValue] {
    let (names, images) = containers(object["spec"]["template"])
    return [names, images, labels(object["spec"]["selector"]["matchLabels"])]
  }

  static func count(_ value: JSONValue) -> JSONValue { .int(value.int ?? 0) }
}
