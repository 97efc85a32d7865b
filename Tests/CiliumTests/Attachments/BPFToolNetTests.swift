import Cilium
import Testing

@Suite("Attached programs")
struct BPFToolNetTests {
  @Test("TCX as a real 1.19 has it, in the order in which the programs run")
  func tcx() throws {
    let found = try BPFToolNet.parse(
      text: """
        xdp:

        tc:
        tailscale0(3) tcx/ingress cil_from_netdev prog_id 7582 link_id 673\u{20}
        tailscale0(3) tcx/egress cil_to_netdev prog_id 7597 link_id 674\u{20}
        lxc_health(110) tcx/ingress cil_from_container prog_id 7508 link_id 743\u{20}

        flow_dissector:

        netfilter:

        """)
    #expect(found.map(\.device) == ["tailscale0", "tailscale0", "lxc_health"])
    #expect(found.map(\.id) == [7582, 7597, 7508] && found.map(\.isIngress) == [true, false, true])
    #expect(found.map(\.ciliumName) == ["cil_from_netdev", "cil_to_netdev", "cil_from_container"])
  }

  @Test("tc's filters as a real 1.15 has them, XDP and programs without names")
  func filters() throws {
    let found = try BPFToolNet.parse(
      text: """
        xdp:
        enp0s6(2) driver id 12

        tc:
        enp0s6(2) clsact/ingress cil_from_netdev-enp0s6 id 22920
        enp0s6(2) tcx/ingress prog_id 30

        flow_dissector:
        id 9 x
        """)
    #expect(found.map(\.hook) == ["driver", "clsact/ingress", "tcx/ingress"])
    #expect(found.map(\.ciliumName) == [nil, "cil_from_netdev", nil] && found.map(\.isXDP) == [true, false, false])
  }

  @Test("what is no such listing is an error, and an empty one is empty")
  func other() throws {
    #expect(throws: ParseError.self) { try BPFToolNet.parse(text: "bpftool: command not found") }
    #expect(try BPFToolNet.parse(text: "xdp:\n\ntc:\n\nflow_dissector:\n").isEmpty)
  }
}
