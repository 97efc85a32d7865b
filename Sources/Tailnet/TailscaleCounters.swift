import Cilium

/// What Tailscale counts of its own packets by the way that they took, since it was started, over all of its peers
/// (`wgengine/magicsock/magicsock.go`, from 1.78 on; peer relays from 1.88 on).
public struct TailscaleCounters: Hashable, Sendable, Codable {
  /// The way → packets that were sent.
  public var sentPackets: [String: Int]
  /// The way → packets that came.
  public var receivedPackets: [String: Int]

  /// Makes counters.
  public init(sentPackets: [String: Int] = [:], receivedPackets: [String: Int] = [:]) {
    self.sentPackets = sentPackets
    self.receivedPackets = receivedPackets
  }

  /// What was counted since an earlier reading; `nil` where a counter went back, as it does when the program is restarted.
  public func since(_ earlier: TailscaleCounters) -> TailscaleCounters? {
    func difference(_ now: [String: Int], _ before: [String: Int]) -> [String: Int]? {
      let all = now.map { way, count in (way, count - min(count, before[way] ?? 0), count < before[way] ?? 0) }
      guard !all.contains(where: \.2) else { return nil }
      return Dictionary(all.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
    }
    guard let sent = difference(sentPackets, earlier.sentPackets),
      let received = difference(receivedPackets, earlier.receivedPackets)
    else { return nil }
    return TailscaleCounters(sentPackets: sent, receivedPackets: received)
  }
}

extension TailscaleCounters {
  /// Reads the metrics in Prometheus' text form, as `tailscale metrics print`, http://100.100.100.100/metrics and
  /// http://localhost:5252/metrics give them; lines of other metrics, and those of HTTP's head, are passed over.
  ///
  /// - Throws: ``Cilium/ParseError`` where it has none of the counters.
  public static func parse(_ text: String) throws -> TailscaleCounters {
    var counters = TailscaleCounters()
    for line in text.split(whereSeparator: \.isNewline) {
      if let (way, count) = value(line, of: "tailscaled_outbound_packets_total") {
        counters.sentPackets[way] = count
      } else if let (way, count) = value(line, of: "tailscaled_inbound_packets_total") {
        counters.receivedPackets[way] = count
      }
    }
    guard !counters.sentPackets.isEmpty || !counters.receivedPackets.isEmpty else {
      throw ParseError(
        what: "Tailscale's metrics", found: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "",
        hint: "tailscaled_inbound_packets_total{path=…} was expected; Tailscale has it from 1.78 on")
    }
    return counters
  }

  /// The way and the number of `NAME{path="WAY"} NUMBER`; Go writes large ones as `1.3997076e+07`.
  private static func value(_ line: Substring, of name: String) -> (String, Int)? {
    guard line.hasPrefix(name + "{"), let end = line.lastIndex(of: "}"),
      let label = line[..<end].firstRange(of: "path=\""),
      let number = Double(line[line.index(after: end)...].prefix { $0 != "\r" }.split(separator: " ").first ?? ""),
      let count = Int(exactly: number.rounded()), count >= 0
    else { return nil }
    return (String(line[label.upperBound..<end].prefix { $0 != "\"" }), count)
  }
}
