/// What differs between an agent's backends of a Service's port and the endpoints of Kubernetes.
struct ServiceDifference: Sendable, Hashable {
  let node: String
  let frontend: String
  let expected: [String]
  /// `nil` when the agent does not know the port.
  let found: [String]?

  /// Backends that Kubernetes no longer names.
  private var stale: [String] { (found ?? []).filter { !expected.contains($0) } }
  /// Endpoints that the agent does not have.
  private var missing: [String] { expected.filter { !(found ?? []).contains($0) } }

  var isNone: Bool { found != nil && stale.isEmpty && missing.isEmpty }

  /// In words; of two that are equal, nothing of use.
  var text: Translated {
    guard found != nil else {
      return Translated(
        en: "\(node) does not translate \(frontend)", ko: "\(node) 노드가 \(frontend) 주소를 변환하지 않음")
    }
    let (stale, missing) = (stale, missing)
    let parts = [
      stale.isEmpty ? nil : "still sends to \(stale.joined(separator: " and "))",
      missing.isEmpty ? nil : "lacks \(missing.joined(separator: " and "))",
    ].compactMap { $0 }
    let korean = [
      stale.isEmpty ? nil : "아직 \(stale.joined(separator: ", ")) 쪽으로 보냄",
      missing.isEmpty ? nil : "\(missing.joined(separator: ", ")) 백엔드를 갖고 있지 않음",
    ].compactMap { $0 }
    return Translated(
      en: "\(node) \(parts.joined(separator: " and ")) for \(frontend)",
      ko: "\(node) 노드가 \(frontend) 트래픽에 대해 \(korean.joined(separator: ", "))")
  }
}
