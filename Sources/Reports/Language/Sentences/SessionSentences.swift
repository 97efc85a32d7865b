// What `Conformance/Session`, `/Cluster`, `/Sampling` and `/Measurement` say: which nodes take part, what a run could
// not do, and why something was not measured.
extension SentenceTable {
  static let leftOut: [Entry] = [
    Entry(
      "rules that no real cluster of Cilium {release} has confirmed yet, only its sources: {names}",
      "실제 Cilium {release} 클러스터에서 아직 확인되지 않고 소스로만 확인된 규칙: {names}"),
    Entry(
      "Cilium {release} is not among the releases that netproof knows ({from} to {to}): its predictions are those of the "
        + "nearest known release",
      "Cilium {release}은 netproof가 아는 릴리스({from}~{to})가 아님: 가장 가까운 릴리스의 규칙으로 예측함"),
    Entry("it is being deleted", "삭제되는 중임"),
    Entry(
      "it is virtual ({detail}): no kernel that Cilium could program", "가상 노드({detail})여서 Cilium이 프로그램할 커널이 없음"),
    Entry(
      "its operating system is {system}; Cilium and the probes need linux",
      "운영 체제가 {system}임. Cilium과 프로브에는 linux가 필요함"),
    Entry("it is cordoned (unschedulable)", "cordon 상태임(unschedulable)"),
    Entry("the autoscaler is about to remove it (taint {taint})", "오토스케일러가 곧 제거할 노드임(taint {taint})"),
    Entry("no Ready condition", "Ready 조건이 없음"),
    Entry("it is not Ready: {problem}", "Ready 상태가 아님: {problem}"),
    Entry(
      "its taint {key}{value}:{effect} is not tolerated (--toleration)",
      "노드의 taint {key}{value}:{effect} 허용되지 않음(--toleration)"),
    Entry(
      "it is not among the {number} of {all} nodes that --max-nodes lets take part",
      "--max-nodes에 따라 참여하는 노드 {all}대 중 {number}대에 들지 않음"),
    Entry("part {part} of the run, with {number} pairs", "분할 실행의 {part}번째 부분, {number}쌍"),
  ]

  static let notes: [Entry] = [
    Entry(
      "Tailscale drops what comes from 100.64.0.0/10 by another device than its own, unless it is told not to, and addresses "
        + "of the cluster lie there: whether {nodes} does was not read (iptables-save)",
      "Tailscale은 따로 설정하지 않으면 자신의 장치가 아닌 곳으로 들어오는 100.64.0.0/10 출발지의 패킷을 버리며, 클러스터의 주소가 그 범위에 있음. {nodes}에서 "
        + "그러한지는 읽지 못함(iptables-save)"),
    Entry(
      "TCP that {nodes} forwards into the tailnet is made to fit it (TCPMSS): it may pass where path-mtu, which asks by ping, "
        + "finds less room than pods believe in",
      "{nodes}에서 tailnet으로 전달되는 TCP는 그 크기에 맞게 조정됨(TCPMSS). ping으로 묻는 path-mtu가 파드가 믿는 것보다 작은 크기를 찾더라도 TCP는 통과할 수 있음"),
    Entry(
      "enable-dynamic-source-lookup-nodeport is on for {nodes}: NodePort requests that go on to another node leave with the "
        + "source that the kernel's routes name; behind which address pods are hidden it does not change",
      "{nodes}에서 enable-dynamic-source-lookup-nodeport가 켜져 있음. 다른 노드로 이어지는 NodePort 요청은 커널의 경로가 정한 출발지로 나감. 파드가 어느 주소 "
        + "뒤에 숨는지는 바뀌지 않음"),
    Entry(
      "fib-table-id-annotation is on for {nodes}: pods that network.cilium.io/fib-table-id names a table for leave by that "
        + "one; netproof's own pods are none of them",
      "{nodes}에서 fib-table-id-annotation이 켜져 있음. network.cilium.io/fib-table-id로 테이블이 지정된 파드는 그 테이블로 나가며, netproof의 파드는 해당하지 않음"
    ),
    Entry(
      "CiliumNodes could not be read, so the nodes' pod CIDRs are not known where Cilium hands them out itself: {problem}",
      "CiliumNode를 읽지 못해, Cilium이 직접 할당하는 경우 노드의 파드 CIDR을 알 수 없음: {problem}"),
    Entry(
      "the agents' health checks could not be read on {nodes}, so what their hosts reach is known by connections of "
        + "netproof's own only: {problem}",
      "{nodes}에서 에이전트의 헬스 체크를 읽지 못해, 호스트가 도달하는 곳은 netproof 자체의 연결로만 알 수 있음: {problem}"),
    Entry(
      "the agents' status could not be read on {nodes}, so how they route pods' packets is taken from the configuration: "
        + "{problem}",
      "{nodes}에서 에이전트의 상태를 읽지 못해, 파드 패킷의 라우팅 방식은 설정에서 가져옴: {problem}"),
    Entry(
      "the kernel's rules and parameters could not be read on {nodes}, so its own rules are assumed, with those of Tailscale "
        + "and of VRFs where these are: {problem}",
      "{nodes}에서 커널의 규칙과 매개변수를 읽지 못해, 커널 기본 규칙에 해당하는 경우 Tailscale과 VRF의 규칙을 더해 가정함: {problem}"),
    Entry(
      "what the agents are told to do could not be read, so nothing is predicted: {problem}",
      "에이전트의 설정을 알 수 없어 아무것도 예측하지 않음: {problem}"),
    Entry(
      "the pods could not be read, so it is not known where cluster DNS runs, nor since when the agents do: {problem}",
      "파드를 알 수 없어, 클러스터 DNS의 위치도 에이전트의 시작 시각도 알 수 없음: {problem}"),
    Entry(
      "the Services of cluster DNS and of the API could not be read, so what hangs on them is not predicted: {problem}",
      "클러스터 DNS와 API의 서비스를 알 수 없어, 그에 달린 것은 예측하지 않음: {problem}"),
    Entry(
      "EndpointSlices could not be read, so where the Services of cluster DNS and of the API lead to is not known: "
        + "{problem}",
      "EndpointSlice를 읽지 못해, 클러스터 DNS와 API의 서비스가 어디로 이어지는지 알 수 없음: {problem}"),
    Entry(
      "the release of the agents on {nodes} could not be read, so that of the others is taken: {problem}",
      "{nodes}의 에이전트가 릴리스를 말하지 않아, 다른 에이전트의 릴리스를 따름: {problem}"),
    Entry(
      "CiliumNodeConfigs could not be read, so what is set for single nodes is not known: {problem}",
      "CiliumNodeConfig를 읽지 못해, 노드별로 무엇이 설정되었는지 알 수 없음: {problem}"),
    Entry(
      "the other nodes' addresses could not be tried from {nodes}, so whether they are within reach is not known: {problem}",
      "{nodes}에서 다른 노드의 주소에 연결해 보지 못해, 도달할 수 있는지 알 수 없음: {problem}"),
    Entry("the suites could not be run: {problem}", "스위트를 실행하지 못함: {problem}"),
    Entry("the suites could not be run", "스위트를 실행하지 못함"),
    Entry(
      "what earlier runs may have left could not be removed: {problem}", "이전 실행이 남긴 것을 제거하지 못함: {problem}"),
    Entry(
      "{scenario}: {node} had not settled before the probes: {reason}",
      "{scenario}: 프로브 전에 {node} 노드의 데이터패스가 안정되지 않음: {reason}"),
    Entry(
      "probe pods are made one by one, because what makes many at once is not to be had: {problem}",
      "여러 프로브 파드를 한꺼번에 만드는 것을 쓸 수 없어 하나씩 만듦: {problem}"),
    Entry("the Job that would end them was not started within {seconds}", "파드를 끝낼 Job이 {seconds} 안에 시작되지 않음"),
    Entry("the Job that would end them has no uid", "파드를 끝낼 Job에 uid가 없음"),
    Entry(
      "that of DaemonSet {namespace}/{name} on {node}: {problem}",
      "{node} 노드의 DaemonSet {namespace}/{name} 파드: {problem}"),
    Entry("no answer", "응답 없음"),
    Entry("the agent says: {problem}", "에이전트의 응답: {problem}"),
    Entry("endpoint {number} is {state}", "엔드포인트 {number}의 상태가 {state}"),
    Entry(
      "{problem}. If the run has changed devices, put it back with `netproof restore` once the other run is over.",
      "{problem}. 실행 중에 devices를 바꾸었다면, 다른 실행이 끝난 뒤 `netproof restore` 명령으로 되돌리십시오."),
    Entry(
      "not everything of the run could be removed from {namespace}: {problem}",
      "{namespace} 네임스페이스에서 이번 실행이 만든 것을 모두 제거하지는 못함: {problem}"),
    Entry(
      "cilium-config could not be restored: {problem}. The original value of devices is in its annotation {key}; `netproof "
        + "restore` writes it back.",
      "cilium-config를 복원하지 못함: {problem}. devices의 원래 값은 애너테이션 {key}에 있으며, `netproof restore` 명령이 "
        + "되돌립니다."),
    Entry(
      "left out, and nothing was written: with devices {devices} no agent would start on {detail}",
      "건너뜀(아무것도 바꾸지 않음): devices {devices} 값으로는 에이전트가 시작되지 못함: {detail}"),
    Entry("With devices {devices} {problem} {restored}", "devices {devices} 값에서 {problem} {restored}"),
    Entry("the Cilium agents do not come back: {detail}.", "Cilium 에이전트가 다시 시작되지 못함: {detail}."),
    Entry(
      "The original setting was put back at once, and every agent is Ready again.",
      "원래 설정을 즉시 되돌렸으며, 모든 에이전트가 다시 Ready 상태임."),
    Entry("The original setting could not be put back: {problem}", "원래 설정을 되돌리지 못함: {problem}"),
    Entry(
      "an agent that is started now would not start on {detail}", "지금 다시 시작하는 에이전트는 시작되지 못함: {detail}"),
    Entry("CiliumNodes could not be read: {problem}", "CiliumNode를 읽지 못함: {problem}"),
    Entry(
      "the DNS pods could not be restarted and watched: {problem}", "DNS 파드를 재시작하고 지켜보지 못함: {problem}"),
    Entry("start captures", "캡처 시작"),
    Entry("start pods that ask Tailscale", "Tailscale에 묻는 파드 시작"),
    Entry(
      "{node}: Tailscale was not asked by its socket: {reason}", "{node}: 소켓으로 Tailscale에 묻지 못함: {reason}"),
    Entry("no pod was made on {node}", "{node} 노드에 파드를 만들지 않음"),
    Entry(
      "the command in {pod} ended with status {status}: {problem}; {reason}",
      "{pod} 파드의 명령이 상태 {status}로 종료됨: {problem}. {reason}"),
    Entry("control from the hosts", "호스트에서 대조 프로브"),
    Entry(
      "no suite asked for {number} cases, {first} among them: they are not verified",
      "검사 {number}건({first} 등)을 묻는 스위트가 없어 검증되지 않음"),
    Entry(
      "a suite failed although every case conforms: {problem}", "모든 검사가 예측과 일치하는데도 스위트가 실패함: {problem}"),
    Entry("interrupted before the cluster was read", "클러스터를 읽기 전에 중단됨"),
    Entry(
      "the run's Lease could not be renewed for {time}, another run may begin: {problem}",
      "실행의 Lease를 {time} 동안 갱신하지 못해 다른 실행이 시작될 수 있음: {problem}"),
    Entry(
      "the run's Lease was deleted (netproof cleanup --all or --run?)",
      "실행의 Lease가 삭제됨(netproof cleanup --all 또는 --run?)"),
    Entry("another run has taken the Lease: {detail}", "다른 실행이 Lease를 가져감: {detail}"),
  ]

  static let notMeasured: [Entry] = [
    Entry("the Cilium agent does not start", "Cilium 에이전트가 시작되지 않음"),
    Entry("no agent was asked on {node}", "{node} 노드의 에이전트에 묻지 않음"),
    Entry("no Cilium agent runs on {node}", "{node} 노드에 실행 중인 Cilium 에이전트가 없음"),
    Entry(
      "not known whether anything changed meanwhile: {detail} could not be read: {reason}",
      "그동안 바뀐 것이 있는지 알 수 없음: {detail} 읽지 못함: {reason}"),
    Entry("{reason}: Cilium was rolled out anew: {detail}", "{reason}: Cilium이 새로 롤아웃됨: {detail}"),
    Entry("{reason}: DNS pods were replaced: {others}", "{reason}: DNS 파드가 교체됨: {others}"),
    Entry("pod {pod} was deleted while it was probed", "{pod} 파드가 프로브하는 동안 삭제됨"),
    Entry("pod {pod} was being deleted while it was probed", "{pod} 파드가 프로브하는 동안 삭제되고 있었음"),
    Entry("pod {pod} ended while it was probed: {detail}", "{pod} 파드가 프로브하는 동안 종료됨: {detail}"),
    Entry("node {node} was removed during the run", "{node} 노드가 실행 중에 제거됨"),
    Entry("node {node} was booted anew during the run", "{node} 노드가 실행 중에 다시 부팅됨"),
    Entry("the DNS pods could not be listed: {problem}", "DNS 파드 목록을 읽지 못함: {problem}"),
    Entry("there was no DNS pod on {node}", "{node} 노드에 DNS 파드가 없었음"),
    Entry("{pod} restarted {number} times during the run", "{pod} 파드가 실행 중에 {number}번 재시작함"),
    Entry("{pod} is not Ready ({number} restarts)", "{pod} 파드가 Ready가 아님(재시작 {number}번)"),
    Entry(
      "no DNS pod was started on {node} after the restart; the scheduler chose other nodes",
      "재시작 후 {node} 노드에서 시작된 DNS 파드가 없음. 스케줄러가 다른 노드를 골랐음"),
    Entry("the Service answers, no DNS pod does directly", "서비스는 응답하지만 직접 응답하는 DNS 파드는 없음"),
    Entry("every DNS pod answers directly, the Service does not", "모든 DNS 파드가 직접 응답하지만 서비스는 응답하지 않음"),
    Entry("no probe was sent", "프로브를 보내지 않음"),
    Entry("answered by “{seen}”, not by the pod behind it", "뒤에 있는 파드가 아니라 “{seen}”에서 응답함"),
    Entry("the probes could not be run in {pod}: {problem}", "{pod} 파드에서 프로브를 실행하지 못함: {problem}"),
    Entry("the ping whose flow is looked for could not be sent", "흐름을 찾을 ping을 보내지 못함"),
    Entry("the ping whose flow is looked for could not be sent: {problem}", "흐름을 찾을 ping을 보내지 못함: {problem}"),
    Entry("the NAT table of {node} was not read", "{node} 노드의 NAT 테이블을 읽지 않음"),
    Entry(
      "the flow's only NAT entry is {number} s old, older than the probe: {detail}",
      "이 흐름의 유일한 NAT 항목이 프로브보다 오래된 {number}초 전 항목임: {detail}"),
    Entry("OUT entry to {address} without its IN entry", "{address} 주소로의 OUT 항목에 대응하는 IN 항목이 없음"),
    Entry("an OUT entry without its IN entry", "IN 항목이 없는 OUT 항목"),
    Entry(
      "without kube-proxy replacement the status lists no devices, and this release has no device table",
      "kube-proxy 대체 기능이 없으면 상태에 장치가 나오지 않고, 이 버전에는 장치 테이블도 없음"),
  ]
}
