import Testing

@testable import Lab

@Suite("Device selection follows Cilium 1.19's checks")
struct DeviceSelectionTests {
  /// A case of the table: a device, its routes, the setting, and what Cilium says.
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var devices: String?
    var force = false
    var device: KernelDevice
    var routes: [KernelRoute] = []
    var verdict: DeviceVerdict
  }

  private static func device(
    _ name: String, type: String = "device", flags: [String] = ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"],
    master: String? = nil, address: String? = "192.0.2.7"
  ) -> KernelDevice {
    KernelDevice(
      index: 7, name: name, mtu: 1500, hardwareAddress: "02:00:00:00:00:01", flags: flags, type: type, master: master,
      operState: "up",
      addresses: address.map { [.init(address: $0, prefixLength: 24, scope: "global", secondary: false)] } ?? [])
  }

  private static func route(_ destination: String, _ device: String, table: String = "main") -> KernelRoute {
    KernelRoute(
      destination: destination, device: device, source: nil, gateway: nil, mtu: nil, table: table, type: "unicast",
      scope: "universe", priority: 0)
  }

  static let bridge = device("br0", type: "bridge")

  static let cases: [Case] = [
    Case(
      description: "1: named by the user, though down and without address", devices: "eth9",
      device: device("eth9", flags: [], address: nil), verdict: .selected),
    Case(
      description: "1: first match wins, exclusion before wildcard", devices: "!eth1,eth+", device: device("eth1"),
      verdict: .notSelected(reason: "")),
    Case(
      description: "1: first match wins, wildcard before exclusion", devices: "eth+,!eth1", device: device("eth1"),
      verdict: .selected),
    Case(
      description: "1: an excluded wildcard", devices: "!tailscale+", device: device("tailscale0"),
      verdict: .notSelected(reason: "")),
    Case(
      description: "1: an exact name is no prefix", devices: "eth1", device: device("eth10"),
      verdict: .notSelected(reason: "not matching user filter [eth1]")),
    Case(
      description: "2: not named, detection not forced", devices: "enp0s6,tailscale0", device: device("eth1"),
      verdict: .notSelected(reason: "not matching user filter [enp0s6 tailscale0]")),
    Case(
      description: "2: an exclusion alone selects nothing", devices: "!tailscale0", device: device("eth1"),
      routes: [route("192.0.2.0/24", "eth1")],
      verdict: .notSelected(reason: "not matching user filter [!tailscale0]")),
    Case(
      description: "2: an exclusion with forced detection", devices: "!tailscale0", force: true,
      device: device("eth1"), routes: [route("192.0.2.0/24", "eth1")], verdict: .selected),
    Case(
      description: "3: no addresses", device: device("eth1", address: nil),
      verdict: .notSelected(reason: "device has no addresses")),
    Case(
      description: "4: not up", device: device("eth1", flags: ["BROADCAST", "MULTICAST"]),
      verdict: .notSelected(reason: "missing required flag (mask=0x1, flags=0x1002)")),
    Case(
      description: "5: loopback", device: device("lo", flags: ["LOOPBACK", "UP", "LOWER_UP"], address: "127.0.0.1"),
      verdict: .notSelected(reason: "excluded flag set (mask=0x808, flags=0x10049)")),
    Case(
      description: "5: slave of a bond",
      device: device("eth1", flags: ["BROADCAST", "MULTICAST", "SLAVE", "UP", "LOWER_UP"], master: "bond0"),
      verdict: .notSelected(reason: "excluded flag set (mask=0x808, flags=0x11843)")),
    Case(
      description: "6: port of a bridge", device: device("eth1", master: "br0"),
      verdict: .notSelected(reason: "bridged or bonded to ifindex 7")),
    Case(
      description: "7: Cilium's own", device: device("cilium_host"),
      verdict: .notSelected(reason: "excluded prefix \"cilium_\"")),
    Case(
      description: "7: lo as a prefix", device: device("lowpan0"),
      verdict: .notSelected(reason: "excluded prefix \"lo\"")
    ),
    Case(
      description: "7: a pod's", device: device("lxc1234"), verdict: .notSelected(reason: "excluded prefix \"lxc\"")),
    Case(
      description: "7: another CNI's", device: device("cni0"), verdict: .notSelected(reason: "excluded prefix \"cni\"")
    ),
    Case(
      description: "7: Docker's", device: device("docker0"),
      verdict: .notSelected(reason: "excluded prefix \"docker\"")),
    Case(
      description: "8: a veth without default route", device: device("eth1", type: "veth"),
      routes: [route("192.0.2.0/24", "eth1")], verdict: .notSelected(reason: "veth without default route")),
    Case(
      description: "8: a veth with default route", device: device("eth1", type: "veth"),
      routes: [route("0.0.0.0/0", "eth1"), route("192.0.2.0/24", "eth1")], verdict: .selected),
    Case(
      description: "8: a veth with a default route in another table", device: device("eth1", type: "veth"),
      routes: [route("0.0.0.0/0", "eth1", table: "52"), route("192.0.2.0/24", "eth1")],
      verdict: .notSelected(reason: "veth without default route")),
    Case(
      description: "8: not checked with a filter", devices: "!eth2", force: true, device: device("eth1", type: "veth"),
      routes: [route("192.0.2.0/24", "eth1")], verdict: .selected),
    Case(
      description: "9: a bridge", device: bridge, routes: [route("192.0.2.0/24", "br0")],
      verdict: .notSelected(reason: "bridge-like device, use --devices to override")),
    Case(
      description: "9: Open vSwitch", device: device("ovs", type: "openvswitch"),
      verdict: .notSelected(reason: "bridge-like device, use --devices to override")),
    Case(
      description: "10: IPoIB", device: device("ib0", type: "ipoib"),
      verdict: .notSelected(reason: "IPoIB device, use --devices to override")),
    Case(
      description: "11: no routes", device: device("eth1"), verdict: .notSelected(reason: "no global unicast routes")),
    Case(
      description: "11: 0.0.0.0/0 alone", device: device("eth1"), routes: [route("0.0.0.0/0", "eth1")],
      verdict: .notSelected(reason: "no global unicast routes")),
    Case(
      description: "11: link-local and multicast only", device: device("eth1"),
      routes: [route("fe80::/64", "eth1"), route("ff00::/8", "eth1"), route("169.254.0.0/16", "eth1")],
      verdict: .notSelected(reason: "no global unicast routes")),
    Case(
      description: "11: another device's route", device: device("eth1"), routes: [route("192.0.2.0/24", "eth2")],
      verdict: .notSelected(reason: "no global unicast routes")),
    Case(
      description: "11: the local table's own address", device: device("eth1"),
      routes: [route("192.0.2.7/32", "eth1", table: "local")], verdict: .selected),
    Case(
      description: "11: Tailscale's table 52", device: device("tailscale0", type: "tuntap"),
      routes: [route("100.64.0.2/32", "tailscale0", table: "52")], verdict: .selected),
  ]

  @Test("each row of the table", arguments: cases)
  func verdict(of row: Case) {
    let selection = DeviceSelection(
      filter: DeviceFilter(row.devices, release: .v119), forceDetection: row.force, devices: [row.device, Self.bridge],
      routes: row.routes, release: .v119)
    #expect(selection.verdict(on: row.device) == row.verdict)
  }

  @Test("a list is split at its commas, with the blanks kept; without commas at its blanks")
  func splitting() {
    #expect(DeviceFilter("a, b", release: .v119).entries == ["a", " b"])
    #expect(DeviceFilter(" a  b ", release: .v119).entries == ["a", "b"])
    #expect(DeviceFilter("", release: .v119).isEmpty && DeviceFilter(nil, release: .v119).isEmpty)
  }

  @Test("1.15 splits at blanks alone, and `!` is part of a name before 1.19")
  func splittingByRelease() {
    #expect(DeviceFilter("a,b", release: .v115).entries == ["a,b"])
    #expect(DeviceFilter("a b", release: .v115).entries == ["a", "b"])
    #expect(DeviceFilter("a,b", release: .v117).entries == ["a", "b"])
    #expect(DeviceFilter("!a", release: .v118).verdict(on: "a") == nil)
    #expect(DeviceFilter("!a", release: .v119).verdict(on: "a") == false)
  }

  @Test("a named device that is down or enslaved: selected since 1.19 and 1.16")
  func namedByRelease() {
    func isSelected(_ device: KernelDevice, _ release: LabCilium) -> Bool {
      DeviceSelection(
        filter: DeviceFilter("eth0", release: release), forceDetection: false, devices: [device, Self.bridge],
        routes: [], release: release
      ).verdict(on: device).isSelected
    }
    var down = Self.device("eth0")
    down.flags = []
    var enslaved = Self.device("eth0")
    enslaved.master = Self.bridge.name
    #expect(LabCilium.allCases.filter { isSelected(down, $0) } == [.v119])
    #expect(LabCilium.allCases.filter { isSelected(enslaved, $0) } == [.v117, .v118, .v119])
  }

  @Test("the recorded nodes", arguments: AgentFixtures.recordings)
  func recorded(_ recording: AgentFixtures.Recording) throws {
    let expected = recording.devices?.split(separator: ",").map(String.init) ?? ["enp0s6", "tailscale0"]
    #expect(try AgentFixtures.facts(recording).selectedDevices.map(\.name) == expected)
  }

  @Test("a wildcard selects as the recorded C-wildcard")
  func wildcard() throws {
    var facts = try AgentFixtures.facts(AgentFixtures.both)
    let selection = DeviceSelection(
      filter: DeviceFilter("enp+,tailscale+", release: .v119), forceDetection: false, devices: facts.devices,
      routes: facts.routes, release: .v119)
    facts.verdicts = Dictionary(uniqueKeysWithValues: facts.devices.map { ($0.name, selection.verdict(on: $0)) })
    #expect(facts.selectedDevices.map(\.name) == ["enp0s6", "tailscale0"])
  }
}
