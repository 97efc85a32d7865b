import Conformance

extension Localizer {
  /// A chapter of a report.
  func area(_ area: Aspect.Area) -> String {
    switch language {
    case .english: area.rawValue
    case .korean:
      switch area {
      case .podPaths: "파드와 서비스"
      case .outside: "외부 세계"
      case .names: "이름 해석"
      case .nodes: "노드와 Kubernetes API"
      case .nodePorts: "NodePort 응답"
      case .hostNetwork: "호스트 네트워크"
      case .configuration: "Cilium 설정"
      case .translation: "BPF NAT 테이블"
      }
    }
  }

  /// An aspect's short name for tables.
  func title(_ aspect: Aspect) -> String { aspect.title(in: language) }

  /// What is done to find out, in one sentence.
  func question(_ aspect: Aspect) -> String { aspect.question(in: language) }
}
