import Cilium
import Testing

@Suite("The agent's state tables")
struct StateTableTests {
  @Test("Devices: every column of every row", arguments: Recording.all)
  func devices(_ recording: Recording) throws {
    let devices = try DeviceTable.parse(recording.text("statedb-devices"))
    #expect(Set(devices.filter(\.selected).map(\.name)) == recording.selected)
    let loopback = try #require(devices.first { $0.name == "lo" })
    #expect(loopback.hardwareAddress.isEmpty && loopback.mtu == 65536 && loopback.type == "device")
    #expect(loopback.operStatus == "unknown" && loopback.addresses.count == 2)
    let uplink = try #require(devices.first { $0.name == "enp0s6" })
    #expect(uplink.index == 2 && uplink.mtu == 9000 && uplink.type == "veth" && uplink.operStatus == "up")
    #expect(uplink.ipv4Addresses == [recording.physical] && uplink.hardwareAddress.count == 17)
    #expect(uplink.flags == ["up", "broadcast", "multicast", "running"])
    // The cell for the hardware address is empty: the columns after it must not move.
    let tunnel = try #require(devices.first { $0.name == "tailscale0" })
    #expect(tunnel.hardwareAddress.isEmpty && tunnel.mtu == 1280 && tunnel.type == "tuntap")
    #expect(tunnel.flags == ["up", "pointtopoint", "multicast", "running"])
    #expect(tunnel.ipv4Addresses == [recording.tailnet] && tunnel.operStatus == "unknown")
    #expect(devices.allSatisfy { $0.isUp })
  }

  @Test("Routes: sources, gateways, MTUs and tables, empty cells included", arguments: Recording.all)
  func routes(_ recording: Recording) throws {
    let routes = try RouteTable.parse(recording.text("statedb-routes"))
    let standard = try #require(routes.first { $0.destination.isDefault })
    #expect(standard.gateway == .v4(IPv4Address(10, 0, 0, 1)) && standard.source == .v4(recording.physical))
    #expect(standard.linkIndex == 2 && standard.mtu == nil && standard.table == "main" && standard.type == "unicast")
    let tailnet = try #require(routes.first { $0.destination.description == "100.64.0.0/10" })
    #expect(tailnet.source == nil && tailnet.gateway == nil && tailnet.linkIndex == 3 && tailnet.scope == "link")
    let peerPods = recording.node == "master" ? "10.244.1.0/24" : "10.244.0.0/24"
    let tunnel = try #require(routes.first { $0.destination.description == peerPods })
    #expect(tunnel.mtu == (recording.selected.contains("tailscale0") ? 1230 : 8950))
    #expect(routes.contains { $0.table == "local" && $0.type == "broadcast" })
    #expect(routes.first { $0.destination.description == "fe80::/64" }?.priority == 256)
  }

  @Test("Node addresses: each selected device has one primary IPv4 address", arguments: Recording.all)
  func nodeAddresses(_ recording: Recording) throws {
    let rows = try NodeAddressTable.parse(recording.text("statedb-node-addresses"))
    for device in recording.selected {
      let primary = rows.filter { $0.deviceName == device && $0.primary && $0.address.ipv4 != nil }
      let expected = device == "enp0s6" ? recording.physical : recording.tailnet
      #expect(primary.map(\.address) == [.v4(expected)])
      #expect(primary.allSatisfy { $0.nodePort })
    }
  }

  @Test("MTU: the smallest of the selected devices, less 50 in the tunnel", arguments: Recording.all)
  func mtu(_ recording: Recording) throws {
    let entry = try #require(
      MTUTable.parse(recording.text("statedb-mtu")).first { $0.prefix.description == "0.0.0.0/0" })
    let devices = try DeviceTable.parse(recording.text("statedb-devices"))
    #expect(entry.deviceMTU == devices.filter(\.selected).map(\.mtu).min())
    #expect(entry.routeMTU == entry.deviceMTU - 50)
  }

  @Test("A usage text, no output and a table without rows are errors")
  func garbage() throws {
    let usage = try Fixture.usage()
    for text in [usage, "", "\n"] {
      #expect(throws: ParseError.self) { try DeviceTable.parse(text) }
      #expect(throws: ParseError.self) { try RouteTable.parse(text) }
      #expect(throws: ParseError.self) { try NodeAddressTable.parse(text) }
      #expect(throws: ParseError.self) { try MTUTable.parse(text) }
    }
    #expect(throws: ParseError.self) { try MTUTable.parse("Prefix      DeviceMTU   RouteMTU\n") }
  }

  @Test("An error says which line it stopped at and what stood there")
  func errorNamesTheLine() throws {
    let text = "Prefix      DeviceMTU   RouteMTU\n::/0        1280        1230\n0.0.0.0/0   many        1230\n"
    let error = try #require(throws: ParseError.self) { try MTUTable.parse(text) }
    #expect(error.location == .line(3) && error.found == "many")
    #expect(error.description.contains("line 3") && error.description.contains("db/show mtu"))
  }

  @Test("A row that does not line up with the headings is an error")
  func misaligned() throws {
    let text = "Prefix      DeviceMTU   RouteMTU\n0.0.0.0/0 is not a table row at all\n"
    #expect(throws: ParseError.self) { try MTUTable.parse(text) }
  }
}
