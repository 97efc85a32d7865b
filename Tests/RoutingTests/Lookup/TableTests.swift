import Cilium
import Testing

@testable import Routing

@Suite("Tables")
struct TableTests {
  @Test("the longest prefix wins, then the smallest metric; IPv4's type of service before the metric")
  func order() throws {
    let host = try HostText.host(
      routes: """
        8.0.0.0/8 dev eth1 scope link metric 5
        8.8.0.0/16 dev pod0 scope link metric 20
        8.8.0.0/16 dev eth1 scope link metric 10
        8.8.0.0/16 tos 0x10 via 192.0.2.7 dev eth0 metric 30
        2600::/32 dev pod0 metric 20 pref medium
        2600::/32 dev eth1 metric 10 pref medium
        """)
    #expect(host.route(to: ip("8.8.8.8")).route?.metric == 10)
    #expect(host.route(to: ip("8.9.9.9")).route?.metric == 5)
    #expect(host.route(PacketFlow(to: ip("8.8.8.8"), tos: 0x10)).paths.first?.gateway == ip("192.0.2.7"))
    #expect(host.route(to: ip("2600::1")).devices == ["eth1"])
  }

  @Test(
    "a route can drop, with the error that a socket gets; throw goes on with the next rule",
    arguments: [
      ("blackhole", PacketDrop.Kind.blackhole, 22), ("unreachable", .unreachable, 113), ("prohibit", .prohibit, 13),
    ])
  func drops(_ type: String, _ kind: PacketDrop.Kind, _ errno: Int32) throws {
    let host = try HostText.host(
      rules: "10: from all lookup 7",
      routes: """
        \(type) 8.8.8.0/24 table 7
        throw 8.8.0.0/16 table 7
        default dev eth1 table 7 scope link
        \(type) 2600::/32 dev lo metric 1024 pref medium
        """)
    #expect(host.route(to: ip("8.8.8.8")).drop == PacketDrop(kind, errno))
    #expect(host.route(to: ip("8.8.9.9")).devices == ["eth0"] && host.route(to: ip("9.9.9.9")).devices == ["eth1"])
    #expect(host.route(to: ip("2600::1")).drop == PacketDrop(kind, errno))
  }

  @Test("of a multipath route each hop may be taken, a dead one not; a bound socket has only one")
  func multipath() throws {
    let host = try HostText.host(
      routes: """
        8.0.0.0/8
        \tnexthop via 192.0.2.7 dev eth0 weight 1
        \tnexthop via 10.0.0.7 dev eth1 weight 1
        \tnexthop via 10.0.0.8 dev eth1 weight 1 dead linkdown
        """)
    let free = host.route(to: ip("8.8.8.8"))
    #expect(free.paths.map(\.gateway) == [ip("192.0.2.7"), ip("10.0.0.7")])
    #expect(free.paths.map(\.source) == [.chosen(ip("192.0.2.10")), .chosen(ip("10.0.0.10"))])
    #expect(host.route(to: ip("8.8.8.8"), outputDevice: "eth1").paths.map(\.gateway) == [ip("10.0.0.7")])
  }

  @Test("several default routes of one metric are tried in turn, of different metrics the smallest is taken")
  func severalDefaults() throws {
    let same = try HostText.host(routes: "default via 10.0.0.1 dev eth1")
    #expect(same.route(to: ip("8.8.8.8")).devices == ["eth0", "eth1"])
    let other = try HostText.host(routes: "default via 10.0.0.1 dev eth1 metric 100")
    #expect(other.route(to: ip("8.8.8.8")).devices == ["eth0"])
  }

  @Test("hops without a carrier count, unless the host ignores them")
  func linkDown() throws {
    let routes = "8.0.0.0/8 dev eth1 scope link linkdown"
    #expect(try HostText.host(routes: routes).route(to: ip("8.8.8.8")).devices == ["eth1"])
    let ignoring = try HostText.host(
      routes: routes, sysctls: ["net.ipv4.conf.all.ignore_routes_with_linkdown": 1])
    #expect(ignoring.route(to: ip("8.8.8.8")).devices == ["eth0"])
  }

  @Test("next hops that the table does not show are not known, and no reason to drop")
  func unknownHops() throws {
    let host = try HostText.host(routes: "8.0.0.0/8 nhid 7\n2600::/32 nhid 7 metric 20 pref medium")
    #expect(host.route(to: ip("8.8.8.8")).unknownReason?.contains("next hops") == true)
    #expect(host.route(to: ip("8.8.8.8")).drop == nil && host.route(to: ip("9.9.9.9")).devices == ["eth0"])
    #expect(host.route(to: ip("2600::1")).unknownReason != nil)
  }

  @Test("what goes to the host itself is delivered, through the loopback device")
  func local() throws {
    let host = try HostText.host()
    for address in ["192.0.2.10", "127.3.4.5", "2001:db8::10"] {
      guard case .delivered(let path) = host.route(to: ip(address)).outcome else {
        Issue.record("\(address) is not delivered")
        continue
      }
      #expect(path.device == "lo" && path.kind == .local)
    }
    #expect(host.route(to: ip("192.0.2.255")).paths.map(\.kind) == [.broadcast])
  }

  @Test("IPv6: a higher preference wins within a metric; a route for a source goes before one for all")
  func ipv6() throws {
    let host = try HostText.host(
      routes: """
        2600::/32 dev eth0 metric 20 pref low
        2600::/32 dev eth1 metric 20 pref high
        2700::/32 dev eth0 metric 20 pref medium
        2700::/32 from fd00::/64 dev eth1 metric 20 pref medium
        """)
    #expect(host.route(to: ip("2600::1")).devices == ["eth1"])
    #expect(host.route(to: ip("2700::1"), from: ip("fd00::10")).devices == ["eth1"])
    // What the kernel does, and surely no one means: with a route for a source beside it, the plain one is not found.
    #expect(host.route(to: ip("2700::1"), from: ip("2001:db8::10")).route?.destination.isDefault == true)
  }

  @Test("a local route is part of the main table until there is a rule; where that decides, the answer is not known")
  func mergedTables() throws {
    let routes = "local 8.0.0.0/8 dev lo table local scope host\n8.8.8.0/24 via 192.0.2.7 dev eth0"
    #expect(try HostText.host(routes: routes).route(to: ip("8.8.8.8")).unknownReason != nil)
    let ruled = try HostText.host(rules: "10: from all nop", routes: routes)
    #expect(ruled.route(to: ip("8.8.8.8")).paths.map(\.kind) == [.local])
  }
}
