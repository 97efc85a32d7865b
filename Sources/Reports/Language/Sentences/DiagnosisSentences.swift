// What `Conformance/Diagnosis` gives as causes and remedies.
extension SentenceMemory {
  static let causes: [Entry] = [
    Entry(
      "the Cilium agent of the node ends again and again with the message that is quoted, so nothing can be asked of it; the "
        + "programs of the agent before keep running",
      "노드의 Cilium 에이전트가 인용된 메시지를 남기고 계속 종료되어 아무것도 물을 수 없음. 이전 에이전트의 프로그램은 계속 동작함"),
    Entry(
      "mend the setting or the device that the message names; `netproof explain` tells which settings keep agents from "
        + "starting",
      "메시지가 가리키는 설정이나 장치를 고칠 것. 어떤 설정이 에이전트의 시작을 막는지는 `netproof explain` 명령이 알려 줌"),
    Entry("the uplink of {node} is too small: {reason}", "{node} 노드의 업링크가 너무 작음: {reason}"),
    Entry(
      "{tailnet} takes packets of {mtu} bytes, WireGuard makes them {number} larger, and {device}, which carries them, has "
        + "an MTU of {limit}: full-size packets do not fit",
      "{tailnet} 장치는 {mtu}바이트 패킷을 받고 WireGuard가 {number}바이트를 더하는데, 이를 나르는 {device} 장치의 MTU는 {limit}이어서 "
        + "최대 크기 패킷이 들어가지 않음"),
    Entry(
      "raise the MTU of {device} on {node} to at least {mtu}, or lower that of {tailnet}; see which agent or tool has "
        + "changed it (`ip -d link show {link}`)",
      "{node} 노드의 {device} 장치 MTU를 {mtu} 이상으로 올리거나 {tailnet} 장치의 MTU를 낮출 것. 어느 에이전트나 도구가 바꾸었는지 "
        + "확인할 것(`ip -d link show {link}`)"),
    Entry(
      "what the case is about was replaced, moved or reconfigured while it was measured",
      "검사 대상이 측정하는 동안 교체되거나 옮겨지거나 다시 구성됨"),
    Entry(
      "the agent on {node} gives pods no address of this family, although cilium-config enables it: it was not restarted "
        + "since the change",
      "cilium-config에서 켰는데도 {node} 노드의 에이전트가 파드에 이 주소 체계의 주소를 주지 않음: 변경 후 재시작하지 않았음"),
    Entry(
      "the running agent on {node} masquerades otherwise than the cilium-config ConfigMap asks for: it was not restarted "
        + "since the change, or could not do it",
      "{node} 노드에서 실행 중인 에이전트의 마스커레이드가 cilium-config ConfigMap의 요구와 다름: 변경 후 재시작하지 않았거나 적용하지 못함"),
    Entry(
      "the running agent's devices are not those of the cilium-config ConfigMap: it was not restarted since the change, "
        + "or keeps what it had",
      "실행 중인 에이전트의 장치가 cilium-config ConfigMap과 다름: 변경 후 재시작하지 않았거나 이전 값을 유지하고 있음"),
    Entry(
      "the node's default route does not leave by the physical uplink, so traffic to the internet is sent into the "
        + "tailnet, where no peer takes it",
      "노드의 기본 경로가 물리 업링크로 나가지 않아, 인터넷행 트래픽이 받아 줄 피어가 없는 tailnet으로 보내짐"),
    Entry(
      "Cilium's node IP is not the Kubernetes node's InternalIP, so the tunnel is sent to an address that the other node "
        + "does not reach",
      "Cilium의 노드 IP가 Kubernetes 노드의 InternalIP와 달라, 상대 노드가 도달할 수 없는 주소로 터널 패킷을 보냄"),
    Entry(
      "{what} from {node} gets no answer from outside, while other traffic does: it is dropped on the node or on its "
        + "network's way out",
      "{node} 노드의 {what} 트래픽은 외부 응답을 받지 못하지만 다른 트래픽은 받음: 노드나 그 네트워크의 출구에서 버려짐"),
    Entry(
      "{what} from {node} gets no answer from outside, neither pods' nor that of the node's own network, while other "
        + "traffic does: it is dropped on the node or on its network's way out",
      "{node} 노드의 {what} 트래픽은 파드에서도 노드 자체의 네트워크에서도 외부 응답을 받지 못하지만 다른 트래픽은 받음: 노드나 그 "
        + "네트워크의 출구에서 버려짐"),
    Entry("no known cause fits everything else that was measured", "측정한 나머지 결과와 모두 들어맞는 알려진 원인이 없음"),
    Entry(
      "the server outside is down, or filters this kind of traffic; the nodes' way out works",
      "외부 서버가 내려가 있거나 이런 트래픽을 막고 있음. 노드에서 외부로 나가는 경로는 정상임"),
    Entry(
      "a probe pod did not start, so nothing could be sent from it or to it",
      "프로브 파드가 시작되지 않아, 그 파드에서 보내거나 그 파드로 보낼 수 없었음"),
    Entry(
      "the API server does not reach the kubelet of a node, so nothing can be executed there",
      "API 서버가 노드의 kubelet에 도달하지 못해, 그 노드에서는 아무것도 실행할 수 없음"),
    Entry("the measurement itself could not be made", "측정 자체를 할 수 없었음"),
    Entry(
      "pods do not start on {node}: neither the cluster DNS pod nor netproof's probe pods",
      "{node} 노드에서 클러스터 DNS 파드도 netproof의 프로브 파드도 시작되지 않음"),
    Entry("cluster DNS pods are not ready or restart: {seen}", "클러스터 DNS 파드가 Ready가 아니거나 재시작함: {seen}"),
    Entry(
      "the cluster DNS pods run, but questions or answers do not get through",
      "클러스터 DNS 파드는 실행 중이지만, 질의나 응답이 전달되지 않음"),
    Entry(
      "the server outside answered, but it saw {address}: the traffic takes another way out than the node's own gateway "
        + "(a proxy, an exit node), or the service reports something else",
      "외부 서버가 응답했지만 서버가 본 주소는 {address}: 트래픽이 노드의 게이트웨이가 아닌 다른 경로(프록시, exit node)로 "
        + "나가거나, 서버가 다른 값을 돌려줌"),
    Entry(
      "pods' traffic is translated as it should be, but nothing outside answers",
      "파드 트래픽은 올바르게 변환되지만, 외부에서 아무 응답도 오지 않음"),
    Entry("the BPF NAT map holds only half of the flow: {detail}", "BPF NAT 맵에 흐름의 한쪽 방향만 있음: {detail}"),
    Entry(
      "pods' traffic is translated to {seen}, but the egress device's address is {wanted}; answers to {again} do not "
        + "come back to this node",
      "파드 트래픽이 {seen} 주소로 변환되지만 송신 장치의 주소는 {wanted}. {again} 주소로 가는 응답은 이 노드로 돌아오지 않음"),
    Entry(
      "pods' traffic leaves with the pod's own address, although the egress device is selected and should translate to "
        + "{address}",
      "송신 장치가 선택되어 {address} 주소로 변환해야 하는데도, 파드 트래픽이 파드 자신의 주소로 나감"),
    Entry(
      "the path between the nodes silently drops packets that Cilium's MTU allows: ICMP payloads up to {number} bytes "
        + "arrive, larger ones do not",
      "Cilium의 MTU로는 허용되는 패킷을 노드 사이 경로가 조용히 버림: ICMP 페이로드 {number}바이트까지는 도달하고, 그보다 크면 "
        + "도달하지 않음"),
    Entry(
      "the nodes do not reach each other at all: neither the tunnel nor the other node's own address answers",
      "노드끼리 전혀 도달하지 못함: 터널도, 상대 노드 자신의 주소도 응답하지 않음"),
    Entry(
      "the nodes' addresses reach each other, but tunnelled packets do not arrive: VXLAN (UDP 8472) is dropped on the way "
        + "or on a node",
      "노드 주소끼리는 도달하지만 터널 패킷은 도달하지 않음: VXLAN(UDP 8472)이 경로나 노드에서 버려짐"),
  ]

  static let remedies: [Entry] = [
    Entry(
      "look for rules and routes on {node} that take it (`ip rule`, `ip route show table all`, `nft list ruleset`), then at "
        + "what its network lets out (VCN security lists, NAT gateway, firewall)",
      "{node} 노드에서 이를 가로채는 규칙과 경로(`ip rule`, `ip route show table all`, `nft list ruleset`)를 찾고, 네트워크가 무엇을 "
        + "내보내는지(VCN 보안 목록, NAT 게이트웨이, 방화벽) 확인"),
    Entry(
      "run again once the roll-out, the drain or the eviction is over; `netproof watch` measures while one goes on",
      "롤아웃, 드레인 또는 축출이 끝난 뒤 다시 실행하십시오. 진행되는 동안에는 `netproof watch`로 측정하십시오"),
    Entry(
      "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`), then the pods that were made "
        + "before",
      "에이전트를 재시작하고(`kubectl -n kube-system rollout restart daemonset/cilium`), 그 전에 만들어진 파드도 재시작하십시오"),
    Entry(
      "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`); if it stays, look for masquerading "
        + "in their logs",
      "에이전트를 재시작하십시오(`kubectl -n kube-system rollout restart daemonset/cilium`). 그래도 남아 있으면 에이전트 로그에서 "
        + "마스커레이드를 확인하십시오"),
    Entry(
      "put the intended value into cilium-config and restart the agents, or run without --scenario to verify the setting "
        + "that the cluster has",
      "의도한 값을 cilium-config에 넣고 에이전트를 재시작하거나, --scenario 없이 실행하여 현재 설정을 검증하십시오"),
    Entry(
      "restart the agents (`kubectl -n kube-system rollout restart daemonset/cilium`); if they still keep the old "
        + "devices, reinstall with the intended value",
      "에이전트를 재시작하십시오(`kubectl -n kube-system rollout restart daemonset/cilium`). 그래도 이전 장치를 유지하면 "
        + "의도한 값으로 다시 설치하십시오"),
    Entry(
      "put the default route back on the physical uplink (`ip route`); look for a Tailscale exit node",
      "기본 경로를 물리 업링크로 되돌리고(`ip route`), Tailscale exit node가 설정되어 있는지 확인하십시오"),
    Entry(
      "check kubelet's --node-ip and `kubectl get ciliumnodes -o wide`; restart the agent of the node whose address is "
        + "wrong",
      "kubelet의 --node-ip와 `kubectl get ciliumnodes -o wide`를 확인하고, 주소가 잘못된 노드의 에이전트를 재시작하십시오"),
    Entry(
      "look at the case's evidence; compare `cilium-dbg status --verbose` on {node}",
      "이 검사의 증거를 살펴보고, {node} 노드의 `cilium-dbg status --verbose` 출력과 비교하십시오"),
    Entry(
      "choose another endpoint (--external-ping, --external-dns, --https-host), or wait until it is back",
      "다른 엔드포인트를 지정하거나(--external-ping, --external-dns, --https-host), 복구될 때까지 기다리십시오"),
    Entry(
      "`kubectl describe pods` in netproof's namespace: image, scheduling, CNI, quota",
      "netproof 네임스페이스의 파드를 `kubectl describe pods`로 확인하십시오: 이미지, 스케줄링, CNI, 쿼터"),
    Entry(
      "check that the API server's node reaches the other nodes' InternalIPs (tailnet up? right --node-ip?) on port "
        + "10250; `kubectl logs` of a pod there must work",
      "API 서버의 노드에서 다른 노드의 InternalIP 10250 포트에 도달하는지 확인하십시오(tailnet 동작 여부, --node-ip 값). "
        + "그 노드의 파드에 `kubectl logs`가 동작해야 합니다"),
    Entry(
      "see the explanation; when it names exec or an agent, check that the API server reaches the kubelet of {node} and "
        + "that the agent is ready",
      "설명을 확인하십시오. exec나 에이전트가 언급되어 있으면, API 서버가 {node} 노드의 kubelet에 도달하고 에이전트가 "
        + "Ready인지 확인하십시오"),
    Entry(
      "`kubectl describe pod` of a pod that waits there: image, scheduling, CNI, quota",
      "그 노드에서 대기 중인 파드를 `kubectl describe pod`로 확인하십시오: 이미지, 스케줄링, CNI, 쿼터"),
    Entry(
      "`kubectl -n kube-system logs -l k8s-app=kube-dns --previous` and `describe pods`; fix the path to the API or the "
        + "upstream that they name, then restart CoreDNS",
      "`kubectl -n kube-system logs -l k8s-app=kube-dns --previous`와 `describe pods`로 확인하고, 거기에 나오는 API 또는 "
        + "업스트림까지의 경로를 고친 뒤 CoreDNS를 재시작하십시오"),
    Entry(
      "ask each DNS pod by its address (`nslookup NAME POD-IP`), then the upstream directly; check the Service's endpoints "
        + "in `cilium-dbg bpf lb list` and network policies",
      "각 DNS 파드에 주소로 직접 질의하고(`nslookup NAME POD-IP`), 이어서 업스트림에 직접 질의하십시오. `cilium-dbg bpf lb "
        + "list`의 서비스 엔드포인트와 네트워크 정책도 확인하십시오"),
    Entry(
      "ask the same address from the node itself and from elsewhere; check for a transparent proxy, a Tailscale exit node "
        + "and an egress gateway policy",
      "노드 자체와 다른 곳에서 같은 주소에 요청해 보고, 투명 프록시, Tailscale exit node, egress gateway 정책이 있는지 "
        + "확인하십시오"),
    Entry(
      "the guide's checklist: default route, VCN NAT gateway and security lists, source/destination check of the "
        + "instance, then CoreDNS",
      "가이드의 점검 목록을 따르십시오: 기본 경로, VCN NAT 게이트웨이와 보안 목록, 인스턴스의 출발지/목적지 확인, 그다음 "
        + "CoreDNS"),
    Entry(
      "look at map pressure (`cilium-dbg bpf nat list | wc -l`, nat-map size, LRU evictions) and at agent errors; "
        + "`cilium-dbg bpf nat flush` clears broken entries, and breaks living flows",
      "맵 사용률(`cilium-dbg bpf nat list | wc -l`, NAT 맵 크기, LRU 제거)과 에이전트 오류를 확인하십시오. `cilium-dbg bpf "
        + "nat flush`는 잘못된 항목을 지우지만 진행 중인 흐름도 끊습니다"),
    Entry(
      "check the addresses of the egress device (`ip addr`), stale ones and enable-masquerade-to-route-source; restart "
        + "the agent after changing them",
      "송신 장치의 주소(`ip addr`)에 오래된 주소가 남아 있는지, enable-masquerade-to-route-source 값이 무엇인지 확인하고, 변경 "
        + "후 에이전트를 재시작하십시오"),
    Entry(
      "check `cilium-dbg status --verbose` (Masquerading), enable-bpf-masquerade, ip-masq-agent's CIDRs and that Cilium's "
        + "program is attached to the device (`bpftool net`)",
      "`cilium-dbg status --verbose`의 Masquerading, enable-bpf-masquerade, ip-masq-agent의 CIDR, 그리고 장치에 Cilium "
        + "프로그램이 붙어 있는지(`bpftool net`) 확인하십시오"),
    Entry(
      "lower the uplink's MTU or set Cilium's `mtu` to what the path carries; let ICMP fragmentation-needed pass on the "
        + "way",
      "업링크의 MTU를 낮추거나 Cilium의 `mtu`를 경로가 전달할 수 있는 값으로 설정하고, 경로에서 ICMP fragmentation-needed가 "
        + "통과하게 하십시오"),
    Entry(
      "check the WireGuard peer (`tailscale status`, `tailscale ping`, `wg show`: latest handshake), UDP 41641 and the "
        + "keys of both nodes",
      "WireGuard 피어(`tailscale status`, `tailscale ping`, `wg show`의 latest handshake), UDP 41641, 두 노드의 키를 "
        + "확인하십시오"),
    Entry(
      "allow UDP 8472 between the node IPs on the tailnet uplink (firewall, ts-input chain, ACLs); watch it with "
        + "`tcpdump -ni {device} udp port 8472` on both nodes",
      "tailnet 업링크에서 노드 IP 사이의 UDP 8472를 허용하고(방화벽, ts-input 체인, ACL), 두 노드에서 `tcpdump -ni {device} "
        + "udp port 8472`로 지켜보십시오"),
  ]
}
