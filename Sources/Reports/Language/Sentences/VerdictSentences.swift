// What `Conformance/Vocabulary`, `/Verdicts` and `/Fitness` say.
extension SentenceTable {
  static let outcomes: [Entry] = [
    Entry("a probe pod is not running", "프로브 파드가 실행되고 있지 않음"),
    Entry("the cluster changed during the run", "실행하는 동안 클러스터가 바뀜"),
    Entry("the API server does not reach the kubelet", "API 서버가 kubelet에 도달하지 못함"),
    Entry("the Cilium agent does not answer", "Cilium 에이전트가 응답하지 않음"),
    Entry("kube-controller-manager does not work", "kube-controller-manager가 동작하지 않음"),
    Entry("the pod has no address", "파드에 주소가 없음"),
    Entry("not Ready after {time}", "{time} 안에 Ready가 되지 않음"),
    Entry("{pod} not Ready after {time}", "{pod} 파드가 {time} 안에 Ready가 되지 않음"),
    Entry("{pod} restarted {number} times", "{pod} 파드가 {number}번 재시작함"),
    Entry("ping works", "ping 동작"),
    Entry("{kind} works", "{kind} 동작"),
    Entry("{kind} fails ({detail})", "{kind} 실패({detail})"),
    Entry("TCP fails ({detail})", "TCP 실패({detail})"),
    Entry("works", "동작"),
    Entry("fails", "실패"),
    Entry("partly: {reason}", "일부만 동작: {reason}"),
    Entry("answers {address}", "응답한 주소 {address}"),
    Entry("answers a public address", "공인 주소로 응답"),
    Entry("{number} bytes", "{number}바이트"),
    Entry("SNAT to {address}", "SNAT → {address}"),
    Entry("no entry", "항목 없음"),
    Entry("ready", "Ready"),
    Entry("not ready: {reason}", "Ready 아님: {reason}"),
    Entry("none", "없음"),
    Entry("{pod} not Ready within {time}", "{pod} 파드가 {time} 안에 Ready가 되지 않음"),
    Entry("not measured", "측정하지 못함"),
    Entry("the tunnel", "터널이"),
    Entry("Cilium's WireGuard", "Cilium의 WireGuard가"),
    Entry("IPsec", "IPsec이"),
    Entry("{name} takes {bytes}", "{name} {bytes}바이트를 차지함"),
    Entry("{reason1}, and {reason2}", "{reason1}, 또한 {reason2}"),
  ]

  static let verdicts: [Entry] = [
    Entry("{reason}, as expected", "{reason} (예측대로)"),
    Entry("{reason}, cause unproven", "{reason}, 원인은 증명되지 않음"),
    Entry(
      "{reason1}, but not for the predicted reason: {detail}", "{reason1}. 그러나 예측한 이유 때문이 아님: {detail}"),
    Entry("expected: {reason1}; seen: {reason2}", "예측: {reason1}, 관측: {reason2}"),
    Entry("the server saw {address}, a public address", "서버가 본 주소는 공인 주소 {address}"),
    Entry("the server saw {address}, which is {reason}", "서버가 본 주소는 {address}: {reason}"),
    Entry("not an IP address", "IP 주소가 아님"),
    Entry("a pod address", "파드 주소"),
    Entry("not a public address", "공인 주소가 아님"),
    Entry("nothing could be predicted: {reason}", "예측할 수 없음: {reason}"),
    Entry("it was not measured", "측정하지 않음"),
    Entry(
      "the endpoint outside is down for everybody: it answers no node, while the same nodes get answers by {others}",
      "외부 엔드포인트가 모두에게 응답하지 않음: 어느 노드에도 응답이 없지만, 같은 노드들이 {others} 프로브에는 응답을 받음"),
    Entry(
      "the endpoint outside is down for everybody: it does not answer the nodes' own networks (control probes from the "
        + "host networks of {nodes}) either",
      "외부 엔드포인트가 모두에게 응답하지 않음: 노드 자체의 네트워크({nodes} 호스트 네트워크의 대조 프로브)에도 응답하지 않음"),
    Entry(
      "the endpoint outside is down for everybody: the nodes' own networks get no answer from outside either (HTTPS and DNS "
        + "were asked from the hosts; a ping cannot be)",
      "외부 엔드포인트가 모두에게 응답하지 않음: 노드 자체의 네트워크도 외부 응답을 받지 못함(호스트에서 HTTPS와 DNS를 요청함, ping은 "
        + "보낼 수 없음)"),
    Entry(
      "{reason1} (flaky: on attempt {number}; before: {reason2})", "{reason1} (불안정: {number}번째 시도의 결과, 이전에는 {reason2})"),
    Entry("nothing was measured", "아무것도 측정하지 않음"),
    Entry("{reason1}, but not the way that it must be: {reason2}", "{reason1}. 그러나 가야 할 길로 가지 않음: {reason2}"),
  ]

  static let run: [Entry] = [
    Entry("the run was interrupted", "실행이 중단됨"),
    Entry("interrupted by {signal}", "{signal} 신호로 중단됨"),
    Entry(
      "the run did not come to its end; this record was written before it died",
      "실행이 끝까지 가지 못했습니다. 이 기록은 종료되기 전에 작성된 것입니다"),
    Entry("no scenario was verified", "검증한 시나리오가 없음"),
    Entry(
      "The lab was broken on purpose: {fault}, {summary}", "실험 환경을 일부러 고장 냄: {fault}, {summary}"),
    Entry("removed what earlier runs left: {namespaces}", "이전 실행이 남긴 것을 제거함: {namespaces}"),
    Entry("sampled {tested} of {all} pairs, seed {seed}", "전체 {all}쌍 중 {tested}쌍을 표본으로 검사(시드 {seed})"),
    Entry("enter scenario", "시나리오 전환"),
    Entry("read facts", "정보 읽기"),
    Entry("start pods", "파드 시작"),
    Entry("probe", "프로브"),
    Entry("probe again", "재프로브"),
    Entry("trace failing paths", "실패한 경로 추적"),
    Entry("wait for silent peers", "응답 없는 피어 대기"),
    Entry("restart DNS", "DNS 재시작"),
  ]
}
