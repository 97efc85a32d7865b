/// The nodes' health and the agents' tables.
extension SentenceTable {
  static let health: [Entry] = [
    Entry("read counters", "카운터 읽기"),
    Entry("{node}: the pod's identity is not known: {problem}", "{node}: 파드의 ID를 알 수 없음: {problem}"),
    Entry("the agent's endpoint map lacks {address}", "에이전트의 엔드포인트 맵에 {address} 항목이 없음"),
    Entry("read counters again", "카운터 다시 읽기"),
    Entry(
      "fragments of the run's own pings that are larger than the path's MTU", "이 실행이 보낸, 경로 MTU보다 큰 ping의 조각"),
    Entry(
      "pods' IPv6 packets, which Cilium drops where IPv6 is switched off", "IPv6가 꺼져 있어 Cilium이 버리는 파드의 IPv6 패킷"),
    Entry(
      "a counter went backwards: the agent of {node} was restarted, and what it had counted is lost",
      "카운터가 줄어들었음: {node} 노드의 에이전트가 재시작되어 그때까지 센 값이 사라짐"),
    Entry("the counters of {node} were not read", "{node} 노드의 카운터를 읽지 못함"),
    Entry("the counters of {node} were not read before the probes", "프로브 전에 {node} 노드의 카운터를 읽지 못함"),
    Entry(
      "the agent of {node} does not count settings that differ from cilium-config: agents do since Cilium 1.17, unless "
        + "enable-drift-checker or enable-dynamic-config is off",
      "{node}의 에이전트가 cilium-config와 다른 설정을 세지 않음. 에이전트는 Cilium 1.17부터, enable-drift-checker나 enable-dynamic-config가 꺼져 있지 않으면 "
        + "이를 셈"),
    Entry(
      "the agent of {node} exposes neither forwarded nor dropped packets",
      "{node} 노드의 에이전트가 전달한 패킷도 버린 패킷도 지표로 내보내지 않음"),
    Entry("the agent of {node} exposes no operations on BPF maps", "{node} 노드의 에이전트가 BPF 맵 작업을 지표로 내보내지 않음"),
    Entry(
      "the agent of {node} does not say how full its connection tracking maps are",
      "{node} 노드의 에이전트가 연결 추적 맵 사용률을 알려 주지 않음"),
    Entry(
      "the agent of {node} says neither how full its NAT map is nor how many ports are used",
      "{node} 노드의 에이전트가 NAT 맵 사용률도, 사용 중인 포트 수도 알려 주지 않음"),
    Entry("the agent of {node} does not expose {metric}", "{node} 노드의 에이전트가 {metric} 지표를 내보내지 않음"),
    Entry(
      "the agent of {node} tells only the sum of its system calls' durations: agents tell more since Cilium 1.17",
      "{node} 노드의 에이전트가 시스템 호출 시간의 합만 알려 줌. 에이전트는 Cilium 1.17부터 더 알려 줌"),
    Entry(
      "agents time their system calls only where metrics of cilium-config has +{metric}",
      "에이전트는 cilium-config의 metrics에 +{metric}이 있을 때만 시스템 호출 시간을 잼"),
    Entry("no agent's pod was found on {node}", "{node} 노드에서 에이전트 파드를 찾지 못함"),
    Entry("no ping between two nodes was answered", "두 노드 사이의 ping에 응답이 없었음"),
    Entry("the tunnel's device: {problem}", "터널 장치: {problem}"),
    Entry("before the probes: {problem}", "프로브 전: {problem}"),
  ]
}
