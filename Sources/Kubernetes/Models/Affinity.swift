/// Where a pod may or should run (`core/v1` Affinity), as far as nodes are concerned.
public struct Affinity: Codable, Sendable, Hashable {
  /// Which nodes.
  public var nodeAffinity: NodeAffinity?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(nodeAffinity: NodeAffinity? = nil) {
    self.nodeAffinity = nodeAffinity
  }
}

/// Which nodes a pod may run on.
public struct NodeAffinity: Codable, Sendable, Hashable {
  /// The nodes that it must be one of.
  public var requiredDuringSchedulingIgnoredDuringExecution: NodeSelector?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(requiredDuringSchedulingIgnoredDuringExecution: NodeSelector? = nil) {
    self.requiredDuringSchedulingIgnoredDuringExecution = requiredDuringSchedulingIgnoredDuringExecution
  }
}

/// Nodes that satisfy one of several terms.
public struct NodeSelector: Codable, Sendable, Hashable {
  /// The terms; one is enough.
  public var nodeSelectorTerms: [NodeSelectorTerm]

  /// Makes the object from its fields.
  public init(nodeSelectorTerms: [NodeSelectorTerm]) {
    self.nodeSelectorTerms = nodeSelectorTerms
  }

  /// The key of a node's name in a term's fields.
  static let nameField = "metadata.name"

  /// Exactly these nodes. A term's field can be held against one value only, so there is a term for each.
  public init(names: [String]) {
    self.init(
      nodeSelectorTerms: names.map {
        NodeSelectorTerm(matchFields: [
          LabelSelectorRequirement(key: Self.nameField, operator: "In", values: [$0])
        ])
      })
  }

  /// The node, where one is named and no other can be meant.
  public var onlyName: String? {
    guard nodeSelectorTerms.count == 1, let fields = nodeSelectorTerms[0].matchFields, fields.count == 1,
      fields[0].key == Self.nameField, fields[0].operator == "In", fields[0].values?.count == 1
    else { return nil }
    return fields[0].values?.first
  }
}

/// Conditions on a node, all of which must hold.
public struct NodeSelectorTerm: Codable, Sendable, Hashable {
  /// Conditions on its labels.
  public var matchExpressions: [LabelSelectorRequirement]?
  /// Conditions on its fields, of which there is one: `metadata.name`.
  public var matchFields: [LabelSelectorRequirement]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    matchExpressions: [LabelSelectorRequirement]? = nil, matchFields: [LabelSelectorRequirement]? = nil
  ) {
    self.matchExpressions = matchExpressions
    self.matchFields = matchFields
  }
}
