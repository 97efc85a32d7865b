/// The tailnet's packets do not fit the uplink that carries them once WireGuard has wrapped them.
struct UplinkMTUTooSmall: Finding {
  /// Whose uplink.
  var node: String
  /// The tailnet's device.
  var tailnet: String
  /// Its MTU, in bytes.
  var tailnetMTU: Int
  /// What WireGuard adds to a packet, in bytes.
  var overhead: Int
  /// The device that carries its packets.
  var carrier: String
  /// Its MTU, in bytes.
  var carrierMTU: Int

  static let code = FindingCode.uplinkMTUTooSmall
  static let example = UplinkMTUTooSmall(
    node: "instance-worker", tailnet: "tailscale0", tailnetMTU: 1280, overhead: 60, carrier: "enp0s6", carrierMTU: 1300)

  var cause: Translated {
    Translated(
      en: "the uplink of \(node) is too small: \(tailnet) takes packets of \(tailnetMTU) bytes, WireGuard makes them "
        + "\(overhead) larger, and \(carrier), which carries them, has an MTU of \(carrierMTU): full-size packets do not fit",
      ko: "\(node) 노드의 업링크가 너무 작음: \(tailnet) 장치는 \(tailnetMTU)바이트 패킷을 받고 WireGuard가 \(overhead)바이트를 "
        + "더하는데, 이를 나르는 \(carrier) 장치의 MTU는 \(carrierMTU)이어서 최대 크기 패킷이 들어가지 않음")
  }

  /// The MTU that the carrier would have to have. MTUs come from outside: no sum of them may trap.
  private var needed: Int { tailnetMTU.addingReportingOverflow(overhead).partialValue }

  var remedy: Translated {
    Translated(
      en: "raise the MTU of \(carrier) on \(node) to at least \(needed), or lower that of \(tailnet); see "
        + "which agent or tool has changed it (`ip -d link show \(carrier)`)",
      ko: "\(node) 노드의 \(carrier) 장치 MTU를 \(needed) 이상으로 올리거나 \(tailnet) 장치의 MTU를 낮출 것. 어느 에이전트나 도구가 바꾸었는지 "
        + "확인할 것(`ip -d link show \(carrier)`)")
  }

  var commands: [RemedyCommand] {
    [.host(node, "ip -d link show \(carrier)"), .host(node, "ip link set dev \(carrier) mtu \(needed)")]
  }

  static let page = FindingPage(
    title: "WireGuard's packets are too large for the uplink",
    meaning: "WireGuard makes each of the tailnet's packets 60 bytes larger over IPv4 (80 over IPv6). Where the "
      + "physical uplink's MTU is smaller than the tailnet's plus that, small packets pass and full-size "
      + "ones, such as TLS certificates, do not.",
    confirm: [
      .init(
        "On `NODE`: compare the MTU of the two devices.",
        "ip -d link"),
      .init(
        "On `NODE`: a small packet passes.",
        "ping -M do -c 1 -s 500 OTHER-NODE"),
      .init(
        "A full-size one does not.",
        "ping -M do -c 1 -s 1252 OTHER-NODE"),
    ],
    mend: [
      .init(
        "On `NODE`: raise the uplink's MTU, in the network's own configuration, too.",
        "ip link set dev DEVICE mtu 1500"),
      .init(
        "Or lower the tailnet's (`TS_DEBUG_MTU` of tailscaled)."),
    ])
}

extension UplinkMTUTooSmall {
  /// The misfit of a node.
  init(_ node: String, _ fit: TailnetFit) {
    self.init(
      node: node, tailnet: fit.tailnet.name, tailnetMTU: fit.tailnet.mtu, overhead: fit.overhead,
      carrier: fit.carrier.name, carrierMTU: fit.carrier.mtu)
  }
}
