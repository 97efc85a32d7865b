import Cilium
import Testing

@Suite("Device selection")
struct DeviceSelectionTests {
  @Test("Cilium's rule gives the Selected column of every recorded node", arguments: Recording.all)
  func reproducesRecordings(_ recording: Recording) throws {
    let configuration = try Fixture.configMap(recording.scenario)
    let devices = try DeviceTable.parse(recording.text("statedb-devices"))
    let results = DeviceSelection.select(
      SelectionSettings(filter: configuration.devices(in: .latest), force: configuration.forceDeviceDetection),
      devices: devices,
      routes: try RouteTable.parse(recording.text("statedb-routes")))
    #expect(results.map(\.device) == devices.map(\.name))
    #expect(results.map(\.selected) == devices.map(\.selected))
    #expect(results.allSatisfy { $0.selected == ($0.reason == .none) })
  }

  /// The nodes of scenario D: all that a node has, nothing chosen by the user.
  private func node() throws -> (devices: [Device], routes: [Route]) {
    let recording = Recording(scenario: "D", node: "master")
    return (
      try DeviceTable.parse(recording.text("statedb-devices")), try RouteTable.parse(recording.text("statedb-routes"))
    )
  }

  private func selected(_ filter: [String], force: Bool = false) throws -> Set<String> {
    let node = try node()
    let results = DeviceSelection.select(
      SelectionSettings(filter: filter, force: force), devices: node.devices, routes: node.routes)
    return Set(results.filter(\.selected).map(\.device))
  }

  @Test("An exclusion alone selects nothing, unless detection is forced")
  func exclusion() throws {
    #expect(try selected(["!tailscale0"]).isEmpty)
    #expect(try selected(["!tailscale0"], force: true) == ["enp0s6"])
    #expect(try selected(["!tailscale0", "enp+"]) == ["enp0s6"])
  }

  @Test("Of several entries the first match decides")
  func firstMatch() throws {
    #expect(try selected(["!tailscale0", "tail+", "enp+"]) == ["enp0s6"])
    #expect(try selected(["tail+", "!tailscale0"]) == ["tailscale0"])
  }

  @Test("A name selects what detection would not, and forced detection adds to it")
  func names() throws {
    #expect(try selected(["lo"]) == ["lo"])
    #expect(try selected(["lo"], force: true) == ["lo", "enp0s6", "tailscale0"])
    #expect(try selected(["enp"]).isEmpty)
    #expect(try selected(["+"]).count == 10)
  }

  @Test("An unselected device has Cilium's reason")
  func reasonsOfARealNode() throws {
    let node = try node()
    let results = DeviceSelection.select(SelectionSettings(), devices: node.devices, routes: node.routes)
    func reason(_ name: String) -> String? { results.first { $0.device == name }?.reason.text }
    #expect(reason("lo") == "excluded flag set (mask=0x808, flags=0x49)")
    #expect(reason("cilium_vxlan") == "excluded prefix \"cilium_\"")
    #expect(reason("lxc_health") == "excluded prefix \"lxc\"")
    #expect(reason("enp0s6")?.isEmpty == true)
    let filtered = DeviceSelection.select(
      SelectionSettings(filter: ["enp0s6", "eth+"]), devices: node.devices, routes: node.routes)
    #expect(
      filtered.first { $0.device == "tailscale0" }?.reason.text == "not matching user filter [enp0s6 eth+]")
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var device: Device
    var routes: [Route] = [route("10.1.0.0/16")]
    var filter: [String] = []
    let reason: SelectionReason
  }

  // swift-format-ignore: NeverForceUnwrap
  static func route(_ destination: String, table: String = "main") -> Route {
    Route(destination: IPPrefix(destination)!, linkIndex: 7, table: table)
  }

  static func device(
    _ name: String = "eth0", type: String = "device", flags: Set<String> = ["up"], addresses: [String] = ["10.1.2.3"],
    rawFlags: UInt32? = nil, master: Int = 0
  ) -> Device {
    Device(
      name: name, index: 7, type: type, mtu: 1500, flags: flags, addresses: addresses.compactMap { IPAddress($0) },
      rawFlags: rawFlags, masterIndex: master)
  }

  static let cases: [Case] = [
    Case(testDescription: "an ordinary NIC", device: device(), reason: .none),
    Case(testDescription: "no address", device: device(addresses: []), reason: .noAddresses),
    Case(
      testDescription: "the address is looked at before the flags", device: device(flags: [], addresses: []),
      reason: .noAddresses),
    Case(testDescription: "down", device: device(flags: ["broadcast"]), reason: .missingRequiredFlag(flags: 0x2)),
    Case(testDescription: "slave", device: device(rawFlags: 0x801), reason: .excludedFlag(flags: 0x801)),
    Case(testDescription: "in a bond", device: device(master: 3), reason: .bridgedOrBonded(masterIndex: 3)),
    Case(testDescription: "docker0", device: device("docker0", type: "bridge"), reason: .excludedPrefix("docker")),
    Case(testDescription: "cni0", device: device("cni0", type: "bridge"), reason: .excludedPrefix("cni")),
    Case(
      testDescription: "a veth without default route", device: device(type: "veth"), reason: .vethWithoutDefaultRoute),
    Case(
      testDescription: "a veth with a default route in another table", device: device(type: "veth"),
      routes: [route("0.0.0.0/0", table: "52"), route("10.1.0.0/16")], reason: .vethWithoutDefaultRoute),
    Case(
      testDescription: "a veth with a default route", device: device(type: "veth"),
      routes: [route("0.0.0.0/0"), route("10.1.0.0/16")], reason: .none),
    Case(testDescription: "a bridge", device: device("br0", type: "bridge"), reason: .bridgeLike),
    Case(testDescription: "IPoIB", device: device("ib0", type: "ipoib"), reason: .ipoib),
    Case(
      testDescription: "only a default route", device: device(), routes: [route("0.0.0.0/0")],
      reason: .noGlobalUnicastRoutes),
    Case(
      testDescription: "only link-local routes", device: device(), routes: [route("fe80::/64")],
      reason: .noGlobalUnicastRoutes),
    Case(
      testDescription: "its own address in the local table", device: device(),
      routes: [route("10.1.2.3/32", table: "local")], reason: .none),
    Case(
      testDescription: "a route in Tailscale's table 52", device: device("tailscale0", type: "tuntap"),
      routes: [route("100.100.100.100/32", table: "52")], reason: .none),
    Case(
      testDescription: "named by the user though down and without address",
      device: device("br0", type: "bridge", flags: [], addresses: []), routes: [], filter: ["br0"], reason: .none),
    Case(
      testDescription: "excluded by the user", device: device(), filter: ["!eth+", "eth0"],
      reason: .excludedByUserFilter("!eth+")),
  ]

  @Test("Each of Cilium's checks has its reason", arguments: cases)
  func checks(_ example: Case) {
    let results = DeviceSelection.select(
      SelectionSettings(filter: example.filter), devices: [example.device], routes: example.routes)
    #expect(results == [.init(device: example.device.name, selected: example.reason == .none, reason: example.reason)])
  }

  @Test("With forced detection a veth needs no default route as long as there is a filter")
  func forcedVeth() {
    let results = DeviceSelection.select(
      SelectionSettings(filter: ["none"], force: true), devices: [Self.device(type: "veth")],
      routes: [Self.route("10.1.0.0/16")])
    #expect(results.map(\.selected) == [true])
  }
}
