import Testing

@testable import Lab

@Suite("The NAT table follows from the kernel's connection tracking")
struct NATTableTests {
  /// `conntrack -L -o extended,timestamp` (conntrack-tools 1.4.7), one flow of each kind.
  private static let flows = ConntrackFlow.parse(
    """
    ipv4     2 icmp     1 28 src=10.244.0.119 dst=8.8.8.8 type=8 code=0 id=26 src=8.8.8.8 dst=10.0.0.239 type=0 code=0 id=26 mark=0 delta-time=100 use=1
    ipv4     2 tcp      6 118 TIME_WAIT src=10.244.0.119 dst=10.96.0.1 sport=46144 dport=443 src=100.64.0.2 dst=100.64.0.1 sport=6443 dport=52220 [ASSURED] mark=0 delta-time=1 use=1
    ipv4     2 udp      17 29 src=10.0.0.239 dst=168.107.2.61 sport=41641 dport=41641 src=168.107.2.61 dst=10.0.0.239 sport=41641 dport=41641 [ASSURED] mark=0 delta-time=119 use=1
    ipv4     2 icmp     1 28 src=100.64.0.1 dst=100.64.0.2 type=8 code=0 id=578 src=100.64.0.2 dst=100.64.0.1 type=0 code=0 id=578 mark=0 delta-time=26 use=1
    ipv4     2 tcp      6 431999 ESTABLISHED src=10.244.0.119 dst=10.244.1.145 sport=46970 dport=8080 src=10.244.1.145 dst=10.244.0.119 sport=8080 dport=46970 [ASSURED] mark=0 use=1
    ipv4     2 tcp      6 431999 ESTABLISHED src=100.64.0.2 dst=100.64.0.1 sport=58060 dport=6443 src=100.64.0.1 dst=100.64.0.2 sport=6443 dport=58060 [ASSURED] mark=0 use=1
    ipv4     2 tcp      6 10 CLOSE src=10.244.0.114 dst=10.244.1.146 sport=49302 dport=4240 src=10.244.1.146 dst=10.244.0.114 sport=4240 dport=49302 [ASSURED] mark=0 delta-time=74 use=1
    ipv4     2 unknown  2 500 src=10.0.0.239 dst=224.0.0.22 [UNREPLIED] src=224.0.0.22 dst=10.0.0.239 mark=0 use=1
    conntrack v1.4.7 (conntrack-tools): 8 flow entries have been shown.
    """)

  private func lines(_ recording: AgentFixtures.Recording, hidesReverse: Bool = false) throws -> [String] {
    let facts = try AgentFixtures.facts(recording)
    let entries = NATTable(
      nodeAddresses: Set(facts.devices.flatMap(\.addresses).map(\.address)), podCIDRs: facts.podCIDRs,
      selectedDevices: Set(facts.selectedDevices.map(\.name)), routes: facts.routes,
      bpfMasquerade: facts.config.masquerade == .bpf, hidesReverse: hidesReverse
    ).entries(Self.flows)
    return NATFormat.text(entries).split(separator: "\n").map(String.init)
  }

  @Test("both devices: translated flows, services and the node's own, in pairs")
  func both() throws {
    #expect(
      try lines(AgentFixtures.both) == [
        "ICMP OUT 10.244.0.119:26 -> 8.8.8.8:0 XLATE_SRC 10.0.0.239:26 Created=100sec ago NeedsCT=0",
        "ICMP IN 8.8.8.8:0 -> 10.0.0.239:26 XLATE_DST 10.244.0.119:26 Created=100sec ago NeedsCT=0",
        "TCP OUT 10.244.0.119:46144 -> 100.64.0.2:6443 XLATE_SRC 100.64.0.1:52220 Created=1sec ago NeedsCT=0",
        "TCP IN 100.64.0.2:6443 -> 100.64.0.1:52220 XLATE_DST 10.244.0.119:46144 Created=1sec ago NeedsCT=0",
        "UDP OUT 10.0.0.239:41641 -> 168.107.2.61:41641 XLATE_SRC 10.0.0.239:41641 Created=119sec ago NeedsCT=1",
        "UDP IN 168.107.2.61:41641 -> 10.0.0.239:41641 XLATE_DST 10.0.0.239:41641 Created=119sec ago NeedsCT=1",
        "ICMP OUT 100.64.0.1:578 -> 100.64.0.2:0 XLATE_SRC 100.64.0.1:578 Created=26sec ago NeedsCT=1",
        "ICMP IN 100.64.0.2:0 -> 100.64.0.1:578 XLATE_DST 100.64.0.1:578 Created=26sec ago NeedsCT=1",
        "TCP OUT 10.244.0.114:49302 -> 10.244.1.146:4240 XLATE_SRC 10.244.0.114:49302 Created=74sec ago NeedsCT=1",
        "TCP IN 10.244.1.146:4240 -> 10.244.0.114:49302 XLATE_DST 10.244.0.114:49302 Created=74sec ago NeedsCT=1",
      ])
  }

  @Test("enp0s6 alone: the node's flows on tailscale0 are not in the table")
  func single() throws {
    let own = try lines(AgentFixtures.recordings[0]).filter { $0.hasSuffix("NeedsCT=1") && $0.contains(" OUT ") }
    #expect(own.count == 2)
    #expect(!own.contains { $0.hasPrefix("ICMP") })
  }

  @Test("masquerading by iptables: no pod's flow")
  func iptables() throws {
    let all = try lines(AgentFixtures.recordings[4])
    #expect(!all.isEmpty)
    #expect(all.allSatisfy { $0.hasSuffix("NeedsCT=1") })
  }

  @Test("the fault nat-reverse-missing leaves OUT entries alone")
  func reverseMissing() throws {
    let all = try lines(AgentFixtures.both, hidesReverse: true)
    #expect(all.count == 5)
    #expect(all.allSatisfy { $0.contains(" OUT ") })
  }

  @Test("JSON has raw bytes and swapped ports")
  func json() throws {
    let entries = [
      NATEntry(
        proto: "TCP", protocolNumber: 6, direction: .in, source: "100.64.0.2", sourcePort: 10250,
        destination: "100.64.0.1", destinationPort: 57568, translated: "100.64.0.1", translatedPort: 57568, age: 17,
        needsConntrack: true)
    ]
    let value = NATFormat.json(entries, uptime: 8652)
    guard case .array(let list) = value, let first = list.first else {
      Issue.record("no entry")
      return
    }
    // As recorded: 10250 is 2600, and 57568 happens to be its own mirror.
    #expect(first["Key"]?["SourcePort"] == 2600)
    #expect(first["Key"]?["DestPort"] == 57568)
    #expect(first["Key"]?["SourceAddr"] == [100, 64, 0, 2])
    #expect(first["Value"]?["Created"] == 8635)
  }

  @Test("connection tracking shows direction, flags and a blank line after each map")
  func conntrack() {
    let format = ConntrackFormat(
      podCIDRs: ["10.244.0.0/24"], nodeAddresses: ["100.64.0.1", "10.0.0.239", "10.244.0.114"],
      identities: ["10.244.0.119": 760], uptime: 8652, release: .v119)
    let text = format.text(Self.flows)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0.isEmpty } == 3)
    #expect(
      text.contains(
        "ICMP OUT 10.244.0.119:26 -> 8.8.8.8:0 expires=8680 Packets=0 Bytes=0 RxFlagsSeen=0x00 LastRxReport=8552 "
          + "TxFlagsSeen=0x00 LastTxReport=8552 Flags=0x0000 [ ] RevNAT=0 SourceSecurityID=760 BackendID=0 NatPort=0 \n"
      ))
    #expect(text.contains("TCP IN 100.64.0.2:58060 -> 100.64.0.1:6443 "))
    #expect(text.contains("Flags=0x0013 [ RxClosing TxClosing SeenNonSyn ] "))
  }
}
