// What `Conformance/Evidence` says of packets.
extension SentenceTable {
  static let packets: [Entry] = [
    Entry("pod {address} → {target}: {parts}", "파드 {address} → {target}: {parts}"),
    Entry("left {device} as {address}", "{device} 장치에서 {address} 주소로 나감"),
    Entry(
      "left {device} in {tunnel} VNI {vni}, outer {here} → {there}",
      "{device} 장치에서 {tunnel} VNI {vni} 터널로 나감(바깥 주소 {here} → {there})"),
    Entry("{count} of {all} encrypted in WireGuard on {device}", "{all}개 중 {count}개가 {device} 장치에서 WireGuard로 암호화됨"),
    Entry(
      "WireGuard messages of its size on {device} went to an address that several nodes may have",
      "{device} 장치에서 그 크기의 WireGuard 메시지가 여러 노드의 것일 수 있는 주소로 나감"),
    Entry(
      "no WireGuard message of its size to that node seen on {device}, only to others",
      "{device} 장치에서 그 크기의 WireGuard 메시지가 그 노드로 가는 것은 관측되지 않고 다른 노드로 가는 것만 관측됨"),
    Entry(
      "{node}: whether a WireGuard message of its size on {device} carried it is not known",
      "{node}: {device} 장치의 같은 크기 WireGuard 메시지가 그 패킷을 실었는지 알 수 없음"),
    Entry(
      "no WireGuard message of its size seen on {device}", "{device} 장치에서 그 크기의 WireGuard 메시지가 관측되지 않음"),
    Entry(
      "too long to be told from others in WireGuard on {device}",
      "{device} 장치의 WireGuard에서 다른 메시지와 구별하기에는 너무 긺"),
    Entry("NAT entry {detail}", "NAT 항목 {detail}"),
    Entry(
      "a trace to {address} by UDP with growing TTL (up to {count}) got no answer from anybody on the way",
      "UDP로 TTL을 늘려 가며(최대 {count}) {address} 주소까지 추적했으나 경로의 어디에서도 응답이 없었음"),
    Entry(
      "a trace by UDP reaches {address} at hop {number}: the way as such is there",
      "UDP 추적이 {number}번째 홉에서 {address} 주소에 도달함: 경로 자체는 있음"),
    Entry(
      "a trace by UDP to {address} ends at hop {number} ({detail}), which answers {remark}",
      "{address} 주소까지의 UDP 추적이 {number}번째 홉({detail})에서 {remark} 응답으로 끝남"),
    Entry(
      "a trace by UDP to {address} ends behind hop {number} ({detail})",
      "{address} 주소까지의 UDP 추적이 {number}번째 홉({detail}) 뒤에서 끝남"),
    Entry("not in the connection tracking of {node}", "{node} 노드의 연결 추적에 없음"),
    Entry("Service {address} led to {backend}", "서비스 {address} 주소가 {backend} 백엔드로 이어짐"),
    Entry("tracked on {node}", "{node} 노드에서 추적됨"),
    Entry("tracked on {node} as identity {number}", "{node} 노드에서 ID {number}(으)로 추적됨"),
    Entry("seen on {node}", "{node} 노드에서 관측됨"),
    Entry("not seen on {node}", "{node} 노드에서 관측되지 않음"),
    Entry("reply seen", "응답이 관측됨"),
    Entry("no reply seen", "응답이 관측되지 않음"),
    Entry("no packet on any uplink", "어느 업링크에도 패킷이 없음"),
    Entry("no packet left the node", "노드를 나간 패킷이 없음"),
    Entry(
      "no packet of it seen, in a capture that may lack some", "패킷이 관측되지 않음(일부 패킷이 빠졌을 수 있는 캡처)"),
    Entry("no packet passes an uplink", "어느 업링크에도 패킷이 지나지 않음"),
    Entry(
      "in the tunnel by {device}, outer {here} → {there}, {reason}",
      "{device} 장치의 터널로 나가고(바깥 주소 {here} → {there}), {reason}"),
    Entry(
      "by {device} as {address} (the pod's own address), {reason}",
      "{device} 장치에서 파드 자신의 주소 {address} 그대로 나가고, {reason}"),
    Entry("by {device} as {address}, {reason}", "{device} 장치에서 {address} 주소로 나가고, {reason}"),
    Entry("and an answer comes back", "응답이 돌아옴"),
    Entry("and no answer comes back", "응답이 돌아오지 않음"),
  ]

  static let captureGaps: [Entry] = [
    Entry("{node} was not captured", "{node} 노드의 캡처가 없음"),
    Entry("{node} was not captured: {reason}", "{node} 노드의 캡처가 없음: {reason}"),
    Entry("{node}: {reason}", "{node}: {reason}"),
    Entry("no capture was made", "캡처하지 않음"),
    Entry("no capture pod was made on {node}", "{node} 노드에 캡처 파드를 만들지 않음"),
    Entry("the {role} pod {namespace}/{pod} did not start", "{role} 파드 {namespace}/{pod} 시작되지 않음"),
    Entry("the capture in {pod} failed: {problem}", "{pod} 파드의 캡처 실패: {problem}"),
    Entry(
      "tcpdump in {pod} ended with status {status}: {problem}; {reason}",
      "{pod} 파드의 tcpdump가 상태 {status}로 종료됨: {problem}. {reason}"),
    Entry(
      "the image needs a shell, timeout and tcpdump 4.99 or newer (--capture-image)",
      "이미지에 셸, timeout, tcpdump 4.99 이상이 있어야 함(--capture-image)"),
    Entry("the packets of `{command}` could not be told from others", "`{command}` 패킷을 다른 패킷과 구별할 수 없음"),
    Entry(
      "`{command}` tried no connection, so no packet of it can be looked for",
      "`{command}` 명령이 연결을 시도하지 않아 찾을 패킷이 없음"),
    Entry(
      "{node}: no WireGuard message that carries it was seen on {device}",
      "{node}: {device} 장치에서 그 패킷을 실은 WireGuard 메시지가 관측되지 않음"),
    Entry(
      "{node}: no packet of it was seen on an uplink, although the probe got its answer",
      "{node}: 프로브가 응답을 받았으나 어느 업링크에서도 그 패킷이 관측되지 않음"),
    Entry(
      "{node}: no answer was seen on an uplink, although the probe got one",
      "{node}: 프로브가 응답을 받았으나 어느 업링크에서도 응답이 관측되지 않음"),
    Entry("no rule tells the way of `{command}`", "`{command}` 패킷의 경로를 예측하는 규칙이 없음"),
    Entry(
      "no rule tells the way of `{command}` and {number} more of this case",
      "`{command}` 및 이 사례의 다른 프로브 {number}개의 패킷 경로를 예측하는 규칙이 없음"),
    Entry(
      "the capture ended without telling how many packets it lost", "캡처가 잃은 패킷 수를 알리지 않고 종료됨"),
    Entry("the capture lost {number} packets", "캡처가 패킷 {number}개를 잃음"),
    Entry("the capture was full after {number} packets", "패킷 {number}개에서 캡처가 가득 참"),
    Entry("{number} of {all} captured packets came through", "캡처한 패킷 {all}개 중 {number}개만 전달됨"),
  ]
}
