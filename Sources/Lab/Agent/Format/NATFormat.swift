/// One entry of Cilium's NAT map, in either direction.
struct NATEntry: Sendable, Hashable {
  enum Direction: Sendable, Hashable {
    case out
    case `in`
  }

  var proto: String
  var protocolNumber: Int
  var direction: Direction
  var source: String
  var sourcePort: UInt16
  var destination: String
  var destinationPort: UInt16
  /// XLATE_SRC of an outgoing, XLATE_DST of an incoming entry.
  var translated: String
  var translatedPort: UInt16
  /// Seconds; nil when the kernel keeps no timestamps.
  var age: Int?
  var needsConntrack: Bool
}

/// The NAT map as Cilium would have it, computed from the kernel's own connection tracking.
struct NATTable: Sendable {
  /// Own addresses of the node: flows from them are the node's own.
  var nodeAddresses: Set<String>
  var podCIDRs: [String]
  var selectedDevices: Set<String>
  var routes: [KernelRoute]
  /// BPF masquerading is on: the pods' translated flows are Cilium's. With iptables they are netfilter's alone.
  var bpfMasquerade: Bool
  /// The fault `nat-reverse-missing`.
  var hidesReverse: Bool

  /// Entries in pairs, OUT before IN.
  ///
  /// - A pod's flow whose replies go to another address was masqueraded: `NeedsCT=0`.
  /// - A flow of the node itself over a selected device, or from its cilium_host address to a remote pod, stands in
  ///   Cilium's map with an unchanged address: `NeedsCT=1` (`bpf/lib/nat.h`: the node's ports must not collide with
  ///   the pods' translated ones).
  func entries(_ flows: [ConntrackFlow]) -> [NATEntry] {
    flows.flatMap { flow -> [NATEntry] in
      guard let needsConntrack = needsConntrack(flow) else { return [] }
      // Services are translated before the NAT map sees a packet, so the peer is the reply's source.
      let out = NATEntry(
        proto: flow.protocolName, protocolNumber: flow.protocolNumber, direction: .out,
        source: flow.original.source, sourcePort: flow.original.sourcePort, destination: flow.reply.source,
        destinationPort: flow.reply.sourcePort, translated: flow.reply.destination,
        translatedPort: flow.reply.destinationPort, age: flow.age, needsConntrack: needsConntrack)
      let reverse = NATEntry(
        proto: out.proto, protocolNumber: out.protocolNumber, direction: .in, source: out.destination,
        sourcePort: out.destinationPort, destination: out.translated, destinationPort: out.translatedPort,
        translated: out.source, translatedPort: out.sourcePort, age: out.age, needsConntrack: needsConntrack)
      return hidesReverse ? [out] : [out, reverse]
    }
  }

  /// The flow's NeedsCT bit, or nil when the flow is not in Cilium's map.
  private func needsConntrack(_ flow: ConntrackFlow) -> Bool? {
    guard flow.isTracked, let source = NetworkAddress(flow.original.source),
      let peer = NetworkAddress(flow.reply.source), !peer.isLoopback, !source.isLoopback
    else { return nil }
    if podCIDRs.contains(where: source.isIn), !nodeAddresses.contains(flow.original.source) {
      return bpfMasquerade && flow.reply.destination != flow.original.source ? false : nil
    }
    guard nodeAddresses.contains(flow.original.source), !nodeAddresses.contains(flow.reply.source) else { return nil }
    guard let device = routes.egressDevice(to: peer) else { return nil }
    return selectedDevices.contains(device) || device == "cilium_host" && !podCIDRs.contains(where: peer.isIn)
      ? true : nil
  }
}

/// `cilium-dbg bpf nat list`, as text and JSON.
enum NATFormat {
  static func text(_ entries: [NATEntry]) -> String {
    // A blank line ends each map.
    entries.map { line($0) + "\n" }.joined() + "\n"
  }

  private static func line(_ entry: NATEntry) -> String {
    let isOut = entry.direction == .out
    let created = entry.age.map { "\($0)sec ago" } ?? "? (raw 0)"
    return "\(entry.proto) \(isOut ? "OUT" : "IN") \(entry.source.urlHost):\(entry.sourcePort) -> "
      + "\(entry.destination.urlHost):\(entry.destinationPort) \(isOut ? "XLATE_SRC" : "XLATE_DST") "
      + "\(entry.translated.urlHost):\(entry.translatedPort) Created=\(created) NeedsCT=\(entry.needsConntrack ? 1 : 0)"
  }

  static func json(_ entries: [NATEntry], uptime: Int) -> GoJSON {
    .array(
      entries.map { entry in
        [
          "Key": [
            "DestAddr": BPFJSON.address(entry.destination), "SourceAddr": BPFJSON.address(entry.source),
            "DestPort": BPFJSON.port(entry.destinationPort), "SourcePort": BPFJSON.port(entry.sourcePort),
            "NextHeader": .int(entry.protocolNumber), "Flags": .int(entry.direction == .out ? 0 : 1),
          ],
          "Value": [
            "Created": .int(entry.age.map { uptime - $0 } ?? 0), "NeedsCT": entry.needsConntrack ? 1 : 0,
            "Pad1": 0, "Pad2": 0, "Addr": BPFJSON.address(entry.translated),
            "Port": BPFJSON.port(entry.translatedPort),
          ],
        ]
      })
  }
}

/// How Cilium's map keys look in JSON: raw bytes, and ports in network order read as little endian.
enum BPFJSON {
  static func address(_ text: String) -> GoJSON {
    .array((NetworkAddress(text)?.bytes ?? [0, 0, 0, 0]).map { .int(Int($0)) })
  }

  static func port(_ port: UInt16) -> GoJSON { .int(Int(port.byteSwapped)) }
}
