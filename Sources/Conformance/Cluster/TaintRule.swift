import Kubernetes

/// Whether probe pods may be on a tainted node (Kubernetes: "Taints and Tolerations").
enum TaintRule {
  /// Why a node takes no part; `nil` when it does. Without tolerations of their own, probe pods go wherever the Cilium
  /// agents go: everywhere.
  static func reasonToSkip(_ node: Node, _ tolerations: [Toleration]?) -> Sentence? {
    guard let tolerations else { return nil }
    let refusing = (node.spec?.taints ?? []).first { taint in
      taint.effect != "PreferNoSchedule" && !tolerations.contains { accepts($0, taint) }
    }
    guard let refusing else { return nil }
    let value = refusing.value.map { $0.isEmpty ? "" : "=\($0)" } ?? ""
    return "its taint \(refusing.key)\(value):\(refusing.effect) is not tolerated (--toleration)"
  }

  /// As the scheduler matches: an absent effect matches every effect, and `Exists` without a key every taint.
  private static func accepts(_ toleration: Toleration, _ taint: Taint) -> Bool {
    if let effect = toleration.effect, !effect.isEmpty, effect != taint.effect { return false }
    let key = toleration.key ?? ""
    if key.isEmpty { return toleration.operator == "Exists" }
    guard key == taint.key else { return false }
    return toleration.operator == "Exists" || (toleration.value ?? "") == (taint.value ?? "")
  }
}
