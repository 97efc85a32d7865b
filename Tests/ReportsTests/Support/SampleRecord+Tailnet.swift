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
    return TailnetRecord(paths: [there, back])
  }
}
