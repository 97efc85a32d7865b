import Cilium
import Foundation
import Testing

@testable import Routing

@Suite("A host by its agent's tables")
struct AgentTableTests {
  private static let targets = [
    "8.8.8.8", "100.64.0.2", "100.64.0.9", "10.0.0.77", "10.244.1.5", "10.244.0.104", "127.0.0.1", "10.0.0.255", "::1",
    "2600::1", "ff02::1",
  ]

  private func text(_ name: String) throws -> String {
    String(decoding: try Fixture.data("tailscale/\(name)"), as: UTF8.self)
  }

  private func kernel() throws -> RoutingHost {
    RoutingHost(
      ipv4Rules: try RuleReader.parse(Fixture.data("tailscale/ip-rule.txt"), family: .ipv4),
      routes: try RouteReader.parse(Fixture.data("tailscale/ip-route-all.txt")),
      links: try LinkReader.parse(Fixture.data("tailscale/ip-d-addr.txt")))
  }

  private func agent() throws -> RoutingHost {
    RoutingHost(
      routes: try RouteTable.parse(text("statedb-routes.stdout")),
      devices: try DeviceTable.parse(text("statedb-devices.stdout")))
  }

  @Test(
    "decides as by the kernel's own tables, Tailscale's rules assumed, for marked and unmarked packets",
    arguments: targets)
  func agrees(_ target: String) throws {
    for mark in [UInt32(0), 0x80000] {
      let (mine, theirs) = (
        try agent().route(to: ip(target), mark: mark), try kernel().route(to: ip(target), mark: mark)
      )
      #expect(mine.outcome == theirs.outcome, "\(target), mark \(mark)")
      #expect(theirs.assumptions.isEmpty)
      #expect(mine.assumptions == [.defaultRules, .tailscaleRules, .addressDetails])
    }
  }

  @Test("the recorded node: unmarked packets ask Tailscale's table, its own do not")
  func recorded() throws {
    let host = try kernel()
    #expect(host.route(to: ip("100.64.0.2")).devices == ["tailscale0"])
    #expect(host.route(to: ip("100.64.0.2"), mark: 0x80000).devices == ["enp0s6"])
    #expect(host.route(to: ip("8.8.8.8")).paths.map(\.source) == [.chosen(ip("10.0.0.239"))])
  }

  @Test("a multipath route without hops is not known; a route of untold type without a device neither")
  func multipath() throws {
    let devices = [
      Device(name: "eth0", index: 2, type: "device", mtu: 1500, flags: ["up"], addresses: [ip("10.0.0.1")])
    ]
    let prefix = try #require(IPPrefix("0.0.0.0/0"))
    let route = Route(destination: prefix, linkIndex: 0)
    #expect(RoutingHost(routes: [route], devices: devices).route(to: ip("8.8.8.8")).unknownReason != nil)
    let dropping = Route(destination: prefix, linkIndex: 0, type: "blackhole")
    #expect(RoutingHost(routes: [dropping], devices: devices).route(to: ip("8.8.8.8")).drop?.kind == .blackhole)
    let untold = Route(destination: prefix, linkIndex: 0, type: RouteTable.untoldType)
    #expect(RoutingHost(routes: [untold], devices: devices).route(to: ip("8.8.8.8")).unknownReason != nil)
  }

  @Test("the rows of a multipath route's hops are one route")
  func hops() throws {
    let devices = ["eth0", "eth1"].enumerated().map {
      Device(name: $0.element, index: $0.offset + 2, type: "device", mtu: 1500, flags: ["up"], addresses: [])
    }
    let prefix = try #require(IPPrefix("0.0.0.0/0"))
    let routes = [2, 3].map { Route(destination: prefix, gateway: ip("10.0.\($0).1"), linkIndex: $0) }
    #expect(RoutingHost(routes: routes, devices: devices).route(to: ip("8.8.8.8")).devices == ["eth0", "eth1"])
  }

  @Test("rules that were read are not assumed; VRFs are taken into account when they were not")
  func rules() throws {
    let devices = [
      Device(
        name: "lo", index: 1, type: "device", mtu: 65536, flags: ["up", "loopback"], addresses: [ip("127.0.0.1")]),
      Device(name: "blue", index: 2, type: "vrf", mtu: 1500, flags: ["up"], addresses: []),
      Device(name: "eth1", index: 3, type: "device", mtu: 1500, flags: ["up"], addresses: [ip("198.18.5.11")]),
    ]
    let text = """
      Destination      Source        Gateway      LinkIndex   MTU   Table   Type      Scope      Priority
      0.0.0.0/0                      198.18.5.1   3                 100     unicast   universe   0
      198.18.5.0/24    198.18.5.11                3                 100     unicast   link       0
      198.18.5.11/32   198.18.5.11                3                 100     local     host       0
      """
    let host = RoutingHost(routes: try RouteTable.parse(text), devices: devices)
    let decision = host.route(to: ip("8.8.8.8"), outputDevice: "blue")
    #expect(decision.devices == ["eth1"] && decision.paths.map(\.source) == [.chosen(ip("198.18.5.11"))])
    #expect(decision.assumptions.isSuperset(of: [.vrfRule, .vrfTable, .defaultRules]))
    let read = RoutingHost(
      routes: try RouteTable.parse(text), devices: devices, ipv4Rules: PolicyRule.defaults(.ipv4), ipv6Rules: [])
    #expect(
      !read.assumptions.contains(.defaultRules) && read.route(to: ip("8.8.8.8"), outputDevice: "eth1").route == nil)
  }

  @Test("an address's prefix follows from its connected route; a further one in the same network is secondary")
  func prefixes() throws {
    let device = Device(
      name: "eth0", index: 2, type: "device", mtu: 1500, flags: ["up"],
      addresses: [ip("10.0.0.1"), ip("10.0.0.2"), ip("10.9.9.9")])
    let connected = Route(
      destination: try #require(IPPrefix("10.0.0.0/24")), source: ip("10.0.0.1"), linkIndex: 2, scope: "link")
    let addresses = RoutingHost(routes: [connected], devices: [device]).links[0].addresses
    #expect(addresses.map(\.prefixLength) == [24, 24, 32] && addresses.map(\.isSecondary) == [false, true, false])
  }

  @Test("every assumption has words")
  func words() { #expect(Set(RoutingAssumption.allCases.map(\.text)).count == RoutingAssumption.allCases.count) }
}
