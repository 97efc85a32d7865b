import Cilium
import Foundation
import Testing

@Suite("The kernel's tables, where an agent has none")
struct KernelTablesTests {
  static let recordings = ["A", "C"].flatMap { scenario in
    ["master", "worker"].map { Recording(scenario: scenario, node: $0) }
  }

  @Test("ip tells the same devices as the agent's own table", arguments: recordings)
  func agreesWithTheAgent(_ recording: Recording) throws {
    let kernel = try KernelTables.devices(json: recording.data("ip-j-addr"))
    let agent = try DeviceTable.parse(recording.text("statedb-devices"))
    #expect(kernel.map(\.name) == agent.map(\.name))
    for (left, right) in zip(kernel, agent) {
      #expect(left.index == right.index && left.mtu == right.mtu && left.type == right.type, "\(right.name)")
      #expect(left.hardwareAddress == right.hardwareAddress, "\(right.name)")
      #expect(Set(left.addresses) == Set(right.addresses), "\(right.name)")
      #expect(left.isUp == right.isUp && left.flags == right.flags, "\(right.name)")
    }
  }

  @Test("and so the same selection follows", arguments: recordings)
  func sameSelection(_ recording: Recording) throws {
    let devices = try KernelTables.devices(json: recording.data("ip-j-addr"))
    let routes = try RouteTable.parse(recording.text("statedb-routes"))
    let configuration = try Fixture.configMap(recording.scenario)
    let results = DeviceSelection.select(
      SelectionSettings(filter: configuration.devices(in: .latest)), devices: devices, routes: routes)
    #expect(Set(results.filter(\.selected).map(\.device)) == recording.selected)
  }

  private func routes() throws -> (devices: [Device], routes: [Route]) {
    let devices = try KernelTables.devices(json: Fixture.data("iproute2/addr.json"))
    let ipv4 = try KernelTables.routes(json: Fixture.data("iproute2/route4.json"), devices: devices)
    let ipv6 = try KernelTables.routes(json: Fixture.data("iproute2/route6.json"), isIPv6: true, devices: devices)
    return (devices, ipv4 + ipv6)
  }

  @Test("routes of every kind are read: defaults of both families, other tables, metrics, several next hops, no device")
  func everyKind() throws {
    let (devices, routes) = try routes()
    let uplink = try #require(devices.first { $0.name == "enp0s6" }).index
    let tunnel = try #require(devices.first { $0.name == "tailscale0" }).index
    func find(_ prefix: String) -> [Route] { routes.filter { $0.destination.description == prefix } }
    let standard = try #require(find("0.0.0.0/0").first)
    #expect(standard.linkIndex == uplink && standard.gateway == IPAddress("10.0.0.1") && standard.table == "main")
    #expect(standard.source == IPAddress("10.0.0.239") && standard.scope == "universe")
    #expect(find("::/0").first?.priority == 1024)
    let peer = try #require(find("100.64.0.2/32").first)
    #expect(peer.table == "52" && peer.linkIndex == tunnel && peer.scope == "link")
    let pods = try #require(find("10.244.1.0/24").first)
    #expect(pods.mtu == 1230 && pods.priority == 7 && pods.type == "unicast")
    #expect(find("198.51.100.0/24").map(\.gateway) == [IPAddress("10.0.0.2"), IPAddress("10.0.0.3")])
    #expect(find("192.0.2.0/24").map(\.type) == ["blackhole"] && find("192.0.2.0/24").map(\.linkIndex) == [0])
    #expect(find("10.0.0.239/32").map(\.type) == ["local"])
    #expect(find("2001:db8::239/128").map(\.table) == ["local"])
  }

  @Test("a TUN is told from hardware, and one without carrier is not running")
  func tunnel() throws {
    let device = try #require(try routes().devices.first { $0.name == "tailscale0" })
    #expect(device.type == "tuntap" && device.hardwareAddress.isEmpty && device.isUp && device.mtu == 1280)
    #expect(device.flags == ["up", "pointtopoint", "multicast"] && device.rawFlags & 0x80 != 0)
  }

  @Test("anything else is an error that says what was read; a family without routes is none")
  func errors() throws {
    #expect(throws: ParseError.self) { try KernelTables.devices(json: Data("[]".utf8)) }
    #expect(throws: ParseError.self) { try KernelTables.devices(json: Data("Usage: ip".utf8)) }
    #expect(throws: ParseError.self) { try KernelTables.routes(json: Data(#"[{"dst":"x"}]"#.utf8), devices: []) }
    #expect(throws: ParseError.self) { try KernelTables.routes(json: Data("Error: ipv6".utf8), devices: []) }
    #expect(try KernelTables.routes(json: Data("\n".utf8), isIPv6: true, devices: []).isEmpty)
  }
}

@Suite("The state tables of older agents")
struct OlderStateTableTests {
  /// The columns of 1.15 to 1.17 (`TableHeader` in `pkg/datapath/tables`), the header as `statedb` of 1.16 marks it.
  private let devices = """
    # Name       Index   Selected   Type     MTU     HWAddr              Flags                                    Addresses
    lo           1       false      device   65536                       up|loopback|running                      127.0.0.1, ::1
    tailscale0   3       true       tuntap   1280                        up|pointtopoint|multicast|running        100.64.0.1

    """
  private let routes = """
    Destination     Source       Gateway    LinkIndex   Table   Scope
    0.0.0.0/0       10.0.0.239   10.0.0.1   2           254     0
    100.64.0.2/32                           3           52      253
    10.0.0.239/32   10.0.0.239              2           255     254
    192.0.2.0/24                            0           254     0

    """

  @Test("devices without their later columns, under a header with a number sign")
  func deviceTable() throws {
    let found = try DeviceTable.parse(devices)
    #expect(found.map(\.name) == ["lo", "tailscale0"] && found.map(\.selected) == [false, true])
    #expect(found[1].addresses == [IPAddress("100.64.0.1")] && found[1].operStatus.isEmpty)
  }

  @Test("numbered tables and scopes have their names, and a route's type follows")
  func routeTable() throws {
    let found = try RouteTable.parse(routes)
    #expect(found.map(\.table) == ["main", "52", "local", "main"])
    #expect(found.map(\.scope) == ["universe", "link", "host", "universe"])
    #expect(found.map(\.type) == ["unicast", "unicast", "local", RouteTable.untoldType])
  }

  @Test("the ip-masq-agent's list, both families; an empty map is no error, a usage text is")
  func ipMasqList() throws {
    let text = "IP PREFIX/ADDRESS   \n10.0.0.0/8          \nfe80::/10           \n"
    #expect(try IPMasqList.parse(text: text).map(\.description) == ["10.0.0.0/8", "fe80::/10"])
    #expect(try IPMasqList.parse(text: "", stderr: "No entries found.\n").isEmpty)
    #expect(throws: ParseError.self) { try IPMasqList.parse(text: "") }
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try IPMasqList.parse(text: usage) }
  }

  @Test("ip's text tells masters, altnames, addresses that are not ready, and what is no device is left out")
  func text() throws {
    let devices = try KernelTables.devices(
      text: """
        1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
            link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
            inet 127.0.0.1/8 scope host lo
        2: eth0@if7: <NO-CARRIER,BROADCAST,MULTICAST,SLAVE,UP> mtu 1500 qdisc mq master bond0 state DOWN group default
            link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff
            altname enp0s3
            altname ens3
        3: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default
            inet 10.0.0.9 peer 10.0.0.10/32 scope global bond0
            inet6 2001:db8::9/64 scope global tentative
        4: wg0: <POINTOPOINT,NOARP> mtu 1420 qdisc noop master gone state DOWN group default
        Cannot find device "lxc1"
        """)
    #expect(devices.map(\.name) == ["lo", "eth0", "bond0", "wg0"])
    #expect(devices.map(\.masterIndex) == [0, 3, 0, -1])
    #expect(devices[1].names == ["eth0", "enp0s3", "ens3"] && devices[1].hardwareAddress == "52:54:00:12:34:56")
    #expect(devices[1].isUp && !devices[1].flags.contains("running") && devices[1].rawFlags & 0x800 != 0)
    #expect(devices[2].addresses.map(\.description) == ["10.0.0.9", "2001:db8::9"])
    #expect(devices[2].tentativeAddresses?.map(\.description) == ["2001:db8::9"] && devices[2].operStatus == "up")
    #expect(!devices[3].isUp && devices[3].flags == ["pointtopoint"] && devices[3].mtu == 1420)
    for text in ["", "Usage: ip", "\u{0}\u{0}", "1: lo"] {
      #expect(throws: ParseError.self) { try KernelTables.devices(text: text) }
    }
  }

  @Test("a VLAN tells its id and what it lies on, and addresses whether they are secondary, in either form")
  func vlans() throws {
    let json = """
      [{"ifindex":2,"ifname":"bond0","flags":["UP"],"mtu":1500,"linkinfo":{"info_kind":"bond","info_data":{"id":"x"}},
        "addr_info":[{"local":"192.0.2.71","prefixlen":24},{"local":"192.0.2.5","prefixlen":24,"secondary":true}]},
       {"ifindex":3,"ifname":"storage","link":"bond0","flags":["UP"],"mtu":1500,
        "linkinfo":{"info_kind":"vlan","info_data":{"protocol":"802.1Q","id":300}},"addr_info":[]}]
      """
    let text = """
      2: bond0: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP group default
          inet 192.0.2.71/24 scope global bond0
          inet 192.0.2.5/24 scope global secondary bond0
      3: storage@bond0: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP group default
          vlan protocol 802.1Q id 300 <REORDER_HDR>
      """
    for devices in [try KernelTables.devices(json: Data(json.utf8)), try KernelTables.devices(text: text)] {
      #expect(devices[1].vlan == Device.VLAN(id: 300, parentIndex: 2) && devices[0].vlan == nil)
      #expect(devices[0].secondaryAddresses?.map(\.description) == ["192.0.2.5"])
      let copy = try JSONDecoder().decode([Device].self, from: JSONEncoder().encode(devices))
      #expect(copy == devices)
    }
  }
}
