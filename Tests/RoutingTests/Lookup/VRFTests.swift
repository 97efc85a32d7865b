import Cilium
import Testing

@testable import Routing

@Suite("VRFs")
struct VRFTests {
  private let links = """
    1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
        inet 127.0.0.1/8 scope host lo
    2: eth0: <UP,LOWER_UP> mtu 1500
        inet 192.0.2.10/24 scope global eth0
    3: blue: <NOARP,MASTER,UP,LOWER_UP> mtu 65575
        vrf table 100
    4: eth1: <UP,LOWER_UP> mtu 1500 master blue
        inet 198.18.5.11/24 scope global eth1
    """
  private let routes = """
    default via 198.18.5.1 dev eth1 table 100
    198.18.5.0/24 dev eth1 table 100 scope link src 198.18.5.11
    local 198.18.5.11 dev eth1 table 100 scope host src 198.18.5.11
    """

  private func host(links: String? = nil) throws -> RoutingHost {
    try HostText.host(
      rules: "1000: from all lookup [l3mdev-table]", routes: routes, links: links ?? self.links,
      sysctls: ["net.ipv4.ip_forward": 1, "net.ipv4.conf.all.rp_filter": 1, "net.ipv4.conf.eth1.rp_filter": 0])
  }

  @Test("a socket that is bound to the VRF or its port asks the VRF's table, others do not")
  func output() throws {
    let host = try host()
    for device in ["blue", "eth1"] {
      let decision = host.route(to: ip("8.8.8.8"), outputDevice: device)
      #expect(decision.devices == ["eth1"] && decision.table == RoutingTable("100"), "\(device)")
      #expect(decision.paths.first?.source == .chosen(ip("198.18.5.11")))
    }
    #expect(host.route(to: ip("8.8.8.8")).devices == ["eth0"])
    // Within a VRF a missing way is a missing way; outside, a bound socket sends all the same.
    let way = try #require(host.routes.first { $0.table == RoutingTable("100") })
    #expect(host.removing(way).route(to: ip("8.8.8.8"), outputDevice: "eth1").drop?.kind == .noRoute)
    let empty = host.replacingRoutes([])
    #expect(empty.route(to: ip("8.8.8.8"), outputDevice: "eth0").devices == ["eth0"])
  }

  @Test("what arrives by a port is looked up there, and back there")
  func input() throws {
    let host = try host()
    #expect(host.forward(from: ip("203.0.113.5"), to: ip("8.8.8.8"), arrivingOn: "eth1").devices == ["eth1"])
    guard
      case .delivered(let path) = host.forward(from: ip("203.0.113.5"), to: ip("198.18.5.11"), arrivingOn: "eth1")
        .outcome
    else {
      Issue.record("not delivered")
      return
    }
    #expect(path.device == "blue")
    #expect(host.forward(from: ip("203.0.113.5"), to: ip("198.18.5.11"), arrivingOn: "eth0").devices == ["eth0"])
  }

  @Test("a VRF's table that was not read is the one with its ports' local routes, and said to be assumed")
  func inferred() throws {
    let host = try host(links: links.replacing("    vrf table 100\n", with: ""))
    // Without its kind a device is none; so is told here what `ip -j addr` of an older version tells.
    var blue = host.links
    blue[2].kind = "vrf"
    let known = RoutingHost(ipv4Rules: host.ipv4Rules, routes: host.routes, links: blue, sysctls: host.sysctls)
    let decision = known.route(to: ip("8.8.8.8"), outputDevice: "blue")
    #expect(decision.devices == ["eth1"] && decision.assumptions == [.vrfTable])
  }

  @Test("a rule that names the VRF is read differently by different kernels")
  func namedVRF() throws {
    let host = try HostText.host(
      rules: "10: from all oif blue lookup 7", routes: routes + "\ndefault dev eth0 table 7", links: links)
    #expect(host.route(to: ip("8.8.8.8"), outputDevice: "blue").unknownReason?.contains("version") == true)
  }
}
