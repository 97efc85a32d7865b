import Cilium
import Testing

@testable import Routing

@Suite("Packets that arrive")
struct ForwardingTests {
  private static let forwards = [
    "net.ipv4.ip_forward": 1, "net.ipv4.conf.all.rp_filter": 0, "net.ipv6.conf.all.forwarding": 1,
  ]

  private func sysctls(_ filter: Int, _ more: [String: Int] = [:]) -> [String: Int] {
    Self.forwards.merging(["net.ipv4.conf.eth1.rp_filter": filter, "net.ipv4.conf.pod0.rp_filter": 0]) { $1 }
      .merging(more) { $1 }
  }

  @Test("a pod's packet leaves by the default route, with its source")
  func forwarded() throws {
    let host = try HostText.host(sysctls: sysctls(0))
    let decision = host.forward(from: ip("10.244.1.7"), to: ip("8.8.8.8"), arrivingOn: "pod0")
    #expect(decision.devices == ["eth0"] && decision.paths.map(\.source) == [.given(ip("10.244.1.7"))])
    #expect(decision.assumptions.isEmpty)
    #expect(host.forward(from: ip("fd00:244:1::7"), to: ip("2600::1"), arrivingOn: "pod0").devices == ["eth0"])
  }

  @Test(
    "rp_filter 1 wants the way back by the same device, 2 any way back, 0 nothing; the larger of all and the device counts"
  )
  func reversePath() throws {
    func drop(_ filter: Int, from: String) throws -> PacketDrop.Kind? {
      let host = try HostText.host(sysctls: sysctls(filter))
      return host.forward(from: ip(from), to: ip("10.244.1.7"), arrivingOn: "eth1").drop?.kind
    }
    #expect(try drop(1, from: "203.0.113.5") == .reversePath)
    #expect(try drop(2, from: "203.0.113.5") == nil)
    #expect(try drop(0, from: "203.0.113.5") == nil)
    #expect(try drop(1, from: "10.0.0.77") == nil)
    let host = try HostText.host(sysctls: sysctls(0, ["net.ipv4.conf.all.rp_filter": 1]))
    let decision = host.forward(from: ip("203.0.113.5"), to: ip("10.244.1.7"), arrivingOn: "eth1")
    #expect(decision.drop?.kind == .reversePath)
  }

  @Test("the way back is looked up with the packet's mark only under src_valid_mark")
  func validMark() throws {
    func drop(_ valid: Int) throws -> PacketDrop.Kind? {
      let host = try HostText.host(
        rules: "10: from all fwmark 0x7 lookup 7",
        routes: "default dev eth1 table 7 scope link\n10.244.1.0/24 dev pod0 table 7",
        sysctls: sysctls(1, ["net.ipv4.conf.all.src_valid_mark": valid, "net.ipv4.conf.eth1.src_valid_mark": 0]))
      return host.forward(from: ip("203.0.113.5"), to: ip("10.244.1.7"), arrivingOn: "eth1", mark: 7).drop?.kind
    }
    #expect(try drop(0) == .reversePath)
    #expect(try drop(1) == nil)
  }

  @Test("without rp_filter's value it is known only where it does not matter")
  func unread() throws {
    let host = try HostText.host(rules: "10: from all nop", sysctls: ["net.ipv4.ip_forward": 1])
    let odd = host.forward(from: ip("203.0.113.5"), to: ip("10.244.1.7"), arrivingOn: "eth1")
    #expect(odd.unknownReason?.contains("rp_filter") == true)
    #expect(host.forward(from: ip("10.244.1.7"), to: ip("8.8.8.8"), arrivingOn: "pod0").devices == ["eth0"])
  }

  @Test(
    "a host that does not forward drops what is for others, and takes what is for itself; unread, it is said to forward"
  )
  func notForwarding() throws {
    let off = try HostText.host(
      sysctls: sysctls(0, ["net.ipv4.ip_forward": 0, "net.ipv6.conf.all.forwarding": 0]))
    #expect(off.forward(from: ip("10.244.1.7"), to: ip("8.8.8.8"), arrivingOn: "pod0").drop?.kind == .notForwarding)
    #expect(
      off.forward(from: ip("fd00:244:1::7"), to: ip("2600::1"), arrivingOn: "pod0").drop?.kind == .notForwarding)
    guard case .delivered = off.forward(from: ip("10.244.1.7"), to: ip("192.0.2.10"), arrivingOn: "pod0").outcome else {
      Issue.record("what is for the host is not delivered")
      return
    }
    let unread = try HostText.host(rules: "10: from all nop")
    let decision = unread.forward(from: ip("10.244.1.7"), to: ip("8.8.8.8"), arrivingOn: "pod0")
    #expect(decision.devices == ["eth0"] && decision.assumptions == [.forwarding])
  }

  @Test(
    "sources and destinations that cannot come from outside are dropped",
    arguments: [
      ("192.0.2.10", "10.244.1.7", PacketDrop.Kind.martianSource), ("224.0.0.5", "10.244.1.7", .martianSource),
      ("127.0.0.1", "10.244.1.7", .martianSource), ("10.0.0.7", "127.0.0.1", .martianDestination),
      ("::1", "fd00:244:1::7", .martianSource), ("fe80::5", "fd00:244:1::7", .martianSource),
      ("fd00::7", "::1", .martianDestination),
    ])
  func martians(_ from: String, _ to: String, _ kind: PacketDrop.Kind) throws {
    let host = try HostText.host(
      rules: "10: from all nop",
      sysctls: sysctls(0, ["net.ipv4.conf.all.route_localnet": 0, "net.ipv4.conf.eth1.route_localnet": 0]))
    #expect(host.forward(from: ip(from), to: ip(to), arrivingOn: "eth1").drop?.kind == kind)
  }

  @Test(
    "of several equal ways, a loopback source is dropped by all, by none, or it is not known",
    arguments: [([0, 0], "dropped"), ([1, 1], "leaves"), ([1, 0], "not known"), ([0, 1], "not known")])
  func loopbackSource(_ localnet: [Int], _ outcome: String) throws {
    let host = try HostText.host(
      rules: "10: from all lookup 7",
      routes: "default table 7\n\tnexthop via 10.0.0.1 dev eth0 weight 1\n\tnexthop via 192.0.2.1 dev eth1 weight 1",
      sysctls: sysctls(
        0,
        [
          "net.ipv4.conf.all.route_localnet": 0, "net.ipv4.conf.eth0.route_localnet": localnet[0],
          "net.ipv4.conf.eth1.route_localnet": localnet[1],
        ]))
    let decision = host.route(to: ip("8.8.8.8"), from: ip("127.0.0.1"))
    #expect(
      (decision.drop?.kind == .invalidAddress ? "dropped" : decision.unknownReason == nil ? "leaves" : "not known")
        == outcome, "\(decision)")
  }

  @Test("rules for the arriving device and the source select")
  func rules() throws {
    let host = try HostText.host(
      rules: "10: from 10.244.1.0/24 iif pod0 lookup 7", rules6: "10: from all iif pod0 lookup 7",
      routes: "default via 10.0.0.1 dev eth1 table 7\ndefault dev eth1 table 7 metric 1 pref medium",
      sysctls: sysctls(0))
    #expect(host.forward(from: ip("10.244.1.7"), to: ip("8.8.8.8"), arrivingOn: "pod0").devices == ["eth1"])
    #expect(host.forward(from: ip("10.0.0.7"), to: ip("8.8.8.8"), arrivingOn: "eth1").devices == ["eth0"])
    #expect(host.forward(from: ip("fd00:244:1::7"), to: ip("2600::1"), arrivingOn: "pod0").devices == ["eth1"])
  }

  @Test("groups are not covered, and said so")
  func multicast() throws {
    let host = try HostText.host()
    for (from, to) in [("10.0.0.7", "239.1.2.3"), ("fd00::7", "ff0e::1")] {
      #expect(host.forward(from: ip(from), to: ip(to), arrivingOn: "eth1").unknownReason != nil)
    }
  }
}
