import Conformance

/// The words about the nodes' health.
enum HealthPhrase: Catalogue {
  case heading, allWithin, someBeyond, warning, warningDetail, accounted, unknown, measure, worst, threshold, place
  case below, atMost, notMeasured
  case tables, servicesAgree, servicesDiffer, noPolicy, policy, policyIn, policyOut
  case drops, datapathErrors, tunnelDrops, tunnelErrors, conntrackPressure, natPressure, agentRestarts, dnsRestarts
  case configurationDrift, regenerationFailures, endpointsNotReady, eventFailures, syscallTime
  case tailnetRoundTrip

  /// The name of a measure.
  static func name(_ measure: HealthMeasure) -> HealthPhrase {
    switch measure {
    case .drops: .drops
    case .datapathErrors: .datapathErrors
    case .tunnelDrops: .tunnelDrops
    case .tunnelErrors: .tunnelErrors
    case .conntrackPressure: .conntrackPressure
    case .natPressure: .natPressure
    case .agentRestarts: .agentRestarts
    case .dnsRestarts: .dnsRestarts
    case .configurationDrift: .configurationDrift
    case .regenerationFailures: .regenerationFailures
    case .endpointsNotReady: .endpointsNotReady
    case .eventFailures: .eventFailures
    case .syscallTime: .syscallTime
    case .tailnetRoundTrip: .tailnetRoundTrip
    }
  }

  var text: Translated {
    switch self {
    case .heading:
      Translated(
        en: "The nodes while they were probed ({duration}): {summary}", ko: "프로브 중 노드 상태({duration}): {summary}")
    case .allWithin: Translated(en: "all measures are healthy", ko: "모든 측정값이 정상 범위")
    case .someBeyond: Translated(en: "{count} beyond the threshold", ko: "임계값을 벗어난 항목 {count}개")
    case .warning:
      Translated(
        en: "{measure} on {place}: {value}, healthy is {range}", ko: "{place}의 {measure}: {value}, 정상 범위는 {range}")
    case .warningDetail: Translated(en: " ({detail})", ko: " ({detail})")
    case .accounted:
      Translated(
        en: "Not counted on {node}: {count} × {reason} ({direction}), {account}",
        ko: "{node}에서 세지 않은 것: {reason}({direction}) {count}건, {account}")
    case .unknown: Translated(en: "Not known, {measures}: {reason}", ko: "알 수 없음({measures}): {reason}")
    case .measure: Translated(en: "measure", ko: "측정 항목")
    case .worst: Translated(en: "highest", ko: "최댓값")
    case .threshold: Translated(en: "healthy", ko: "정상 범위")
    case .place: Translated(en: "where", ko: "위치")
    case .below: Translated(en: "below {value}", ko: "{value} 미만")
    case .atMost: Translated(en: "at most {value}", ko: "{value} 이하")
    case .notMeasured: Translated(en: "not measured", ko: "측정하지 못함")
    case .tables: Translated(en: "The agents' tables", ko: "에이전트의 테이블")
    case .servicesAgree:
      Translated(
        en: "Services: all {count} ports that the probes used have the backends of their EndpointSlices in the agents' "
          + "load-balancer maps.",
        ko: "서비스: 프로브가 사용한 포트 {count}개 모두, 에이전트 로드 밸런서 맵의 백엔드가 EndpointSlice와 같습니다.")
    case .servicesDiffer: Translated(en: "Service {service}: {difference}", ko: "서비스 {service}: {difference}")
    case .noPolicy:
      Translated(
        en: "Policies: none restricts the probe pods.", ko: "정책: 프로브 파드를 제한하는 정책이 없습니다.")
    case .policy:
      Translated(
        en: "Policy on the {pod} pod of {node} (endpoint {endpoint}, {direction}): {restriction}",
        ko: "{node}의 {pod} 파드에 적용된 정책(엔드포인트 {endpoint}, {direction}): {restriction}")
    case .policyIn: Translated(en: "ingress", ko: "인그레스")
    case .policyOut: Translated(en: "egress", ko: "이그레스")
    case .drops: Translated(en: "packets dropped by Cilium", ko: "Cilium이 버린 패킷")
    case .datapathErrors: Translated(en: "datapath errors", ko: "데이터패스 오류")
    case .tunnelDrops: Translated(en: "packets dropped by the tunnel device", ko: "터널 장치가 버린 패킷")
    case .tunnelErrors: Translated(en: "errors of the tunnel device", ko: "터널 장치의 오류")
    case .conntrackPressure: Translated(en: "connection tracking, in use", ko: "연결 추적 맵 사용률")
    case .natPressure: Translated(en: "NAT, in use", ko: "NAT 사용률")
    case .agentRestarts: Translated(en: "restarts of the Cilium agent", ko: "Cilium 에이전트 재시작")
    case .dnsRestarts: Translated(en: "restarts of cluster DNS pods", ko: "클러스터 DNS 파드 재시작")
    case .configurationDrift:
      Translated(
        en: "settings changed that the Cilium agent has not taken up", ko: "변경되었지만 Cilium 에이전트가 아직 반영하지 않은 설정")
    case .regenerationFailures:
      Translated(en: "endpoints' programs that could not be made anew", ko: "다시 만들지 못한 엔드포인트 프로그램")
    case .endpointsNotReady:
      Translated(en: "endpoints that stayed not ready", ko: "준비되지 않은 채로 남은 엔드포인트")
    case .eventFailures:
      Translated(
        en: "events of the API that the Cilium agent could not work off", ko: "Cilium 에이전트가 처리하지 못한 API 이벤트")
    case .syscallTime:
      Translated(
        en: "system calls on BPF maps, within which nine of ten are done", ko: "BPF 맵 시스템 호출 열에 아홉이 끝나는 시간")
    case .tailnetRoundTrip: Translated(en: "round trip over the tailnet", ko: "tailnet 왕복 시간")
    }
  }
}
