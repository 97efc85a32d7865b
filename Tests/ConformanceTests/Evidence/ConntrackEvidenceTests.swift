import Cilium
import Testing

@testable import Conformance

@Suite("A probe's flow in connection tracking")
struct ConntrackEvidenceTests {
  /// As real agents of 1.19 and 1.18 print them.
  private let lines = """
    ICMP IN 10.244.1.25:157 -> 10.244.0.119:0 expires=8671 Packets=0 Bytes=0 RxFlagsSeen=0x00 LastRxReport=8611 \
    TxFlagsSeen=0x00 LastTxReport=8611 Flags=0x0400 [ FromTunnel ] RevNAT=0 SourceSecurityID=5397 BackendID=0 NatPort=0\u{20}
    ICMP IN 10.244.1.25:0 -> 10.244.0.119:0 related expires=8672 Packets=0 Bytes=0 RxFlagsSeen=0x00 LastRxReport=8612 \
    TxFlagsSeen=0x00 LastTxReport=0 Flags=0x0400 [ FromTunnel ] RevNAT=0 SourceSecurityID=5397 BackendID=0 NatPort=0\u{20}
    TCP SVC 10.244.1.25:58310 -> 10.96.0.1:443 expires=12551 Packets=0 Bytes=0 RxFlagsSeen=0x00 LastRxReport=0 \
    TxFlagsSeen=0x1a LastTxReport=4551 Flags=0x0010 [ SeenNonSyn ] RevNAT=1 SourceSecurityID=0 BackendID=1\u{20}
    TCP OUT 10.244.1.25:58310 -> 100.64.0.1:6443 expires=5547 Packets=0 Bytes=0 RxFlagsSeen=0x1b LastRxReport=5537 \
    TxFlagsSeen=0x1b LastTxReport=5537 Flags=0x0013 [ RxClosing TxClosing SeenNonSyn ] RevNAT=1 SourceSecurityID=5397 \
    BackendID=0 NatPort=0\u{20}

    """

  private func listing() throws -> ConntrackListing {
    ConntrackListing(table: .success(try ConntrackTable.parse(text: lines)))
  }

  private func flow(
    _ transport: ProbeFlow.Transport, key: UInt16, asked: (String, UInt16?), leadsTo: (String, UInt16?)? = nil
  ) throws -> ProbeFlow {
    func endpoint(_ place: (String, UInt16?)) throws -> ProbeFlow.Endpoint {
      ProbeFlow.Endpoint(address: try #require(IPAddress(place.0)), port: place.1)
    }
    return ProbeFlow(
      label: "", node: "w", pod: try #require(IPAddress("10.244.1.25")), transport: transport, keys: [key],
      asked: try endpoint(asked), destinations: [try endpoint(leadsTo ?? asked)], succeeded: true)
  }

  @Test(
    "an entry is the flow's by protocol, port and addresses, on the node where it arrives, too; errors about it are none"
  )
  func ping() throws {
    let ping = try flow(.icmp, key: 157, asked: ("10.244.0.119", nil))
    let seen = ConntrackSighting.entries(of: ping, target: "m", in: ["w": try listing(), "m": try listing()])
    #expect(seen?.map(\.node) == ["w", "m"] && seen?.map(\.identity) == [5397, 5397])
    #expect(seen?.first?.entry == "ICMP IN 10.244.1.25:157 -> 10.244.0.119:0" && seen?.first?.state == nil)
    let other = try flow(.icmp, key: 158, asked: ("10.244.0.119", nil))
    #expect(ConntrackSighting.entries(of: other, target: nil, in: ["w": try listing()]) == [])
    let words = FlowText.tracked([], other)
    #expect(words == ["not in the connection tracking of w"])
  }

  @Test("of a Service: the backend that was chosen, how answers come back, and that the connection is closing")
  func service() throws {
    let asked = try flow(.tcp, key: 58310, asked: ("10.96.0.1", 443), leadsTo: ("100.64.0.1", 6443))
    let seen = try #require(ConntrackSighting.entries(of: asked, target: "m", in: ["w": try listing()]))
    #expect(seen.map(\.backend) == [1, nil] && seen.map(\.reverseNAT) == [1, 1])
    #expect(seen.map(\.state) == ["open", "closing"])
    #expect(
      FlowText.tracked(seen, asked) == [
        "Service 10.96.0.1:443 led to 100.64.0.1:6443", "tracked on w as identity 5397",
      ])
  }

  @Test("a table that was not read, or not whole, tells nothing")
  func unread() throws {
    let ping = try flow(.icmp, key: 157, asked: ("10.244.0.119", nil))
    #expect(ConntrackSighting.entries(of: ping, target: nil, in: [:]) == nil)
    let failed = ConntrackListing(table: .failure(.init(description: "no such map")))
    #expect(ConntrackSighting.entries(of: ping, target: "m", in: ["w": failed, "m": try listing()]) == nil)
  }

  @Test("the node filters: the command asks for the pods' addresses alone, and says when it is through")
  func command() throws {
    let addresses = [try #require(IPAddress("10.244.1.25")), try #require(IPAddress("fd00::5"))]
    let script = try #require(ConntrackListing.command(addresses, program: "cilium-dbg").last)
    #expect(script.contains("cilium-dbg bpf ct list global") && script.contains("-e ' 10.244.1.25:' -e ' [fd00::5]:'"))
  }
}
