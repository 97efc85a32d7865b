import Cilium
import Testing

@testable import Conformance

@Suite("A node's two uplinks")
struct UplinksTests {
  private typealias Make = SyntheticCluster

  private func uplinks(_ devices: [Device], _ routes: [Route?]) -> [String?] {
    let uplinks = Uplinks(devices: devices, routes: routes.compactMap { $0 })
    return [uplinks.physical?.name, uplinks.tailnet?.name]
  }

  private let physical = Make.device("ens5", 2, IPv4Address(10, 0, 0, 1))
  private let tailnet = Make.tunnel("ts0", 3, IPv4Address(100, 64, 0, 1))

  @Test("the recorded nodes have enp0s6 and tailscale0", arguments: TruthTableTests.all)
  func recorded(folder: String) throws {
    for node in try RecordedCluster.facts(folder).nodes {
      #expect(uplinks(node.devices, node.routes) == ["enp0s6", "tailscale0"])
    }
  }

  @Test("a default route on the tailnet does not make it the physical uplink")
  func movedDefaultRoute() {
    #expect(uplinks([physical, tailnet], [Make.defaultRoute(3)]) == ["ens5", "ts0"])
    #expect(
      uplinks([tailnet, physical], [Make.defaultRoute(3, table: "52"), Make.defaultRoute(2)]) == ["ens5", "ts0"])
  }

  @Test("the order of the devices does not matter")
  func order() {
    #expect(uplinks([tailnet, physical], [Make.defaultRoute(2)]) == ["ens5", "ts0"])
  }

  @Test("of two NICs the one with the preferred default route is the uplink")
  func twoNICs() {
    let second = Make.device("ens6", 4, IPv4Address(10, 0, 1, 1))
    #expect(uplinks([physical, second, tailnet], [Make.defaultRoute(4)]) == ["ens6", "ts0"])
    let metrics = [Make.defaultRoute(2, priority: 600), Make.defaultRoute(4, priority: 100)]
    #expect(uplinks([physical, second, tailnet], metrics) == ["ens6", "ts0"])
  }

  @Test("a default route in a table of its own, as clouds have for secondary NICs, does not count")
  func policyTable() {
    let second = Make.device("ens6", 1, IPv4Address(10, 0, 1, 1))
    let routes = [Make.defaultRoute(1, table: "1001"), Make.defaultRoute(2, priority: 100)]
    #expect(uplinks([second, physical, tailnet], routes) == ["ens5", "ts0"])
  }

  @Test("a WireGuard device without a tailnet address is the tailnet uplink", arguments: ["wireguard", "tuntap"])
  func wireGuard(type: String) {
    let device = Make.tunnel("wg0", 3, IPv4Address(192, 168, 77, 1), type: type)
    #expect(uplinks([device, physical], [Make.defaultRoute(2)]) == ["ens5", "wg0"])
  }

  @Test("devices that are down, have no address, or are Cilium's and runtimes' own are no uplinks")
  func notUplinks() {
    let down = Make.device("ens7", 5, IPv4Address(10, 0, 2, 1), flags: ["broadcast"])
    let linkLocal = Make.device("nodelocaldns", 6, IPv4Address(169, 254, 20, 10), type: "dummy")
    let own = ["cilium_host", "docker0", "cni0", "lxc1234", "lo"].enumerated().map {
      Make.device($1, 10 + $0, IPv4Address(10, 9, UInt8($0), 1))
    }
    #expect(uplinks(own + [down, linkLocal, Make.device("ens8", 7, nil)], []) == [nil, nil])
    #expect(uplinks(own + [down, linkLocal, physical, tailnet], []) == ["ens5", "ts0"])
  }

  @Test("the kernel's default route: Tailscale's table first, then the lowest metric, never IPv6")
  func preferred() throws {
    let main = try #require(Make.defaultRoute(2, priority: 100))
    let worse = try #require(Make.defaultRoute(4, priority: 200))
    let exit = try #require(Make.defaultRoute(3, table: "52", priority: 500))
    let v6 = Route(destination: try #require(IPPrefix("::/0")), linkIndex: 9)
    let blackhole = try #require(Make.route(IPv4Address(0, 0, 0, 0), 0, 8, type: "blackhole"))
    #expect(Uplinks.preferredDefaultRoute([v6, blackhole]) == nil)
    #expect(Uplinks.preferredDefaultRoute([v6, worse, main, blackhole]) == main)
    #expect(Uplinks.preferredDefaultRoute([main, exit]) == exit)
  }
}
