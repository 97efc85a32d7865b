import Cilium
import Testing

@Suite("Counters and the endpoint map of a real agent")
struct CounterTableTests {
  @Test("the tunnel device's packets, errors and drops, both ways")
  func tunnel() throws {
    let counters = try InterfaceCounters.parse(text: Fixture.text("C/master/ip-s-link-cilium_vxlan"))
    #expect(counters.name == "cilium_vxlan")
    #expect(counters.received == .init(packets: 4824, errors: 0, dropped: 0))
    #expect(counters.sent == .init(packets: 2147, errors: 0, dropped: 0))
  }

  /// iproute2 before 5.14 says `overrun` for `missed`, and sets the columns otherwise (`ip/ipaddress.c`).
  @Test("columns are found by their names")
  func olderColumns() throws {
    let text = """
      9: cilium_vxlan@NONE: <BROADCAST> mtu 1500 qdisc noqueue state UNKNOWN mode DEFAULT group default
          link/ether 2e:ae:dc:49:db:01 brd ff:ff:ff:ff:ff:ff
          RX: bytes  packets  errors  dropped overrun mcast
          1000       10       3       2       0       0
          TX: bytes  packets  errors  dropped carrier collsns
          2000       20       5       4       0       0
      """
    let counters = try InterfaceCounters.parse(text: text)
    #expect(counters.name == "cilium_vxlan")
    #expect(counters.received.errors == 3 && counters.received.dropped == 2)
    #expect(counters.sent.packets == 20 && counters.sent.errors == 5 && counters.sent.dropped == 4)
  }

  @Test(
    "what is no device's counters is an error",
    arguments: [
      "", "Device \"cilium_geneve\" does not exist.\n", "6: cilium_vxlan: <UP>\n  RX: bytes packets\n",
      "6: x: <UP>\n RX: bytes packets errors dropped\n 1 2 x 4\n TX: bytes packets errors dropped\n 1 2 3 4\n",
    ])
  func noCounters(text: String) {
    #expect(throws: ParseError.self) { try InterfaceCounters.parse(text: text) }
  }

  @Test("the endpoint map tells each pod's number and identity, and which addresses are the host's")
  func endpoints() throws {
    let entries = try EndpointMap.parse(text: Fixture.text("C/master/bpf-endpoint-list"))
    let pod = try #require(entries.first { $0.address == .v4(IPv4Address(10, 244, 0, 119)) })
    #expect(pod.id == 2346 && pod.identity == 760)
    let host = try #require(entries.first { $0.address == .v4(IPv4Address(100, 64, 0, 1)) })
    #expect(host.id == nil && host.identity == nil)
    let listed = try EndpointList.parse(text: Fixture.text("C/master/endpoint-list")).entries
    for entry in listed {
      guard let address = entry.ipv4 else { continue }
      let known = try #require(entries.first { $0.address == .v4(address) })
      #expect(known.id == entry.id && known.identity.map { Int($0) } == entry.identity)
    }
  }

  @Test("of a filtered list the heading alone may be left; without it there is no list")
  func filtered() throws {
    #expect(try EndpointMap.parse(text: "IP ADDRESS       LOCAL ENDPOINT INFO\n").isEmpty)
    let services = "SERVICE ADDRESS             BACKEND ADDRESS (REVNAT_ID) (SLOT)\n"
    #expect(try LoadBalancerTable.parse(text: services).entries.isEmpty)
    #expect(throws: ParseError.self) { try EndpointMap.parse(text: "") }
    #expect(throws: ParseError.self) { try EndpointMap.parse(text: "IP ADDRESS  LOCAL ENDPOINT INFO\n10.0.0.1\n") }
    #expect(throws: MissingMap.self) {
      try EndpointMap.parse(
        text: "", stderr: "Unable to open /sys/fs/bpf/tc/globals/cilium_lxc: no such file. Skipping.")
    }
  }
}
