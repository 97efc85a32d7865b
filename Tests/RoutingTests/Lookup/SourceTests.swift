import Cilium
import Testing

@testable import Routing

@Suite("Sources that the host chooses")
struct SourceTests {
  private func source(_ host: RoutingHost, _ to: String) -> SourceAddress? {
    host.route(to: ip(to)).paths.first?.source
  }

  @Test("a route's own source goes before all others")
  func preferred() throws {
    let host = try HostText.host(
      routes: "8.0.0.0/8 via 192.0.2.7 dev eth0 src 10.0.0.10\n2600::/32 dev eth0 src fd00::10 metric 5 pref medium")
    #expect(source(host, "8.8.8.8") == .chosen(ip("10.0.0.10")))
    #expect(source(host, "2600::1") == .chosen(ip("fd00::10")))
  }

  @Test("IPv4: the address in the gateway's network, never a secondary one; a device without one borrows")
  func ipv4() throws {
    let links = """
      1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
          inet 127.0.0.1/8 scope host lo
      2: eth0: <UP,LOWER_UP> mtu 1500
          inet 192.0.2.10/24 scope global eth0
          inet 192.0.2.11/24 scope global secondary eth0
          inet 172.16.0.10/24 scope global eth0
      4: pod0: <UP,LOWER_UP> mtu 1500
      """
    let host = try HostText.host(routes: "8.0.0.0/8 via 172.16.0.1 dev eth0", links: links)
    #expect(source(host, "8.8.8.8") == .chosen(ip("172.16.0.10")))
    #expect(source(host, "9.9.9.9") == .chosen(ip("192.0.2.10")))
    #expect(source(host, "10.244.1.7") == .chosen(ip("192.0.2.10")))
  }

  @Test("IPv4: an address that is only valid on the link is not for others")
  func scope() throws {
    let links = """
      1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
          inet 127.0.0.1/8 scope host lo
      2: eth0: <UP,LOWER_UP> mtu 1500
          inet 192.0.2.10/24 scope link eth0
      3: eth1: <UP,LOWER_UP> mtu 1500
          inet 10.0.0.10/24 scope global eth1
      """
    let host = try HostText.host(routes: "8.0.0.0/8 dev eth0 scope link", links: links)
    #expect(source(host, "9.9.9.9") == .chosen(ip("10.0.0.10")))
    #expect(source(host, "8.8.8.8") == .chosen(ip("192.0.2.10")))
  }

  @Test("IPv6: the label decides before the longest match, a deprecated address only serves if there is no other")
  func ipv6() throws {
    let links = """
      1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
          inet6 ::1/128 scope host
      2: eth0: <UP,LOWER_UP> mtu 1500
          inet6 fd00:1::10/64 scope global
          inet6 2001:db8::10/64 scope global
          inet6 2001:db8:ffff::10/64 scope global deprecated
          inet6 fe80::10/64 scope link
      """
    let host = try HostText.host(links: links)
    #expect(source(host, "2600::1") == .chosen(ip("2001:db8::10")))
    #expect(source(host, "2001:db8:ffff::1") == .chosen(ip("2001:db8::10")))
    #expect(source(host, "fd00:1::99") == .chosen(ip("fd00:1::10")))
  }

  @Test("IPv6: which of a temporary and a public address depends on use_tempaddr, and is not known without")
  func temporary() throws {
    let links = """
      2: eth0: <UP,LOWER_UP> mtu 1500
          inet6 2001:db8::10/64 scope global
          inet6 2001:db8::77/64 scope global temporary
      """
    func host(_ sysctls: [String: Int]) throws -> RoutingHost {
      try HostText.host(routes: "2600::/32 dev eth0 metric 5 pref medium", links: links, sysctls: sysctls)
    }
    let key = "net.ipv6.conf.eth0.use_tempaddr"
    #expect(source(try host([key: 0]), "2600::1") == .chosen(ip("2001:db8::10")))
    #expect(source(try host([key: 2]), "2600::1") == .chosen(ip("2001:db8::77")))
    guard case .notKnown = source(try host([:]), "2600::1") else {
      Issue.record("use_tempaddr was not read")
      return
    }
  }

  @Test("an address that is not the host's own is not sent from")
  func foreign() throws {
    let host = try HostText.host()
    #expect(host.route(to: ip("8.8.8.8"), from: ip("203.0.113.5")).drop?.kind == .sourceNotLocal)
    #expect(host.route(to: ip("8.8.8.8"), from: ip("10.0.0.10")).paths.first?.source == .given(ip("10.0.0.10")))
  }
}
