import Cilium
import Testing

@testable import Routing

@Suite("What would be if")
struct ChangeTests {
  @Test("a rule or route is added and removed; the host it came from stays as it was")
  func rulesAndRoutes() throws {
    let host = try HostText.host()
    let rule = PolicyRule(priority: 10, .blackhole).with { $0.to = IPPrefix("8.0.0.0/8") }
    let ruled = host.adding(rule, .ipv4)
    #expect(ruled.route(to: ip("8.8.8.8")).drop?.kind == .blackhole)
    #expect(ruled.removing(rule, .ipv4).route(to: ip("8.8.8.8")).devices == ["eth0"])
    #expect(host.route(to: ip("8.8.8.8")).devices == ["eth0"] && host.ipv4Rules.count == 3)
    let route = KernelRoute(try #require(IPPrefix("8.0.0.0/8")), hops: [.init(device: "eth1")], scope: .link)
    #expect(host.adding(route).route(to: ip("8.8.8.8")).devices == ["eth1"])
    #expect(host.adding(route).removing(route).route(to: ip("8.8.8.8")).devices == ["eth0"])
  }

  @Test(
    "a device that goes down takes its routes with it, not its IPv4 addresses; a multipath route keeps the other hop")
  func down() throws {
    let host = try HostText.host(
      routes: "8.0.0.0/8\n\tnexthop via 192.0.2.7 dev eth0 weight 1\n\tnexthop via 10.0.0.7 dev eth1 weight 1")
    let down = host.takingDown("eth0")
    #expect(down.route(to: ip("9.9.9.9")).drop?.kind == .noRoute)
    #expect(down.route(to: ip("8.8.8.8")).devices == ["eth1"])
    #expect(down.route(to: ip("192.0.2.10")).paths.map(\.kind) == [.local])
    #expect(down.route(to: ip("2001:db8::10")).drop?.kind == .noRoute)
  }

  @Test("without a carrier routes stay; without the device all that name it go")
  func carrierAndRemoval() throws {
    let host = try HostText.host()
    let quiet = host.takingCarrier("eth0")
    #expect(quiet.route(to: ip("9.9.9.9")).devices == ["eth0"])
    let ignoring = quiet.setting("net.ipv4.conf.eth0.ignore_routes_with_linkdown", to: 1)
    #expect(ignoring.route(to: ip("9.9.9.9")).drop?.kind == .noRoute)
    let gone = host.removing(device: "eth0")
    #expect(gone.route(to: ip("9.9.9.9")).drop?.kind == .noRoute && gone.route(to: ip("192.0.2.10")).drop != nil)
  }

  @Test("routes whose source goes with a device go too; IPv6 routes keep it")
  func straySources() throws {
    let host = try HostText.host(
      routes: """
        8.0.0.0/8 via 10.0.0.7 dev eth1 src 192.0.2.10
        8.8.0.0/16 via 10.0.0.7 dev eth1 src 192.0.2.10 table 7
        2600::/32 dev eth1 src 2001:db8::10 metric 5 pref medium
        """)
    let gone = host.removing(device: "eth0")
    #expect(gone.routes.filter { $0.preferredSource == ip("192.0.2.10") }.map(\.table.rawValue) == ["7"])
    #expect(gone.route(to: ip("2600::1")).paths.map(\.source) == [.chosen(ip("2001:db8::10"))])
    // Down, a device keeps its IPv4 addresses.
    #expect(host.takingDown("eth0").route(to: ip("8.8.8.8")).devices == ["eth1"])
  }

  @Test("a kernel parameter is changed")
  func sysctl() throws {
    let host = try HostText.host(rules: "10: from all nop", sysctls: ["net.ipv4.ip_forward": 1])
    let strict = host.setting("net.ipv4.conf.all.rp_filter", to: 1).setting("net.ipv4.conf.eth1.rp_filter", to: 0)
    #expect(
      strict.forward(from: ip("203.0.113.5"), to: ip("10.244.1.7"), arrivingOn: "eth1").drop?.kind == .reversePath)
  }
}
