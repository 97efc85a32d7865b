// The guide's claims, as `Conformance/Claims` words them.
extension SentenceTable {
  static let claims: [Entry] =
    [
      Entry(
        "With `{device}` alone, Cilium's node IP becomes the physical uplink's address.",
        "`{device}`만 지정하면 Cilium의 노드 IP가 물리 업링크의 주소가 된다."),
      Entry(
        "With `{device}` alone, pods do not reach pods on the other node.",
        "`{device}`만 지정하면 파드가 다른 노드의 파드에 도달하지 못한다."),
      Entry("With `{device}` alone, pods reach the internet.", "`{device}`만 지정하면 파드가 인터넷에 도달한다."),
      Entry(
        "With `{device}` alone, Cilium's node IP is the tailnet address.",
        "`{device}`만 지정하면 Cilium의 노드 IP는 tailnet 주소이다."),
      Entry(
        "With `{device}` alone, pods reach pods on the other node.",
        "`{device}`만 지정하면 파드가 다른 노드의 파드에 도달한다."),
      Entry(
        "With `{device}` alone, ping, DNS and HTTPS to the internet fail.",
        "`{device}`만 지정하면 인터넷으로의 ping, DNS, HTTPS가 실패한다."),
      Entry(
        "With `{device}` alone, traffic to the internet is translated to the tailnet address.",
        "`{device}`만 지정하면 인터넷행 트래픽이 tailnet 주소로 변환된다."),
      Entry(
        "With `{device}` alone, CoreDNS is not ready and restarts over and over.",
        "`{device}`만 지정하면 CoreDNS가 Ready가 되지 못하고 재시작을 반복한다."),
      Entry(
        "`devices` decides Cilium's node IP: the listed devices are scanned for it.",
        "`devices`가 Cilium의 노드 IP를 결정한다: 나열한 장치에서 노드 IP를 찾는다."),
      Entry("{aspect} [{detail}]: {reason}", "{aspect} [{detail}]: {reason}"),
      Entry("nothing in this run speaks for or against it", "이번 실행에는 이를 뒷받침하거나 반박하는 결과가 없음"),
      Entry("{reason} ({source})", "{reason} ({source})"),
      Entry(
        "the node IP is the Kubernetes InternalIP; devices is only a fallback for a node without one "
          + "(Cilium pkg/node/sync/local_node_sync.go, pkg/node/address.go)",
        "노드 IP는 Kubernetes InternalIP이며, devices는 InternalIP가 없는 노드의 대체 수단일 뿐임"
          + "(Cilium pkg/node/sync/local_node_sync.go, pkg/node/address.go)"),
      Entry("the physical uplink", "물리 업링크"),
      Entry("the tailnet uplink", "tailnet 업링크"),
      Entry("With `devices` unset", "`devices`를 설정하지 않으면"),
      Entry("With a wildcard for both uplinks", "두 업링크를 와일드카드로 지정하면"),
      Entry("With both devices", "두 장치를 모두 지정하면"),
      Entry("{setting}, Cilium's node IP is the tailnet address.", "{setting} Cilium의 노드 IP는 tailnet 주소이다."),
      Entry("{setting}, pods reach pods on the other node.", "{setting} 파드가 다른 노드의 파드에 도달한다."),
      Entry(
        "{setting}, pods reach the internet by ping, DNS and HTTPS.",
        "{setting} 파드가 ping, DNS, HTTPS로 인터넷에 도달한다."),
      Entry(
        "{setting}, `Masquerading:` lists `{physical}` and `{tailnet}`.",
        "{setting} `Masquerading:`에 `{physical}`, `{tailnet}` 장치가 나온다."),
      Entry(
        "{setting}, traffic to the internet is translated to the physical uplink's address.",
        "{setting} 인터넷행 트래픽이 물리 업링크의 주소로 변환된다."),
    ]
}
