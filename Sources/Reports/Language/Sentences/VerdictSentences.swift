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
    Entry("loses {number} of {count} tries", "{count}번 시도 중 {number}번 유실"),
    Entry("none of {count} tries could be measured", "{count}번의 시도를 하나도 측정하지 못함"),
    Entry("none of {count} tries was answered", "{count}번의 시도에 한 번도 응답이 없음"),
    Entry(
      "{number} of {count} tries answered: loses at most {percent} % (95 %)",
      "{count}번 시도 중 {number}번 응답: 유실률 최대 {percent} %(신뢰도 95 %)"),
    Entry(
      "{number} of {count} tries answered: loses between {percent1} and {percent2} % (95 %){times}",
      "{count}번 시도 중 {number}번 응답: 유실률 {percent1}~{percent2} %(신뢰도 95 %){times}"),
    Entry(
      ", lost from {time1} to {time2}, at most {number} in a row", ", {time1}부터 {time2}까지 유실, 연속 최대 {number}번"),
    Entry(", at most {number} lost in a row", ", 연속 최대 {number}번 유실"),
    Entry("{reason} ({number} more could not be measured)", "{reason} ({number}번은 측정하지 못함)"),
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
    Entry("its packets were seen to go that way", "패킷이 그 경로로 나가는 것이 관측됨"),
    Entry("nothing else that was seen depends on it", "이에 달린 다른 관측이 없음"),
    Entry("the API answers no pod of {node}", "API가 {node} 노드의 어느 파드에도 응답하지 않음"),
    Entry("the API answers pods of {node}", "API가 {node} 노드의 파드에 응답함"),
    Entry("whether the API answers pods of {node} was not seen", "API가 {node} 노드의 파드에 응답하는지 관측하지 못함"),
    Entry(
      "the upstream does not answer pods of the DNS pods' nodes", "상위 DNS가 DNS 파드가 있는 노드의 파드에 응답하지 않음"),
    Entry("pods of the DNS pods' nodes are out of reach", "DNS 파드가 있는 노드의 파드에 도달할 수 없음"),
    Entry("what DNS pods reach was not seen of all of them", "모든 DNS 파드가 무엇에 도달하는지는 관측하지 못함"),
    Entry(
      "the upstream answers pods of every DNS pod's node, and these pods are within reach",
      "상위 DNS가 모든 DNS 파드 노드의 파드에 응답하고, 이 파드들에 도달할 수 있음"),
    Entry("a host does not reach the other's address either", "호스트도 상대 주소에 도달하지 못함"),
    Entry("whether the hosts reach each other was not seen", "호스트끼리 도달하는지는 관측하지 못함"),
    Entry("the agent's drop counters were not read", "에이전트의 폐기 카운터를 읽지 못함"),
    Entry(
      "the agent of {node} counted drops for “FIB lookup failed”", "{node} 노드의 에이전트가 “FIB lookup failed” 폐기를 집계함"),
    Entry(
      "the agent of {node} counted no drop for “FIB lookup failed”",
      "{node} 노드의 에이전트가 “FIB lookup failed” 폐기를 집계하지 않음"),
    Entry("its flow was not looked for in the NAT table", "NAT 테이블에서 이 흐름을 찾아보지 않음"),
    Entry("{whose}: no entry, as without a translation", "{whose}: 변환이 없을 때처럼 항목이 없음"),
    Entry("{whose}: SNAT to {address}", "{whose}: {address} 주소로 SNAT"),
    Entry(
      "{whose}: SNAT to {address}, the only selected device's", "{whose}: 선택된 유일한 장치의 주소 {address}로 SNAT"),
    Entry("{whose}: SNAT to {address}, not to {wanted}", "{whose}: {wanted}가 아니라 {address} 주소로 SNAT"),
    Entry(
      "{whose}: no entry, although the only selected device translates",
      "{whose}: 선택된 유일한 장치가 변환하는데도 항목이 없음"),
    Entry("the others are of {release}", "다른 에이전트의 릴리스는 {release}"),
    Entry("its devices are not known", "장치를 알 수 없음"),
    Entry("what the agents are told to do is not known", "에이전트의 설정을 알 수 없음"),
    Entry("the archive has no cilium-config", "아카이브에 cilium-config가 없음"),
    Entry("the archive has no policy rules (ip rule)", "아카이브에 정책 규칙(ip rule)이 없음"),
    Entry("which release its agent is of, nothing in the archive tells", "에이전트의 릴리스를 아카이브에서 알 수 없음"),
    Entry("which address the node has, nothing in the archive tells", "노드의 주소를 아카이브에서 알 수 없음"),
    Entry("which address the node has, nothing in the archive tells: {told}", "노드의 주소를 아카이브에서 알 수 없음: {told}"),
    Entry(
      "the archive has no agent data for node {name}{pod}: no folder of its bugtool{failure}",
      "아카이브에 {name} 노드{pod}의 에이전트 데이터가 없음: bugtool 폴더 없음{failure}"),
    Entry(
      "its bugtool ({folder}) was taken {seconds} s before the agent that the API names was started: it is of another "
        + "agent, or of another dump",
      "bugtool({folder})은 API가 알려 주는 에이전트가 시작되기 {seconds}초 전의 것: 다른 에이전트나 다른 덤프의 것임"),
    Entry("the agent did not answer: {silence}{waiting}", "에이전트가 응답하지 않음: {silence}{waiting}"),
    Entry(
      "the list of pods has another agent on {node} than {pod}, which was asked: it is of another moment",
      "파드 목록의 {node} 노드 에이전트가 질문을 받은 {pod}와 다름: 다른 시점의 목록임"),
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
    Entry("{reason1} (flaky: {reason2})", "{reason1} (불안정: {reason2})"),
    Entry(
      "{reason1}, but too few of its tries could be measured: {reason2}", "{reason1}. 그러나 측정된 시도가 너무 적음: {reason2}"),
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
    Entry("sample paths", "경로 반복 시도"),
    Entry("trace failing paths", "실패한 경로 추적"),
    Entry("wait for silent peers", "응답 없는 피어 대기"),
    Entry("restart DNS", "DNS 재시작"),
  ]
}
