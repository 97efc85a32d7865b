/// `cilium-dbg bpf ct list global`, computed from the kernel's connection tracking.
///
/// Identities and backend numbers are the datapath's own in Cilium; the stand-in prints 0 where the kernel has no
/// such value.
struct ConntrackFormat: Sendable {
  var podCIDRs: [String]
  var nodeAddresses: Set<String>
  /// Identity per local pod address.
  var identities: [String: Int]
  var uptime: Int
  var release: LabCilium

  /// TCP entries first, a blank line after each of the two maps.
  func text(_ flows: [ConntrackFlow]) -> String {
    let tcp = flows.filter { $0.proto == "tcp" }.map { line($0) + "\n" }
    let other = flows.filter { $0.isTracked && $0.proto != "tcp" }.map { line($0) + "\n" }
    return tcp.joined() + "\n" + other.joined() + "\n"
  }

  func json(_ flows: [ConntrackFlow]) -> GoJSON {
    .array(flows.filter(\.isTracked).map(entry))
  }

  /// A flow that starts at this node or its pods is outgoing.
  private func isOut(_ flow: ConntrackFlow) -> Bool {
    if nodeAddresses.contains(flow.original.source) { return true }
    guard let source = NetworkAddress(flow.original.source) else { return false }
    return podCIDRs.contains(where: source.isIn)
  }

  private func isClosing(_ flow: ConntrackFlow) -> Bool {
    ["TIME_WAIT", "CLOSE", "LAST_ACK", "FIN_WAIT", "CLOSE_WAIT"].contains(flow.state ?? "")
  }

  private func flags(_ flow: ConntrackFlow) -> (bits: Int, words: [String]) {
    var bits = 0
    var words: [String] = []
    if isClosing(flow) {
      bits |= 0x3
      words += ["RxClosing", "TxClosing"]
    }
    if flow.proto == "tcp", !flow.unreplied, flow.state != "SYN_SENT" {
      bits |= 0x10
      words.append("SeenNonSyn")
    }
    return (bits, words)
  }

  private func seenFlags(_ flow: ConntrackFlow) -> Int {
    guard flow.proto == "tcp" else { return 0 }
    return isClosing(flow) ? 0x1b : flow.unreplied ? 0x02 : 0x1a
  }

  private func line(_ flow: ConntrackFlow) -> String {
    let (bits, words) = flags(flow)
    let seen = String(seenFlags(flow), radix: 16)
    let seenText = "0x" + String(repeating: "0", count: max(0, 2 - seen.count)) + seen
    let hex = String(bits, radix: 16)
    let flagText = "0x" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    let list = words.isEmpty ? "[ ]" : "[ \(words.joined(separator: " ")) ]"
    return "\(flow.protocolName) \(isOut(flow) ? "OUT" : "IN") \(flow.original.source.urlHost):"
      + "\(flow.original.sourcePort) -> \(flow.reply.source.urlHost):\(flow.reply.sourcePort) "
      + "expires=\(uptime + flow.timeout) Packets=0 Bytes=0 RxFlagsSeen=\(seenText) "
      + "LastRxReport=\(flow.unreplied ? 0 : lastReport(flow)) TxFlagsSeen=\(seenText) "
      + "LastTxReport=\(lastReport(flow)) Flags=\(flagText) \(list) RevNAT=0 "
      + "SourceSecurityID=\(identities[flow.original.source] ?? 0) BackendID=0 \(release == .v119 ? "NatPort=0 " : "")"
  }

  private func lastReport(_ flow: ConntrackFlow) -> Int { uptime - (flow.age ?? 0) }

  private func entry(_ flow: ConntrackFlow) -> GoJSON {
    // Cilium keeps the tuple of an outgoing flow reversed; an incoming one carries flag 1.
    [
      "Key": [
        "DestAddr": BPFJSON.address(flow.original.source), "SourceAddr": BPFJSON.address(flow.reply.source),
        "DestPort": BPFJSON.port(flow.reply.sourcePort), "SourcePort": BPFJSON.port(flow.original.sourcePort),
        "NextHeader": .int(flow.protocolNumber), "Flags": .int(isOut(flow) ? 0 : 1),
      ],
      "Value": [
        "Union0": [0, 0], "Packets": 0, "Bytes": 0, "Lifetime": .int(uptime + flow.timeout),
        "Flags": .int(flags(flow).bits), "RevNAT": 0, "NatPort": 0, "TxFlagsSeen": .int(seenFlags(flow)),
        "RxFlagsSeen": .int(seenFlags(flow)), "SourceSecurityID": .int(identities[flow.original.source] ?? 0),
        "LastTxReport": .int(lastReport(flow)), "LastRxReport": .int(flow.unreplied ? 0 : lastReport(flow)),
      ],
    ]
  }
}
