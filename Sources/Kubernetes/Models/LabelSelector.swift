/// A label query over objects (`meta/v1` LabelSelector).
public struct LabelSelector: Codable, Sendable, Hashable {
  /// Labels that must all be equal.
  public var matchLabels: [String: String]?
  /// Further conditions, which must all hold.
  public var matchExpressions: [LabelSelectorRequirement]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(matchLabels: [String: String]? = nil, matchExpressions: [LabelSelectorRequirement]? = nil) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }

  /// The same query as a `labelSelector` parameter has it, for example `app=web,tier in (a,b)`.
  public var text: String {
    let equal = (matchLabels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return (equal + (matchExpressions ?? []).map(\.text)).joined(separator: ",")
  }

  /// Whether an object with these labels is selected; a query without conditions selects every object.
  public func selects(_ labels: [String: String]) -> Bool {
    (matchLabels ?? [:]).allSatisfy { labels[$0.key] == $0.value }
      && (matchExpressions ?? []).allSatisfy { $0.holds(labels) }
  }
}

/// A condition on one label (`meta/v1` LabelSelectorRequirement).
public struct LabelSelectorRequirement: Codable, Sendable, Hashable {
  /// The label.
  public var key: String
  /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
  public var `operator`: String
  /// The values of `In` and `NotIn`.
  public var values: [String]?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(key: String, `operator`: String, values: [String]? = nil) {
    self.key = key
    self.`operator` = `operator`
    self.values = values
  }

  /// An operator that is not known selects nothing, as the API server admits none.
  func holds(_ labels: [String: String]) -> Bool {
    switch self.operator {
    case "In": labels[key].map { (values ?? []).contains($0) } ?? false
    case "NotIn": labels[key].map { !(values ?? []).contains($0) } ?? true
    case "Exists": labels[key] != nil
    case "DoesNotExist": labels[key] == nil
    default: false
    }
  }

  var text: String {
    let list = "(" + (values ?? []).joined(separator: ",") + ")"
    return switch self.operator {
    case "In": "\(key) in \(list)"
    case "NotIn": "\(key) notin \(list)"
    case "DoesNotExist": "!\(key)"
    default: key
    }
  }
}
