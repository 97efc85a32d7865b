/// One entry of the kernel's connection tracking table, as `conntrack -L -o extended` prints it.
struct ConntrackFlow: Sendable, Hashable {
  /// `tcp`, `udp`, `icmp`, …
  var proto: String
  /// IANA's protocol number.
  var protocolNumber: Int
  /// Seconds until the entry is forgotten without traffic.
  var timeout: Int
  /// TCP's state word, if any.
  var state: String?
  var original: Tuple
  var reply: Tuple
  var assured: Bool
  var unreplied: Bool
  /// Age in seconds; nil when the kernel does not keep timestamps (`nf_conntrack_timestamp`).
  var age: Int?

  /// One direction of a flow. ICMP has its id in both port fields' place: as `sourcePort` of the request.
  struct Tuple: Sendable, Hashable {
    var source: String
    var destination: String
    var sourcePort: UInt16
    var destinationPort: UInt16
  }

  /// Whether Cilium's maps have flows of the protocol.
  var isTracked: Bool { ["tcp", "udp", "icmp", "icmpv6"].contains(proto) }

  /// The protocol as Cilium writes it (`pkg/u8proto`).
  var protocolName: String { proto == "icmpv6" ? "ICMPv6" : proto.uppercased() }

  /// Reads the table; lines of other shapes (protocols without ports such as GRE or IGMP) are left out.
  static func parse(_ text: String) -> [ConntrackFlow] {
    text.split(separator: "\n").compactMap { ConntrackFlow(line: $0) }
  }

  /// `ipv4 2 tcp 6 431999 ESTABLISHED src=… dst=… sport=… dport=… src=… dst=… sport=… dport=… [ASSURED] … delta-time=4`.
  init?(line: Substring) {
    let words = line.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count > 5, words[0] == "ipv4" || words[0] == "ipv6", let number = Int(words[3]),
      let timeout = Int(words[4])
    else { return nil }
    var fields: [String: [Substring]] = [:]
    var flags: Set<Substring> = []
    for word in words.dropFirst(5) {
      if let equals = word.firstIndex(of: "=") {
        fields[String(word[..<equals]), default: []].append(word[word.index(after: equals)...])
      } else {
        flags.insert(word)
      }
    }
    guard let sources = fields["src"], sources.count == 2, let destinations = fields["dst"], destinations.count == 2
    else { return nil }
    let isICMP = words[2].hasPrefix("icmp")
    let sourcePorts = (fields[isICMP ? "id" : "sport"] ?? []).compactMap { UInt16($0) }
    let destinationPorts = isICMP ? [0, 0] : (fields["dport"] ?? []).compactMap { UInt16($0) }
    guard sourcePorts.count == 2, destinationPorts.count == 2 else { return nil }
    self.proto = String(words[2])
    self.protocolNumber = number
    self.timeout = timeout
    self.state = words[5].contains("=") || words[5].hasPrefix("[") ? nil : String(words[5])
    self.original = Tuple(
      source: String(sources[0]), destination: String(destinations[0]), sourcePort: sourcePorts[0],
      destinationPort: destinationPorts[0])
    // A reply's id stands where the request has its own: on the side of the node that asked.
    self.reply = Tuple(
      source: String(sources[1]), destination: String(destinations[1]),
      sourcePort: isICMP ? 0 : sourcePorts[1], destinationPort: isICMP ? sourcePorts[1] : destinationPorts[1])
    self.assured = flags.contains("[ASSURED]")
    self.unreplied = flags.contains("[UNREPLIED]")
    self.age = fields["delta-time"]?.first.flatMap { Int($0) }
  }
}
