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
      case .configuration: "Cilium 설정"
      case .translation: "BPF NAT 테이블"
      }
    }
  }

  /// An aspect's short name for tables.
  func title(_ aspect: Aspect) -> String {
    guard language == .korean else { return aspect.title }
    let title = Self.korean(aspect.ipv4Twin).title
    return aspect.family == .ipv6 ? "\(title), IPv6" : title
  }

  /// What is done to find out, in one sentence.
  func question(_ aspect: Aspect) -> String {
    guard language == .korean else { return aspect.question }
    switch aspect {
    case .clusterNameIPv6:
      return "클러스터 DNS 서비스와 모든 DNS 파드가 서비스의 IPv6 주소를 해석하는가? IPv6가 있으면 IPv6로 질의함."
    case .externalNameIPv6: return "클러스터 DNS 서비스와 모든 DNS 파드가 외부 이름의 IPv6 주소 질의에 응답하는가?"
    case .defaultRouteIPv6: return "노드의 IPv6 기본 경로가 물리 업링크로 나가는가?"
    default:
      let question = Self.korean(aspect.ipv4Twin).question
      return aspect.family == .ipv6 ? "IPv6에서: \(question)" : question
    }
  }

  private static func korean(_ aspect: Aspect) -> (title: String, question: String) {
    switch aspect {
    case .sameNodePod:
      ("파드 → 파드, 같은 노드", "같은 노드의 다른 파드에 파드 IP로 ICMP echo와 TCP가 도달하는가?")
    case .crossNodePod:
      ("파드 → 파드, 다른 노드", "다른 노드의 파드에 파드 IP로 ICMP echo와 TCP가 도달하는가?")
    case .crossNodeService:
      ("파드 → 서비스, 백엔드는 다른 노드", "유일한 백엔드가 다른 노드의 파드인 ClusterIP가 응답하는가?")
    case .externalPing: ("파드 → 인터넷, ping", "인터넷의 주소가 ICMP echo에 응답하는가?")
    case .clusterName:
      ("DNS, 클러스터 이름", "클러스터 DNS 서비스와 모든 DNS 파드가 클러스터 이름을 해석하는가?")
    case .externalName:
      ("DNS, 클러스터 DNS를 통한 외부 이름", "클러스터 DNS 서비스와 모든 DNS 파드가 외부 이름을 해석하는가?")
    case .upstreamDNS: ("DNS, 업스트림에 직접", "업스트림 DNS 서버가 파드에 직접 응답하는가?")
    case .externalHTTPS:
      ("파드 → 인터넷, HTTPS", "외부 HTTPS 서버가 노드의 공인 주소를 담아 응답하는가?")
    case .ownNodeIP: ("파드 → 자기 노드의 주소", "파드가 있는 노드가 노드 주소로 ICMP echo에 응답하는가?")
    case .ownUplinks:
      ("파드 → 자기 노드 업링크의 다른 주소", "파드가 있는 노드가 업링크의 다른 주소마다 ICMP echo에 응답하는가?")
    case .otherUplinks:
      ("파드 → 다른 노드 업링크의 다른 주소", "다른 노드가 업링크의 다른 주소마다 ICMP echo에 응답하는가?")
    case .otherNodeIP: ("파드 → 다른 노드의 주소", "다른 노드가 노드 주소로 ICMP echo에 응답하는가?")
    case .apiService: ("파드 → ClusterIP를 통한 Kubernetes API", "Kubernetes API가 ClusterIP로 응답하는가?")
    case .pathMTU:
      (
        "조각나지 않는 최대 패킷, 다른 노드",
        "다른 노드의 파드에 온전히 도달하는 최대 ICMP 페이로드는 얼마이며, 그보다 크면 어떻게 되는가?"
      )
    case .clusterDNSReady:
      ("클러스터 DNS 파드 Ready, 재시작 없음", "이 노드의 클러스터 DNS 파드가 실행 중 재시작 없이 Ready 상태인가?")
    case .clusterDNSRestart:
      ("여기서 재시작한 클러스터 DNS 파드가 Ready가 됨", "이 노드에서 새로 시작한 클러스터 DNS 파드가 Ready가 되는가?")
    case .defaultRoute:
      ("기본 경로가 물리 업링크로 나감", "노드의 IPv4 기본 경로가 물리 업링크로 나가는가?")
    case .nodeIP:
      ("Cilium 노드 IP", "에이전트의 노드 목록과 CiliumNode 객체가 Kubernetes 노드의 주소를 담고 있는가?")
    case .selectedDevices: ("Cilium이 선택한 장치", "실행 중인 에이전트가 선택했다고 보고하는 장치는 무엇인가?")
    case .masquerade:
      ("마스커레이드 모드와 장치", "실행 중인 에이전트가 보고하는 마스커레이드 모드와 장치는 무엇인가?")
    case .configurationApplied:
      ("실행 중인 에이전트와 ConfigMap의 일치", "실행 중인 에이전트의 설정이 ConfigMap의 요구와 같은가?")
    case .natExternal:
      (
        "NAT 항목, 파드 → 인터넷",
        "이 프로브의 인터넷행 흐름이 송신 장치의 주소로 양방향 모두 BPF NAT 테이블에 있는가?"
      )
    case .natNodeAddress:
      ("NAT 항목, 파드 → 다른 노드의 주소", "이 프로브의 다른 노드 주소행 흐름이 양방향 모두 BPF NAT 테이블에 있는가?")
    // The twins of IPv6 are told by these, with the family.
    default: (aspect.title, aspect.question)
    }
  }
}
