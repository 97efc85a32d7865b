/// Which nodes a pod's node selector and required node affinity allow; read once, however many nodes are held against it.
struct NodePlacement: Sendable {
  private struct Term: Sendable {
    var labels: LabelSelector
    var fields: LabelSelector
  }

  private let selector: LabelSelector
  private let terms: [Term]
  /// The nodes that terms name, one each: a list of a thousand nodes is a thousand terms.
  private let names: Set<String>

  /// - Parameter spec: A pod's or a template's specification.
  init(_ spec: JSONValue) {
    selector = LabelSelector(matching: spec["nodeSelector"].strings)
    let required = spec["affinity"]["nodeAffinity"][Self.required]["nodeSelectorTerms"].array
    names = Set(required.compactMap(Self.onlyName))
    terms = required.filter { Self.onlyName($0) == nil }.map {
      Term(
        labels: LabelSelector(["matchExpressions": $0["matchExpressions"]]),
        fields: LabelSelector(["matchExpressions": $0["matchFields"]]))
    }
  }

  /// Whether a pod may be on a node.
  func allows(_ node: JSONValue) -> Bool {
    guard selector.matches(node.labels) else { return false }
    if names.isEmpty, terms.isEmpty { return true }
    return names.contains(node.name)
      || terms.contains { $0.labels.matches(node.labels) && $0.fields.matches([Self.nameField: node.name]) }
  }

  /// A specification for exactly this node.
  static func pin(_ spec: JSONValue, to node: String) -> JSONValue {
    var pinned = spec
    pinned["affinity"]["nodeAffinity"][required] = [
      "nodeSelectorTerms": [
        ["matchFields": [["key": .string(nameField), "operator": "In", "values": [.string(node)]]]]
      ]
    ]
    return pinned
  }

  private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
  private static let nameField = "metadata.name"

  private static func onlyName(_ term: JSONValue) -> String? {
    let fields = term["matchFields"].array
    guard term["matchExpressions"].isEmpty, fields.count == 1, fields[0]["key"].string == nameField,
      fields[0]["operator"] == "In", fields[0]["values"].array.count == 1
    else { return nil }
    return fields[0]["values"].array[0].string
  }
}
