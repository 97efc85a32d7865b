// What `Conformance/Rules` says as reasons.
extension SentenceTable {
  static let paths: [Entry] = [
    Entry("the internet", "인터넷"),
    Entry(
      "Services are translated when sockets connect, whatever device is behind them",
      "뒤에 어떤 장치가 있든 소켓이 연결할 때 서비스가 변환됨"),
    Entry("Services are not translated at sockets: bpf-lb-sock is off", "bpf-lb-sock이 꺼져 있어 소켓에서 서비스가 변환되지 않음"),
    Entry(
      "bpf-lb-acceleration is off: Services are balanced behind XDP", "bpf-lb-acceleration이 꺼져 있어 서비스가 XDP 뒤에서 분산됨"),
    Entry(
      "bpf-lb-acceleration is best-effort: which devices' drivers can do XDP is not known",
      "bpf-lb-acceleration이 best-effort임: 어느 장치의 드라이버가 XDP를 할 수 있는지 알 수 없음"),
    Entry(
      "bpf-lb-acceleration is set, and NodePorts are kube-proxy's",
      "bpf-lb-acceleration이 설정되어 있으나 NodePort는 kube-proxy가 처리함"),
    Entry(
      "bpf-lb-acceleration hangs Cilium's XDP program on every selected device",
      "bpf-lb-acceleration이 선택된 모든 장치에 Cilium의 XDP 프로그램을 붙임"),
    Entry("the listing lacks {names}, and may be cut before them", "목록에 {names}이(가) 없으며, 그 앞에서 잘렸을 수 있음"),
    Entry(
      "the agent's container on {node} has no bpftool that would list programs",
      "{node} 노드의 에이전트 컨테이너에 프로그램 목록을 보여 줄 bpftool이 없음"),
    Entry(
      "no Service was named that Cilium's proxy serves (--proxied-service)",
      "Cilium 프록시가 처리하는 서비스가 지정되지 않음(--proxied-service)"),
    Entry("Service {name} has no {family} address", "{name} 서비스에 {family} 주소가 없음"),
    Entry(
      "enable-l7-proxy is off: who serves Service {name} is not known",
      "enable-l7-proxy가 꺼져 있음: {name} 서비스를 누가 처리하는지 알 수 없음"),
    Entry(
      "kube-proxy replacement is off: who serves Service {name} is not known",
      "kube-proxy 대체가 꺼져 있음: {name} 서비스를 누가 처리하는지 알 수 없음"),
    Entry(
      "no label of Service {name} says that Cilium's proxy serves it",
      "{name} 서비스의 어떤 레이블도 Cilium 프록시가 처리한다고 말하지 않음"),
    Entry(
      "{option} is on: the proxy listens at the nodes' own addresses, and not at ClusterIPs",
      "{option}이 켜져 있음: 프록시가 ClusterIP가 아니라 노드 자체의 주소에서 요청을 받음"),
    Entry(
      "Service {name} is served by the proxy on {node} itself", "{name} 서비스는 {node} 노드의 프록시가 직접 처리함"),
    Entry(
      "both pods are on {node}; the packet is redirected between their devices",
      "두 파드가 모두 {node} 노드에 있어, 패킷이 두 파드의 장치 사이에서 바로 전달됨"),
    Entry(
      "the tunnel's outer addresses are the node IPs {here} and {there}, and they reach each other",
      "터널의 바깥 주소는 두 노드의 IP({here}, {there})이며 서로 도달함"),
    Entry(
      "a node without an InternalIP has no tunnel endpoint", "InternalIP가 없는 노드에는 터널 종단점이 없음"),
    Entry(
      "packets to {address} leave {node} by {device}, the only selected device, and no route leads there: the kernel takes "
        + "the address to be on that link, and whether anybody there answers for it no fact tells",
      "{address} 주소로 가는 패킷은 유일하게 선택된 장치인 {device} 장치로 {node} 노드를 떠나며, 그곳으로 가는 경로는 없음: 커널은 그 주소가 그 "
        + "링크에 있다고 보며, 그곳에서 누가 그 주소로 응답하는지는 알 수 없음"),
    Entry("no packet of any size arrives: {reason}", "어떤 크기의 패킷도 도달하지 않음: {reason}"),
    Entry("its name is not resolved: {reason}", "이름이 해석되지 않음: {reason}"),
    Entry(
      "it is asked by name, and whether that is resolved is chance ({outcome}): {reason}",
      "이름으로 요청하는데, 이름이 해석될지는 우연에 달려 있음({outcome}): {reason}"),
    Entry("it is asked by name, and nothing is known about names: {reason}", "이름으로 요청하는데, 이름 해석에 대해 알 수 없음: {reason}"),
    Entry("no packet may get as far as the device: {reason}", "패킷이 장치까지 가지 못할 수 있음: {reason}"),
    Entry("no device tells an MTU for pods", "파드의 MTU를 알 수 있는 장치가 없음"),
    Entry(
      "which of several selected devices holds the node IP: that address is not known",
      "선택된 여러 장치 중 어느 것이 노드 IP를 가지고 있는지 알 수 없음: 그 주소를 알 수 없음"),
    Entry(
      "{reason}, the IP and ICMP headers {headers}; anything larger is fragmented by the pod, and Cilium drops fragmented "
        + "ICMP echo",
      "{reason}, IP·ICMP 헤더가 {headers}바이트를 차지함. 그보다 크면 파드가 조각내어 보내며, Cilium은 조각난 ICMP echo를 버림"),
    Entry("the selected devices' smallest MTU is {mtu}", "선택된 장치의 최소 MTU는 {mtu}"),
    Entry("mtu is set to {mtu}", "mtu 값이 {mtu}로 고정됨"),
    Entry(
      "Cilium {release} takes the MTU {mtu} of {device}, which holds the node IP",
      "Cilium {release}은 노드 IP를 가진 {device} 장치의 MTU {mtu} 값을 사용함"),
    Entry(
      "no device is selected, so that Cilium takes the largest MTU {mtu}",
      "선택된 장치가 없어 Cilium이 가장 큰 MTU {mtu} 값을 사용함"),
    Entry(
      "Cilium {release} takes the MTU {mtu} of {device}, by which the default route leads",
      "Cilium {release}은 기본 경로가 지나는 {device} 장치의 MTU {mtu} 값을 사용함"),
    Entry(
      "a route of {node} leads to {block} by {device}, and each of the two agents reaches the other node's health endpoint "
        + "there, so the WireGuard peers accept pod addresses",
      "{node} 노드의 경로가 {device} 장치로 {block}에 이어지고, 두 에이전트가 서로 상대 노드의 헬스 엔드포인트에 도달하므로 "
        + "WireGuard 피어가 파드 주소를 받아들임"),
    Entry(
      "{address} is a tailnet address, and every node is a WireGuard peer",
      "{address} 주소는 tailnet 주소이고, 모든 노드가 서로 WireGuard 피어임"),
    Entry(
      "{address} is an address of {overlay} ({device}), and every node is its peer",
      "{address} 주소는 {overlay}({device}) 주소이고, 모든 노드가 서로 피어임"),
    Entry(
      "{address} is the node IP of {node}, which every other node must reach",
      "{address} 주소는 {node} 노드의 노드 IP이며, 다른 모든 노드가 도달해야 함"),
    Entry(
      "by which devices the default route of {node} leads is not known: {reason}",
      "{node} 노드의 기본 경로가 어느 장치로 이어지는지 알 수 없음: {reason}"),
    Entry(
      "traffic to the internet must leave by the physical uplinks {uplinks}, among which the kernel chooses",
      "인터넷행 트래픽은 커널이 고르는 물리 업링크 {uplinks} 중 하나로 나가야 함"),
    Entry(
      "{node} has no InternalIP, and its Kubernetes ExternalIP is {address}",
      "{node} 노드에 InternalIP가 없고, Kubernetes ExternalIP는 {address}"),
    Entry(
      "which way {node}'s packets to {target} take is not known: {reason}",
      "{node} 노드에서 {target}(으)로 가는 패킷의 경로를 알 수 없음: {reason}"),
    Entry(
      "the kernel sends {node}'s packets to {target} by {devices}, as the flow's hash falls, and only some of these "
        + "translate",
      "커널이 {node} 노드에서 {target}(으)로 가는 패킷을 흐름의 해시에 따라 {devices} 중 하나로 보내고, 그중 일부만 주소를 변환함"),
    Entry(
      "{node}'s packets to {target} leave by {devices}, and only some of these translate: {reason}",
      "{node} 노드에서 {target}(으)로 가는 패킷이 {devices} 중 하나로 나가고, 그중 일부만 주소를 변환함: {reason}"),
    Entry(
      "a rule sends what netfilter marks into an overlay, and netfilter's rules were not read",
      "netfilter가 표시한 패킷을 규칙이 오버레이로 보내는데, netfilter의 규칙을 읽지 못함"),
    Entry(
      "a rule sends what netfilter marks into an overlay, and which packets it marks depends on more than where they go",
      "netfilter가 표시한 패킷을 규칙이 오버레이로 보내는데, 무엇을 표시하는지가 목적지만으로 정해지지 않음"),
    Entry(
      "{reason}: whether the network behind {device} carries a pod's address, and {target} answers it through the tunnel, "
        + "no fact of the cluster tells",
      "{reason}: {device} 뒤의 네트워크가 파드 주소를 나르고 {target} 노드가 터널로 응답하는지는 클러스터의 어떤 정보로도 알 수 없음"),
    Entry(
      "{device} of {node} is selected and its VLAN {id} ({vlan}) is not: Cilium's program on {again} drops tagged packets "
        + "(“VLAN traffic disallowed by VLAN filter”)",
      "{node} 노드의 {device} 장치는 선택되었으나 그 위의 VLAN {id}({vlan})은 선택되지 않음: {again} 위의 Cilium 프로그램이 태그된 "
        + "패킷을 버림(“VLAN traffic disallowed by VLAN filter”)"),
    Entry("an agent must run on every node to say so", "모든 노드에서 에이전트가 동작하여 이를 알려 주어야 함"),
    Entry(
      "{node}'s host reaches {address} over the physical network",
      "{node} 호스트가 물리 네트워크로 {address} 주소에 도달함"),
    Entry(
      "{address} is on the physical network, which is taken to carry it: nobody has tried",
      "{address} 주소는 물리 네트워크에 있고 도달한다고 가정함: 시도해 보지 않았음"),
    Entry(
      "{address} is on a device that is not selected, so Cilium {release} asks the routes for it; they lead to {node} itself, "
        + "and the agent drops that (“FIB lookup failed”)",
      "{address} 주소가 선택되지 않은 장치에 있어 Cilium {release}은 경로를 조회하고, 경로가 {node} 노드 자신을 가리키므로 에이전트가 "
        + "버림(“FIB lookup failed”)"),
    Entry(
      "towards other nodes' addresses, too, Cilium uses the tunnel, with the pod's address; {reason}",
      "다른 노드의 주소로도 Cilium이 파드 주소 그대로 터널을 사용함. {reason}"),
    Entry(
      "the packet goes through the tunnel to {node}, with the pod's own address",
      "패킷이 파드 주소 그대로 {node} 노드까지 터널로 감"),
    Entry(
      "{device} is the only selected device, and by it Cilium {release} sends what pods send to {target}, whatever the routes "
        + "say, {source}; {end}",
      "{device} 장치 하나만 선택되어, Cilium {release}은 경로와 무관하게 파드가 {target}(으)로 보내는 것을 이 장치로 {source} "
        + "내보냄. {end}"),
    Entry("as {address}", "{address} 주소로"),
    Entry("with the pod's address", "파드 주소 그대로"),
    Entry(
      "no WireGuard peer takes packets to {target} (AllowedIPs)",
      "{target}(으)로 가는 패킷을 받아 줄 WireGuard 피어가 없음(AllowedIPs)"),
    Entry("the network behind it does not carry {target}", "그 뒤의 네트워크는 {target}(을)를 나르지 않음"),
    Entry(
      "{device} is the only selected device, and by it Cilium {release} sends what is for {node}'s pods ({block}), whatever "
        + "the routes say",
      "{device} 장치 하나만 선택되어, Cilium {release}은 경로와 무관하게 {node} 노드의 파드({block})로 가는 것을 이 장치로 내보냄"),
    Entry(
      "Cilium {release} sends it out by {forced}, the only selected device, and not by {usual} as the routes say: whether "
        + "the network behind {again} carries it, no fact of the cluster tells",
      "Cilium {release}은 경로가 가리키는 {usual} 장치가 아니라 하나뿐인 선택된 장치 {forced}(으)로 내보냄: {again} 뒤의 네트워크가 "
        + "이를 나르는지는 클러스터의 어떤 정보로도 알 수 없음"),
    Entry("{node}'s uplinks have no other address", "{node} 노드의 업링크에 다른 주소가 없음"),
    Entry(
      "{address} is an address of {node}, too: which of the two nodes answers cannot be told",
      "{address} 주소는 {node} 노드의 주소이기도 함: 두 노드 중 어느 쪽이 응답하는지 알 수 없음"),
    Entry(
      "whether {node}'s own host reaches {address} of {target} was not found out",
      "{node} 호스트가 {target} 노드의 {address} 주소에 도달하는지 확인하지 못함"),
    Entry("only {addresses} answers", "{addresses} 주소만 응답함"),
    Entry(
      "the physical networks are not routed to each other: {node}'s host does not reach {address}",
      "물리 네트워크끼리 서로 라우팅되지 않음: {node} 호스트에서 {address} 주소에 도달하지 못함"),
    Entry(
      "enable-{family}-masquerade is off, so pods keep their own addresses",
      "enable-{family}-masquerade가 꺼져 있어 파드가 자기 주소를 그대로 사용함"),
    Entry(
      "netfilter masquerades whatever leaves the cluster, on every device, whatever devices says",
      "devices 값과 무관하게, 클러스터를 나가는 트래픽을 모든 장치에서 netfilter가 마스커레이드함"),
    Entry(
      "{device} is selected, so Cilium's program on it translates to {address}",
      "{device} 장치가 선택되어, 그 위의 Cilium 프로그램이 {address} 주소로 변환함"),
    Entry(
      "{device} is not selected, carries no Cilium program, and what leaves by it keeps the pod's address",
      "{device} 장치가 선택되지 않아 Cilium 프로그램이 없고, 이 장치로 나가는 패킷은 파드 주소를 그대로 유지함"),
    Entry(
      "{reason}; the WireGuard peer drops it, because the pod address is not in its AllowedIPs",
      "{reason}. 파드 주소가 AllowedIPs에 없으므로 WireGuard 피어가 이를 버림"),
    Entry(
      "{reason}; the physical network has no way back to a pod address",
      "{reason}. 물리 네트워크에는 파드 주소로 돌아오는 경로가 없음"),
    Entry(
      "{reason}; the physical network drops a source address that is not the node's",
      "{reason}. 물리 네트워크는 노드의 주소가 아닌 출발지 주소를 버림"),
    Entry(
      "{reason}; the gateway maps that to {node}'s ExternalIP {address}",
      "{reason}. 게이트웨이가 이를 {node} 노드의 ExternalIP {address} 주소로 바꿈"),
    Entry(
      "{reason}; the gateway maps that to a public address of no node, pod or Service",
      "{reason}. 게이트웨이가 이를 어떤 노드·파드·서비스의 것도 아닌 공인 주소로 바꿈"),
    Entry("no route of {node} leads to {address}", "{node} 노드에 {address} 주소로 가는 경로가 없음"),
    Entry("the API server {address} runs on this very node", "API 서버({address})가 바로 이 노드에서 실행됨"),
    Entry("the Service leads to {address}: {reason}", "서비스가 {address} 주소로 이어짐: {reason}"),
    Entry("the kubernetes Service has no endpoints", "kubernetes 서비스에 엔드포인트가 없음"),
    Entry("the Services are not known: {reason}", "서비스를 알 수 없음: {reason}"),
    Entry("EndpointSlices could not be read: {reason}", "EndpointSlice를 읽을 수 없음: {reason}"),
    Entry("the pods of cluster DNS are not known: {reason}", "클러스터 DNS 파드를 알 수 없음: {reason}"),
    Entry(
      "the Service chooses an API server by chance, and not all are within reach: {reason1}; {reason2}",
      "서비스가 API 서버를 무작위로 고르는데, 그중 일부에만 도달할 수 있음: {reason1}; {reason2}"),
    Entry(
      "the address belongs to {node} itself, so the packet never leaves it",
      "{node} 노드 자신의 주소이므로 패킷이 노드를 벗어나지 않음"),
    Entry("{node} has no node address", "{node} 노드에 노드 주소가 없음"),
    Entry("{node} has no IPv6 node address", "{node} 노드에 IPv6 노드 주소가 없음"),
    Entry("{node} has no IPv6 default route", "{node} 노드에 IPv6 기본 경로가 없음"),
    Entry(
      "{node} has no IPv6 InternalIP; Cilium takes an address of a device, if there is one",
      "{node} 노드에 IPv6 InternalIP가 없음. Cilium은 장치의 주소가 있으면 그것을 사용함"),
    Entry(
      "enable-{setting} is off, so pods have no {family} addresses",
      "enable-{setting} 값이 꺼져 있어 파드에 {family} 주소가 없음"),
    Entry(
      "the API server gives Services no IPv6 addresses: its service CIDR has none",
      "API 서버의 서비스 CIDR에 IPv6가 없어 서비스에 IPv6 주소를 주지 않음"),
    Entry(
      "the kubernetes Service has no IPv6 ClusterIP: Kubernetes gives it one family only",
      "kubernetes 서비스에 IPv6 ClusterIP가 없음: Kubernetes는 한 주소 체계만 부여함"),
    Entry(
      "a single node gets no probe Service, whose IPv6 address could be looked up",
      "노드가 하나뿐이면 IPv6 주소를 조회할 프로브 서비스를 만들지 않음"),
    Entry(
      "enable-ipv6-masquerade is off and pods have public addresses: whether the network beyond routes answers to them, "
        + "no fact of the cluster tells",
      "enable-ipv6-masquerade가 꺼져 있고 파드가 공인 주소를 가짐: 그 너머의 네트워크가 응답을 파드로 보내는지는 클러스터의 사실로 알 수 없음"),
    Entry("{reason}; the server sees {address} itself", "{reason}. 서버는 {address} 주소를 그대로 봄"),
    Entry(
      "{reason}; the server sees a public address of no node, pod or Service",
      "{reason}. 서버는 어떤 노드·파드·서비스의 것도 아닌 공인 주소를 봄"),
    Entry(
      "{node} has no physical uplink among the devices its agent lists",
      "{node} 노드의 에이전트가 나열한 장치 중에 물리 업링크가 없음"),
    Entry(
      "traffic to the internet must leave by the physical uplink {device}",
      "인터넷행 트래픽은 물리 업링크 {device} 장치로 나가야 함"),
    Entry("the Kubernetes InternalIP of {node} is {address}", "{node} 노드의 Kubernetes InternalIP는 {address}"),
    Entry(
      "{node} has no InternalIP; Cilium would fall back to a device's address",
      "{node} 노드에 InternalIP가 없음. 이 경우 Cilium은 장치의 주소를 대신 사용함"),
    Entry("node {node} is not among the facts", "{node} 노드의 정보가 없음"),
    Entry("the facts of {node} are missing: {problem}", "{node} 노드의 정보를 읽지 못함: {problem}"),
  ]

  /// Without a tunnel, and exemptions from masquerading.
  static let native: [Entry] = [
    Entry(
      "enable-{family}-masquerade is off and routing-mode is native: pod addresses leave {node} as they are, and whether the "
        + "network beyond translates them, no fact of the cluster tells",
      "enable-{family}-masquerade가 꺼져 있고 routing-mode가 native임: 파드 주소가 {node} 노드를 그대로 나가며, 그 너머의 네트워크가 "
        + "변환하는지는 클러스터의 정보로 알 수 없음"),
    Entry("the pod CIDR of {node} is not known", "{node} 노드의 파드 CIDR을 알 수 없음"),
    Entry(
      "routing-mode is native and no route of {node} leads to {target}'s pods ({block}): whether the network beyond "
        + "delivers them, no fact of the cluster tells",
      "routing-mode가 native이고 {node} 노드에 {target} 노드의 파드({block})로 가는 경로가 없음: 그 너머의 네트워크가 전달하는지는 "
        + "클러스터의 정보로 알 수 없음"),
    Entry(
      "routing-mode is native and the route to {target}'s pods leads over {device}: whether the WireGuard peer accepts pod "
        + "addresses (AllowedIPs), no fact of the cluster tells",
      "routing-mode가 native이고 {target} 노드의 파드로 가는 경로가 {device} 장치를 지남: WireGuard 피어가 파드 주소를 "
        + "받아들이는지(AllowedIPs)는 클러스터의 정보로 알 수 없음"),
    Entry(
      "a route of {node} leads to {block} by {device}, and {reason}",
      "{node} 노드의 경로가 {device} 장치로 {block} 대역에 이어지고, {reason}"),
    Entry(
      "pods keep their addresses towards nodes, and whether answers come back is not known: {reason}",
      "파드가 노드로 보낼 때 자기 주소를 유지하며, 응답이 돌아오는지는 알 수 없음: {reason}"),
    Entry(
      "netfilter masquerades on {device}, which egress-masquerade-interfaces names",
      "egress-masquerade-interfaces에 있는 {device} 장치에서 netfilter가 마스커레이드함"),
    Entry(
      "netfilter masquerades only on egress-masquerade-interfaces {filter}, not on {device}",
      "netfilter는 egress-masquerade-interfaces {filter}에서만 마스커레이드하고, {device} 장치에서는 하지 않음"),
    Entry(
      "{address} is in {family}-native-routing-cidr {block}, which is not translated",
      "{address} 주소는 변환하지 않는 {family}-native-routing-cidr {block} 대역에 있음"),
    Entry("{address} is a pod's of the same node", "{address} 주소는 같은 노드의 파드 주소임"),
    Entry(
      "{address} is in {block}, which the ip-masq-agent spares",
      "{address} 주소는 ip-masq-agent가 변환하지 않는 {block} 대역에 있음"),
    Entry(
      "{address} is a node's, and without a tunnel Cilium does not translate towards nodes",
      "{address} 주소는 노드의 주소이며, 터널이 없으면 Cilium은 노드로 가는 트래픽을 변환하지 않음"),
  ]

  static let names: [Entry] = [
    Entry(
      "kube-system has no Service that answers DNS with an {family} ClusterIP: neither kube-dns nor another name",
      "kube-system에 {family} ClusterIP로 DNS에 응답하는 서비스가 없음(kube-dns도, 다른 이름도 없음)"),
    Entry(
      "NodeLocal DNSCache runs on {node} and answers pods in place of the cluster DNS: which of its answers come from its "
        + "cache, and which way its questions take, no rule tells",
      "{node} 노드에서 NodeLocal DNSCache가 클러스터 DNS 대신 응답함: 어느 응답이 캐시에서 나왔고 질의가 어느 길로 가는지는 "
        + "규칙으로 알 수 없음"),
    Entry("a cluster has a cluster DNS with a Ready pod", "클러스터에는 Ready 상태의 클러스터 DNS 파드가 있어야 함"),
    Entry("only the DNS pods on {nodes} answer", "{nodes} 노드의 DNS 파드만 응답"),
    Entry("DNS pod on {node}: {reason}", "{node} 노드의 DNS 파드: {reason}"),
    Entry("DNS pod {pod}: {reason}", "DNS 파드 {pod}: {reason}"),
    Entry("{node} does not take part in the run", "{node} 노드는 이번 실행에 참여하지 않음"),
    Entry("it is on the same node", "같은 노드에 있음"),
    Entry("the upstream does not answer it: {reason}", "업스트림이 응답하지 않음: {reason}"),
    Entry("no cluster DNS pod runs on {node}", "{node} 노드에서 실행 중인 클러스터 DNS 파드가 없음"),
    Entry("cannot reach the API", "API에 도달하지 못함"),
    Entry(
      "a DNS pod was started on {node} after the agent, and {reason}",
      "{node} 노드의 DNS 파드가 에이전트보다 나중에 시작되었고, {reason}"),
    Entry(
      "the pods became ready before this setting and stay so, although {reason}",
      "{reason}. 그래도 이 설정 이전에 Ready가 된 파드는 Ready 상태를 유지함"),
    Entry(
      "restarting cluster DNS pods disturbs the cluster; this run may not",
      "클러스터 DNS 파드를 재시작하면 클러스터에 영향을 주므로, 이번 실행에서는 하지 않음"),
  ]

  static let settings: [Entry] = [
    Entry(
      "enable-bpf-masquerade is on, so exactly the selected devices masquerade",
      "enable-bpf-masquerade가 켜져 있어, 선택된 장치에서만 마스커레이드함"),
    Entry(
      "enable-bpf-masquerade is off, so netfilter masquerades",
      "enable-bpf-masquerade가 꺼져 있어 netfilter가 마스커레이드함"),
    Entry("enable-{family}-masquerade is off", "enable-{family}-masquerade가 꺼져 있음"),
    Entry(
      "enable-bpf-masquerade is on, so exactly the selected devices masquerade, and enable-ip-masq-agent says towards where",
      "enable-bpf-masquerade가 켜져 있어 선택된 장치에서만 마스커레이드하며, 어느 목적지에 대해서인지는 enable-ip-masq-agent가 정함"),
    Entry(
      "Cilium {release} cannot do without kube-proxy replacement, socket load balancing and remote-node identities, or with "
        + "egress-masquerade-interfaces, and falls back from BPF to netfilter",
      "Cilium {release}은 kube-proxy 대체·소켓 로드 밸런싱·원격 노드 아이덴티티가 없거나 egress-masquerade-interfaces가 설정되면 "
        + "BPF 대신 netfilter를 사용함"),
    Entry(
      "{reason}, and with that some builds of Cilium 1.15 fall back from BPF to netfilter masquerading, others refuse to "
        + "start",
      "{reason}. 이때 Cilium 1.15의 일부 빌드는 BPF 대신 netfilter로 마스커레이드하고, 일부는 시작을 거부함"),
    Entry("kube-proxy answers NodePorts, not Cilium", "NodePort에는 Cilium이 아니라 kube-proxy가 응답함"),
    Entry(
      "how Cilium {release} chooses the addresses for NodePorts is not among the rules",
      "Cilium {release}이 NodePort 주소를 고르는 방법은 규칙에 없음"),
    Entry(
      "NodePorts are answered on one address of each selected device ({others})",
      "선택된 장치({others})마다 주소 하나에서 NodePort에 응답함"),
    Entry(
      "nodeport-addresses ({filter}) chooses among the addresses of the selected devices",
      "nodeport-addresses({filter})가 선택된 장치의 주소 가운데에서 고름"),
    Entry(
      "{address} is a Kubernetes address of {target}, so {node}'s sockets are translated to the backend on {home} themselves",
      "{address} 주소는 {target} 노드의 Kubernetes 주소이므로, {node} 노드의 소켓이 스스로 {home} 노드의 백엔드로 변환됨"),
    Entry(
      "Cilium answers NodePorts of {node} on {others}, and not on {address}",
      "Cilium은 {node} 노드의 NodePort에 {others} 주소에서 응답하고, {address} 주소에서는 응답하지 않음"),
    Entry(
      "{server} on {node} hands it to the backend on the node itself",
      "{node} 노드의 {server}이(가) 자기 노드의 백엔드로 넘김"),
    Entry(
      "externalTrafficPolicy is Local, and no backend is on {node}",
      "externalTrafficPolicy가 Local이고 {node} 노드에 백엔드가 없음"),
    Entry(
      "{server} on {node} hands it on to the backend on {home}", "{node} 노드의 {server}이(가) {home} 노드의 백엔드로 넘김"),
    Entry(
      "{node} does not reach the backend on {home}: {reason}", "{node} 노드가 {home} 노드의 백엔드에 도달하지 못함: {reason}"),
    Entry(
      "Cilium on {node} hands it on as {source}, and whether {home}'s host reaches that was not found out",
      "{node} 노드의 Cilium이 {source} 주소로 넘기는데, {home} 노드의 호스트가 그 주소에 도달하는지 알아내지 못함"),
    Entry(
      "Cilium on {node} hands it on as {source}, to which answers do not come back: {reason}",
      "{node} 노드의 Cilium이 {source} 주소로 넘기는데, 그 주소로는 응답이 돌아오지 않음: {reason}"),
    Entry("the backend is on {node} itself", "백엔드가 {node} 노드 자체에 있음"),
    Entry("no NodePort Service has a backend on {node} alone", "백엔드가 {node} 노드에만 있는 NodePort 서비스가 없음"),
    Entry("there is no other node whose pod could be the backend", "백엔드가 될 파드를 둘 다른 노드가 없음"),
    Entry("{node}'s uplinks have no address that is its alone", "{node} 노드의 업링크에 이 노드만의 주소가 없음"),
    Entry(
      "nobody outside the cluster was named to ask (--vantage)", "클러스터 밖에서 물어볼 곳을 지정하지 않음(--vantage)"),
    Entry(
      "no NodePort Service was to be made (--node-ports)", "NodePort 서비스를 만들도록 지정하지 않음(--node-ports)"),
    Entry("the cluster refuses NodePort Services: {reason}", "클러스터가 NodePort 서비스를 거부함: {reason}"),
    Entry(
      "enable-node-port is on beside kube-proxy: which of the two answers a NodePort, no fact of the cluster tells",
      "kube-proxy와 함께 enable-node-port가 켜져 있음. 둘 중 어느 쪽이 NodePort에 응답하는지는 클러스터의 어떤 정보로도 알 수 없음"),
    Entry(
      "no port that is open anyway answered {names} on any address of {node}, so that silence on a NodePort would say "
        + "nothing",
      "{node} 노드의 어느 주소에서도 평소 열려 있는 포트가 {names}에 응답하지 않아, NodePort가 응답하지 않아도 아무것도 알 수 없음"),
    Entry(
      "nothing that is on asks for a device for direct routing", "켜져 있는 기능 가운데 직접 라우팅 장치가 필요한 것이 없음"),
    Entry(
      "no selected device is the one for direct routing: none is named, alone, or holds the node IP",
      "선택된 장치 가운데 직접 라우팅 장치가 없음. 지정되거나 하나뿐이거나 노드 IP를 가진 장치가 없음"),
    Entry(
      "direct-routing-device names {device}, which is selected", "direct-routing-device가 선택된 {device} 장치를 가리킴"),
    Entry("{device} is the only selected device", "선택된 장치는 {device} 하나뿐임"),
    Entry("of the selected devices {device} holds the node IP", "선택된 장치 가운데 {device} 장치가 노드 IP를 가짐"),
    Entry(
      "which way {node}'s own packets to {address} take is not known: {reason}",
      "{node} 노드 자신이 {address}(으)로 보내는 패킷이 어느 길로 가는지 알 수 없음: {reason}"),
    Entry(
      "{node}'s own packets to {address} leave by {others} as the routes say, with an address of the node, whatever is "
        + "selected",
      "{node} 노드 자신이 {address}(으)로 보내는 패킷은 무엇이 선택되었든 경로대로 {others} 장치로, 노드의 주소를 달고 나감"),
    Entry(
      "{node}'s sockets are translated to the API server {address} themselves; {reason}",
      "{node} 노드의 소켓이 스스로 API 서버 {address}(으)로 변환됨. {reason}"),
    Entry(
      "{node}'s sockets are translated to the backend on {home} themselves; {reason}",
      "{node} 노드의 소켓이 스스로 {home} 노드의 백엔드로 변환됨. {reason}"),
    Entry(
      "{node}'s sockets are translated to the DNS pod on {home} themselves; {reason}",
      "{node} 노드의 소켓이 스스로 {home} 노드의 DNS 파드로 변환됨. {reason}"),
    Entry(
      "kube-proxy on {node} translates to the API server {address}; {reason}",
      "{node} 노드의 kube-proxy가 API 서버 {address}(으)로 변환함. {reason}"),
    Entry(
      "kube-proxy on {node} translates to the backend on {home}; {reason}",
      "{node} 노드의 kube-proxy가 {home} 노드의 백엔드로 변환함. {reason}"),
    Entry(
      "kube-proxy on {node} translates to the DNS pod on {home}; {reason}",
      "{node} 노드의 kube-proxy가 {home} 노드의 DNS 파드로 변환함. {reason}"),
    Entry(
      "kube-proxy translates what {node} sends to a ClusterIP when its source address is chosen already, and nothing is "
        + "known to give it another",
      "kube-proxy는 {node} 노드가 ClusterIP로 보내는 것을 출발지 주소가 정해진 뒤에 변환하며, 그 주소를 바꾸어 줄 것이 알려져 있지 않음"),
    Entry(
      "the Service chooses a backend by chance, and not all are within reach: {reason}",
      "서비스가 백엔드를 임의로 고르는데, 모두에 도달할 수 있는 것은 아님: {reason}"),
    Entry(
      "NodeLocal DNSCache runs on {node}: whether it or the cluster DNS answers the host, no rule tells",
      "{node} 노드에 NodeLocal DNSCache가 있음. 호스트에 그것이 응답하는지 클러스터 DNS가 응답하는지는 규칙으로 알 수 없음"),
    Entry("the Service has no backend", "서비스에 백엔드가 없음"),
    Entry("kube-proxy replacement is off", "kube-proxy 대체 기능이 꺼져 있음"),
    Entry("egress-masquerade-interfaces is set", "egress-masquerade-interfaces가 설정되어 있음"),
    Entry("bpf-lb-sock is off", "bpf-lb-sock이 꺼져 있음"),
    Entry("enable-remote-node-identity is off", "enable-remote-node-identity가 꺼져 있음"),
    Entry(
      "enable-masquerade-to-route-source is on, and {device} is none of the devices whose routes get a rule",
      "enable-masquerade-to-route-source가 켜져 있고, {device} 장치의 경로에는 규칙이 만들어지지 않음"),
    Entry(
      "enable-masquerade-to-route-source is on, and the route by {device} names no source, so no rule is made",
      "enable-masquerade-to-route-source가 켜져 있고, {device} 장치로 가는 경로에 출발지 주소가 없어 규칙이 만들어지지 않음"),
    Entry(
      "enable-masquerade-to-route-source is on, and the route by {device} names {source}",
      "enable-masquerade-to-route-source가 켜져 있고, {device} 장치로 가는 경로의 출발지 주소가 {source}임"),
    Entry(
      "devices is unset, so Cilium {release} takes every usable uplink of {node}",
      "devices가 설정되지 않아, Cilium {release}이 {node} 노드에서 쓸 수 있는 업링크를 모두 사용함"),
    Entry(
      "devices is {filter}, matched against {node}'s devices as Cilium {release} does",
      "devices 값 {filter}에 해당하는 {node} 노드의 장치를 Cilium {release}의 방식으로 선택함"),
    Entry("{reason1}; left out: {reason2}", "{reason1}. 제외된 장치: {reason2}"),
    Entry(
      "neither BPF masquerading nor kube-proxy replacement is on, so Cilium has no NAT map on {node}",
      "BPF 마스커레이드도 kube-proxy 대체도 켜져 있지 않아, {node} 노드에는 Cilium의 NAT 맵이 없음"),
    Entry(
      "which destinations the ip-masq-agent spares could not be read (bpf ipmasq list)",
      "ip-masq-agent가 변환하지 않는 목적지를 읽지 못함(bpf ipmasq list)"),
    Entry("Cilium {release} adds the direct-routing device", "Cilium {release}이 직접 라우팅 장치를 추가함"),
    Entry(
      "BPF masquerading is off; whatever translates, it is not Cilium's NAT table",
      "BPF 마스커레이드가 꺼져 있어, 변환이 일어나더라도 Cilium의 NAT 테이블에는 남지 않음"),
    Entry(
      "the cluster has drifted: it is pinned to {scenario} (devices: {wanted}), but cilium-config has devices: {seen}",
      "클러스터가 지정한 상태에서 벗어남: {scenario} 시나리오(devices: {wanted})로 고정했으나 cilium-config의 devices는 {seen}"),
    Entry("matches {entry} in devices", "devices의 {entry} 항목과 일치함"),
    Entry(
      "detected: it is up, has an address, and a route over it leads to a global unicast destination",
      "감지됨: 활성 상태이고 주소가 있으며, 글로벌 유니캐스트 목적지로 가는 경로가 있음"),
    Entry("excluded by {entry} in devices", "devices의 {entry} 항목이 제외함"),
    Entry("not matching user filter [{filter}]", "devices 필터 [{filter}]와 일치하지 않음"),
  ]
}
