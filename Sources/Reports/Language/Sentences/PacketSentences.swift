// What `Conformance/Evidence` says of packets, and what `Conformance/Diagnosis/PacketCauses` makes of it.
extension SentenceMemory {
  static let packets: [Entry] = [
    Entry("pod {address} → {target}", "파드 {address} → {target}"),
    Entry("left {device} as {address}", "{device} 장치에서 {address} 주소로 나감"),
    Entry(
      "left {device} in {tunnel} VNI {vni}, outer {here} → {there}",
      "{device} 장치에서 {tunnel} VNI {vni} 터널로 나감(바깥 주소 {here} → {there})"),
    Entry("{count} of {all} encrypted in WireGuard on {device}", "{all}개 중 {count}개가 {device} 장치에서 WireGuard로 암호화됨"),
    Entry(
      "no WireGuard message of its size seen on {device}", "{device} 장치에서 그 크기의 WireGuard 메시지가 관측되지 않음"),
    Entry(
      "too long to be told from others in WireGuard on {device}",
      "{device} 장치의 WireGuard에서 다른 메시지와 구별하기에는 너무 긺"),
    Entry("NAT entry {detail}", "NAT 항목 {detail}"),
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

  static let packetFindings: [Entry] = [
    Entry("{code} on {node}: {reason}", "{node} 노드의 {code}: {reason}"),
    Entry(
      "{packet} passed {device}, although both ends are on one node",
      "양 끝이 한 노드에 있는데도 {packet} 패킷이 {device} 장치를 지남"),
    Entry("{packet} passed {device} outside of the tunnel", "{packet} 패킷이 터널 밖으로 {device} 장치를 지남"),
    Entry(
      "the tunnel's packets left by {device}, not by {wanted}", "터널 패킷이 {wanted} 장치가 아닌 {device} 장치로 나감"),
    Entry("{packet}; the node IPs are {here} and {there}", "{packet}. 노드 IP는 {here}, {there}"),
    Entry("{packet} left {device} {number} times", "{packet} 패킷이 {device} 장치로 {number}번 나감"),
    Entry("{packet} came in by {device} {number} times", "{packet} 패킷이 {device} 장치로 {number}번 들어옴"),
    Entry("{packet} left by {device}, not by {wanted}", "{packet} 패킷이 {wanted} 장치가 아닌 {device} 장치로 나감"),
    Entry("left {device} as {address}, not as {wanted}", "{device} 장치에서 {wanted} 주소가 아닌 {address} 주소로 나감"),
    Entry("nothing entered the tunnel", "터널로 들어간 패킷이 없음"),
    Entry("nothing left by {device}", "{device} 장치로 나간 패킷이 없음"),
    Entry("the answer came back to {node}, not to the pod", "응답이 {node} 노드까지 돌아왔으나 파드에는 도달하지 않음"),
    Entry("{packet} left by {device}, and no answer came back", "{packet} 패킷이 {device} 장치로 나갔으나 응답이 돌아오지 않음"),
    Entry(
      "{packet} left by {device}, and did not reach {node}",
      "{packet} 패킷이 {device} 장치로 나갔으나 {node} 노드에 도달하지 않음"),
    Entry("{packet} reached {node}, which sent no answer", "{packet} 패킷이 {node} 노드에 도달했으나 응답을 보내지 않음"),
    Entry("{node} answered, and the answer did not come back", "{node} 노드가 응답했으나 그 응답이 돌아오지 않음"),
  ]

  static let captureGaps: [Entry] = [
    Entry("{node} was not captured", "{node} 노드의 캡처가 없음"),
    Entry("{node} was not captured: {reason}", "{node} 노드의 캡처가 없음: {reason}"),
    Entry("{node} was not captured: {problem}", "{node} 노드의 캡처가 없음: {problem}"),
    Entry("{node}: {reason}", "{node}: {reason}"),
    Entry("no capture was made", "캡처하지 않음"),
    Entry("no capture pod was made on {node}", "{node} 노드에 캡처 파드를 만들지 않음"),
    Entry("the capture pod {pod} did not start", "캡처 파드 {pod} 시작되지 않음"),
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
      "no WireGuard message that carries it was seen on {device}",
      "{device} 장치에서 그 패킷을 실은 WireGuard 메시지가 관측되지 않음"),
    Entry(
      "no packet of it was seen on an uplink, although the probe got its answer",
      "프로브가 응답을 받았으나 어느 업링크에서도 그 패킷이 관측되지 않음"),
    Entry(
      "no answer was seen on an uplink, although the probe got one",
      "프로브가 응답을 받았으나 어느 업링크에서도 응답이 관측되지 않음"),
    Entry("no rule tells the way of `{command}`", "`{command}` 패킷의 경로를 예측하는 규칙이 없음"),
    Entry(
      "the capture ended without telling how many packets it lost", "캡처가 잃은 패킷 수를 알리지 않고 종료됨"),
    Entry("the capture lost {number} packets", "캡처가 패킷 {number}개를 잃음"),
    Entry("the capture was full after {number} packets", "패킷 {number}개에서 캡처가 가득 참"),
    Entry("{number} of {all} captured packets came through", "캡처한 패킷 {all}개 중 {number}개만 전달됨"),
  ]

  static let packetCauses: [Entry] = [
    Entry(
      "packets between pods leave {node} outside of the tunnel: {reason}",
      "파드 사이의 패킷이 {node} 노드에서 터널 밖으로 나감: {reason}"),
    Entry(
      "look for routes, policy rules, tc mirrors and netfilter `dup` rules that take pods' packets past cilium_host on "
        + "{node} (`ip rule`, `ip route show table all`, `tc filter show`, `nft list ruleset`)",
      "{node} 노드에서 파드 패킷을 cilium_host 밖으로 내보내는 경로, 정책 규칙, tc 미러, netfilter `dup` 규칙을 찾으십시오"
        + "(`ip rule`, `ip route show table all`, `tc filter show`, `nft list ruleset`)"),
    Entry("packets leave {node} by the wrong uplink: {reason}", "패킷이 {node} 노드에서 잘못된 업링크로 나감: {reason}"),
    Entry(
      "the main table's routes are right, so look for what overrules them on {node}: `ip rule`, `ip route show table "
        + "all`, a Tailscale exit node, egress gateway policies",
      "main 테이블의 경로는 올바르므로, {node} 노드에서 이를 덮어쓰는 것을 찾으십시오: `ip rule`, `ip route show table all`, "
        + "Tailscale exit node, egress gateway 정책"),
    Entry(
      "packets leave {node} with a source address that they must not have: {reason}",
      "패킷이 {node} 노드에서 가져서는 안 되는 출발지 주소로 나감: {reason}"),
    Entry(
      "check `cilium-dbg status --verbose` (Masquerading) and which program or netfilter rule translates on that device "
        + "(`bpftool net`, `iptables -t nat -S`)",
      "`cilium-dbg status --verbose`의 Masquerading과, 그 장치에서 어떤 프로그램이나 netfilter 규칙이 변환하는지"
        + "(`bpftool net`, `iptables -t nat -S`) 확인하십시오"),
    Entry(
      "the sender's node sends, the other node receives nothing: {reason}; the loss is between the nodes",
      "보내는 노드는 보내지만 상대 노드는 아무것도 받지 못함: {reason}. 손실은 두 노드 사이에서 일어남"),
    Entry(
      "nothing on the sending node is at fault: look at the way (Tailscale ACLs and DERP, VCN security lists, the MTU) and "
        + "at what {node} drops before its network stack (XDP programs)",
      "보내는 노드에는 문제가 없습니다. 경로(Tailscale ACL과 DERP, VCN 보안 목록, MTU)와 {node} 노드가 네트워크 스택 앞에서 "
        + "버리는 것(XDP 프로그램)을 확인하십시오"),
    Entry(
      "answers come back to {node} and do not reach the pod: {reason}",
      "응답이 {node} 노드까지 돌아오지만 파드에 도달하지 않음: {reason}"),
    Entry(
      "look at the reverse translation (`cilium-dbg bpf nat list`, `bpf ct list`), drops by reason (`cilium-dbg metrics "
        + "list`) and netfilter rules on {node}",
      "{node} 노드의 역변환(`cilium-dbg bpf nat list`, `bpf ct list`), 원인별 드롭(`cilium-dbg metrics list`), netfilter "
        + "규칙을 확인하십시오"),
    Entry(
      "packets leave {node} by the right device with the right address, and no answer comes back to it: {reason}",
      "패킷이 {node} 노드에서 올바른 장치와 올바른 주소로 나가지만 응답이 돌아오지 않음: {reason}"),
    Entry(
      "the node does its part: check the way back (VCN route tables, NAT gateway, security lists for answers, "
        + "source/destination check) and whether the far side answers others",
      "노드는 제 역할을 하고 있습니다. 돌아오는 경로(VCN 라우팅 테이블, NAT 게이트웨이, 응답에 대한 보안 목록, 출발지/목적지 "
        + "확인)와 상대가 다른 곳에는 응답하는지 확인하십시오"),
    Entry(
      "packets do not go the way that the rule predicts: {reason}", "패킷이 규칙이 예측하는 길로 가지 않음: {reason}"),
    Entry(
      "open the attached capture, compare it with the rule in the report, and look at routes, policy rules and tc programs "
        + "of {node}",
      "첨부된 캡처를 열어 보고서의 규칙과 비교하고, {node} 노드의 경로, 정책 규칙, tc 프로그램을 확인하십시오"),
  ]
}

extension Localizer {
  /// A statement about packets: `pod A → B: PART, PART`.
  func statement(_ text: String) -> String {
    guard language == .korean, let colon = text.firstRange(of: ": "),
      let head = SentenceMemory.korean(String(text[..<colon.lowerBound]))
    else { return sentence(text) }
    return "\(head): \(enumeration(String(text[colon.upperBound...])))"
  }

  /// Sentences with commas between them; one may hold commas itself.
  private func enumeration(_ text: String) -> String {
    var rest = text.components(separatedBy: ", ")[...]
    var parts: [String] = []
    while let first = rest.first {
      let known = (1...rest.count).lazy.compactMap { length in
        SentenceMemory.korean(rest.prefix(length).joined(separator: ", ")).map { (text: $0, length: length) }
      }.first
      parts.append(known?.text ?? first)
      rest = rest.dropFirst(known?.length ?? 1)
    }
    return parts.joined(separator: ", ")
  }
}
