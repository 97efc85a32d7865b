/// The nodes' health and the agents' tables.
extension SentenceMemory {
  static let health: [Entry] = [
    Entry("read counters", "카운터 읽기"),
    Entry("{node}: the pod's identity is not known: {problem}", "{node}: 파드의 ID를 알 수 없음: {problem}"),
    Entry("the pod's identity is {number}", "파드의 ID는 {number}"),
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
      "the agent of {node} exposes neither forwarded nor dropped packets",
      "{node} 노드의 에이전트가 전달한 패킷도 버린 패킷도 지표로 내보내지 않음"),
    Entry("the agent of {node} exposes no operations on BPF maps", "{node} 노드의 에이전트가 BPF 맵 작업을 지표로 내보내지 않음"),
    Entry(
      "the agent of {node} does not say how full its connection tracking maps are",
      "{node} 노드의 에이전트가 연결 추적 맵 사용률을 알려 주지 않음"),
    Entry(
      "the agent of {node} says neither how full its NAT map is nor how many ports are used",
      "{node} 노드의 에이전트가 NAT 맵 사용률도, 사용 중인 포트 수도 알려 주지 않음"),
    Entry("no agent's pod was found on {node}", "{node} 노드에서 에이전트 파드를 찾지 못함"),
    Entry("no ping between two nodes was answered", "두 노드 사이의 ping에 응답이 없었음"),
    Entry("the tunnel's device: {problem}", "터널 장치: {problem}"),
    Entry("before the probes: {problem}", "프로브 전: {problem}"),
    Entry("{node} does not translate {frontend}", "{node} 노드가 {frontend} 주소를 변환하지 않음"),
    Entry(
      "{node} still sends to {others} and lacks {nodes} for {frontend}",
      "{node} 노드가 {frontend} 트래픽을 아직 {others} 쪽으로 보내고 {nodes} 백엔드는 갖고 있지 않음"),
    Entry("{node} still sends to {others} for {frontend}", "{node} 노드가 {frontend} 트래픽을 아직 {others} 쪽으로 보냄"),
    Entry("{node} lacks {others} for {frontend}", "{node} 노드의 {frontend} 항목에 {others} 백엔드가 없음"),
    Entry(
      "a network policy is enforced on netproof's {pod} pod of {node}: {detail}",
      "{node} 노드의 netproof {pod} 파드에 네트워크 정책이 적용됨: {detail}"),
    Entry(
      "look for policies that select every pod or netproof's namespace (`kubectl get "
        + "ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies,networkpolicies -A`); let the probes pass, or run in a "
        + "namespace that none selects",
      "모든 파드나 netproof의 네임스페이스를 선택하는 정책을 찾아(`kubectl get "
        + "ciliumclusterwidenetworkpolicies,ciliumnetworkpolicies,networkpolicies -A`) 프로브를 허용하거나, 어떤 정책도 "
        + "선택하지 않는 네임스페이스에서 실행하십시오"),
    Entry(
      "the agent's load-balancer map is not what the Service's EndpointSlices say: {reason}",
      "에이전트의 로드 밸런서 맵이 서비스의 EndpointSlice와 다름: {reason}"),
    Entry(
      "check that the agent of {node} follows the API (`cilium-dbg status`, its log); compare `cilium-dbg bpf lb list` "
        + "with `kubectl get endpointslices`; restart the agent when it stays behind",
      "{node} 노드의 에이전트가 API의 변경을 따라가는지 확인하고(`cilium-dbg status`, 로그), `cilium-dbg bpf lb list`와 "
        + "`kubectl get endpointslices`를 비교하십시오. 계속 뒤처져 있으면 에이전트를 재시작하십시오"),
    Entry(
      "the pod behind {service} is ready, and its EndpointSlices do not name it",
      "{service} 서비스 뒤의 파드는 준비되어 있으나, 그 EndpointSlice에 이 파드가 없음"),
    Entry(
      "the ready pods behind {service} are {nodes}, and its EndpointSlices name {others}",
      "{service} 서비스 뒤에서 준비된 파드는 {nodes} 파드인데, 그 EndpointSlice에는 {others} 항목이 있음"),
    Entry(
      "on {nodes} pods and their own node do not reach each other: the node's address does not answer its pods, and "
        + "kubelet's checks of pods fail, while pods reach what is beyond the node",
      "{nodes} 노드에서 파드와 그 노드 자신이 서로 통신하지 못함: 노드의 주소가 자기 파드에 응답하지 않고 kubelet의 파드 검사가 "
        + "실패하는데, 파드는 노드 밖과는 통신함"),
    Entry(
      "look on {nodes} at `sysctl -ar '\\.rp_filter$'` (1, strict, drops what comes from pods' devices), then at `nft "
        + "list ruleset` and `iptables-save` for what drops packets of the pod CIDR in INPUT",
      "{nodes} 노드에서 `sysctl -ar '\\.rp_filter$'`(1은 엄격한 검사로, 파드 장치에서 오는 패킷을 버림)을 확인한 다음, `nft "
        + "list ruleset`과 `iptables-save`에서 파드 CIDR의 패킷을 INPUT에서 버리는 것이 있는지 확인하십시오"),
    Entry(
      "check that kube-controller-manager runs and follows the API: its log, its Lease in kube-system, and `kubectl get "
        + "endpointslices -A` beside `kubectl get pods -A -o wide`",
      "kube-controller-manager가 실행되며 API의 변경을 따라가는지 로그와 kube-system의 Lease로 확인하고, `kubectl get "
        + "endpointslices -A`와 `kubectl get pods -A -o wide`를 비교하십시오"),
    Entry(
      "packets leave {node} with an identity that is not the sender's, so that the other node applies another pod's "
        + "policies: {detail}",
      "패킷이 보낸 파드의 것이 아닌 ID를 달고 {node} 노드를 나가, 상대 노드가 다른 파드의 정책을 적용함: {detail}"),
    Entry(
      "compare `cilium-dbg endpoint list` and `cilium-dbg bpf ipcache list` on both nodes; restart the agent of {node}, "
        + "whose endpoint programs carry an old identity",
      "두 노드에서 `cilium-dbg endpoint list`와 `cilium-dbg bpf ipcache list`를 비교하고, 엔드포인트 프로그램이 이전 ID를 "
        + "담고 있는 {node} 노드의 에이전트를 재시작하십시오"),
  ]
}
