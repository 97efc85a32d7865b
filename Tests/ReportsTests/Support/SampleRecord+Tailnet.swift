import Conformance
import Tailnet

extension SampleRecord {
  /// One way that packets prove to be direct, and one that fell to DERP.
  static var tailnet: TailnetRecord {
    let there = TailnetPath(
      pair(master, worker), overlay: "Tailscale", device: "tailscale0",
      readings: [
        TailnetReading(.before, .unknown, by: .status, reason: .idle),
        TailnetReading(.during, .direct, by: .packets, endpoint: UDPEndpoint("203.0.113.5:41641")),
      ], milliseconds: 12.5)
    var back = TailnetPath(
      pair(worker, master), overlay: "Tailscale", device: "tailscale0",
      readings: [
        TailnetReading(.before, .direct, by: .status, endpoint: UDPEndpoint("198.51.100.4:41641")),
        TailnetReading(.after, .derp, by: .status, relay: "fra"),
      ], milliseconds: 61.25)
    back.returnEndpoint = there.endpoint
    var record = TailnetRecord(paths: [there, back])
    record.stun = [stun(master, ["198.51.100.4:41641"]), stun(worker, [])]
    return record
  }

  /// A node's requests to one server, all answered where it saw the node somewhere, else none.
  static func stun(_ node: String, _ mapped: [String]) -> NodeSTUN {
    let (local, server) = ("10.0.0.2:41641", "192.0.2.53:3478")
    let exchanges = [(local, server)].compactMap { local, server -> STUNExchange? in
      guard let local = UDPEndpoint(local), let server = UDPEndpoint(server) else { return nil }
      return STUNExchange(
        local: local, server: server, requests: 4, answers: mapped.isEmpty ? 0 : 4, overdue: mapped.isEmpty ? 3 : 0,
        mapped: mapped.compactMap { UDPEndpoint($0) })
    }
    return NodeSTUN(node: node, exchanges: exchanges, isWitnessed: true)
  }
}
