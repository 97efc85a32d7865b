import Cilium
import Testing

@Suite("Device selection differs by release")
struct DeviceSelectionReleaseTests {
  private typealias Make = DeviceSelectionTests

  private func reason(
    _ device: Device, in release: CiliumRelease, filter: [String] = [], force: Bool = false,
    routes: [Route] = [Make.route("10.1.0.0/16")], supportsL3Devices: Bool = true
  ) -> SelectionReason? {
    DeviceSelection.select(
      SelectionSettings(filter: filter, force: force, release: release, supportsL3Devices: supportsL3Devices),
      devices: [device], routes: routes
    ).first?.reason
  }

  private static let table = (15...19).map { CiliumRelease(1, $0) }

  @Test("only 1.19 takes ! for an exclusion; before, it is part of a name")
  func exclusion() {
    for release in Self.table {
      let excluded = reason(Make.device(), in: release, filter: ["!eth0", "eth+"])
      #expect((excluded == .excludedByUserFilter("!eth0")) == (release == CiliumRelease(1, 19)), "\(release)")
      #expect(excluded == SelectionReason.none || release == CiliumRelease(1, 19), "\(release)")
    }
  }

  @Test("a named device that is down or has no address is selected since 1.19 only")
  func namedButDown() {
    for release in Self.table {
      let isLatest = release == CiliumRelease(1, 19)
      let down = reason(Make.device(flags: ["broadcast"]), in: release, filter: ["eth0"])
      #expect(down == (isLatest ? SelectionReason.none : .missingRequiredFlag(flags: 0x2)), "\(release)")
      let bare = reason(Make.device(addresses: []), in: release, filter: ["eth0"])
      #expect(bare == (isLatest ? SelectionReason.none : .noAddresses), "\(release)")
    }
  }

  @Test("1.15 selects no device below a bridge even by name; since 1.16 a name is enough")
  func namedBelowABridge() {
    for release in Self.table {
      let found = reason(Make.device(master: 3), in: release, filter: ["eth0"])
      #expect(
        found == (release == CiliumRelease(1, 15) ? .bridgedOrBonded(masterIndex: 3) : SelectionReason.none),
        "\(release)")
    }
  }

  @Test("forced detection is known since 1.16")
  func force() {
    for release in Self.table {
      let found = reason(Make.device(), in: release, filter: ["other"], force: true)
      #expect(
        found == (release == CiliumRelease(1, 15) ? .notMatchingUserFilter(["other"]) : SelectionReason.none),
        "\(release)")
    }
  }

  @Test("up to 1.17 a kernel before 5.8 cannot serve a TUN such as tailscale0, since 1.16 unless it is named")
  func l3Devices() {
    let tunnel = Make.device("tailscale0", type: "tuntap")
    for release in Self.table {
      let found = reason(tunnel, in: release, supportsL3Devices: false)
      #expect(found == (release < CiliumRelease(1, 18) ? .l3DeviceUnsupported : SelectionReason.none), "\(release)")
      let named = reason(tunnel, in: release, filter: ["tailscale0"], supportsL3Devices: false)
      #expect(named == (release == CiliumRelease(1, 15) ? .l3DeviceUnsupported : SelectionReason.none), "\(release)")
    }
  }

  @Test("IPoIB is left out since 1.18")
  func ipoib() {
    for release in Self.table {
      let found = reason(Make.device("ib0", type: "ipoib"), in: release, supportsL3Devices: true)
      #expect(found == (release >= CiliumRelease(1, 18) ? .ipoib : SelectionReason.none), "\(release)")
    }
  }

  @Test("every release selects the recorded nodes' devices alike", arguments: Recording.all)
  func recordedNodes(_ recording: Recording) throws {
    let configuration = try Fixture.configMap(recording.scenario)
    let devices = try DeviceTable.parse(recording.text("statedb-devices"))
    let routes = try RouteTable.parse(recording.text("statedb-routes"))
    for release in Self.table + [CiliumRelease(1, 14)] {
      let results = DeviceSelection.select(
        SelectionSettings(filter: configuration.devices(in: .latest), release: release), devices: devices,
        routes: routes)
      let selected = Set(results.filter(\.selected).map(\.device))
      // 1.14 takes a default route of any table, or none of it, for a global one: nothing of that is on these nodes.
      #expect(selected == recording.selected, "\(release)")
    }
  }
}

@Suite("Device selection of Cilium 1.14")
struct DeviceManagerSelectionTests {
  private typealias Make = DeviceSelectionTests
  private let release = CiliumRelease(1, 14)

  private func reason(
    _ device: Device, _ settings: SelectionSettings, routes: [Route] = [Make.route("10.1.0.0/16")],
    beside others: [Device] = []
  ) -> SelectionReason? {
    DeviceSelection.select(settings, devices: [device] + others, routes: routes).first?.reason
  }

  @Test("a user's list is taken as it is, devices that do not exist included")
  func list() {
    let settings = SelectionSettings(filter: ["eth+", "br7"], release: release)
    let results = DeviceSelection.select(settings, devices: [Make.device(flags: [], addresses: [])], routes: [])
    #expect(results.map(\.device) == ["eth0", "br7"] && results.allSatisfy(\.selected))
  }

  @Test("a default route alone is enough, and without any route nothing is")
  func routes() {
    let settings = SelectionSettings(release: release)
    #expect(reason(Make.device(), settings, routes: [Make.route("0.0.0.0/0", table: "52")]) == SelectionReason.none)
    #expect(reason(Make.device(), settings, routes: []) == .noGlobalUnicastRoutes)
    #expect(reason(Make.device(), settings, routes: [Make.route("fe80::/64")]) == .noGlobalUnicastRoutes)
  }

  @Test("a veth, a bridge, a device below a bond, an internal name and a slave are not viable")
  func viability() {
    let settings = SelectionSettings(release: release)
    #expect(reason(Make.device(type: "veth"), settings) == .vethWithoutDefaultRoute)
    #expect(reason(Make.device("br0", type: "bridge"), settings) == .bridgeLike)
    #expect(reason(Make.device("lxc1"), settings) == .excludedPrefix("lxc"))
    #expect(reason(Make.device(rawFlags: 0x801), settings) == .excludedFlag(flags: 0x801))
    let bond = Device(name: "bond0", index: 3, type: "bond", mtu: 1500, flags: ["up"], addresses: [])
    #expect(reason(Make.device(master: 3), settings, beside: [bond]) == .bridgedOrBonded(masterIndex: 3))
    // A VRF or another master is none of its business.
    #expect(reason(Make.device(master: 9), settings, beside: [bond]) == SelectionReason.none)
    let old = SelectionSettings(release: release, supportsL3Devices: false)
    #expect(reason(Make.device(), old) == .l3DeviceUnsupported)
  }

  @Test("without a feature that needs devices nothing is detected")
  func nothingNeeded() {
    let settings = SelectionSettings(release: release, needsDevices: false)
    #expect(reason(Make.device(), settings) == .noFeatureNeedsDevices)
  }

  @Test("the direct-routing device is selected beside the user's list")
  func directRouting() {
    let device = Make.device("tailscale0")
    func settings(_ routing: SelectionSettings.DirectRouting) -> SelectionSettings {
      SelectionSettings(filter: ["enp0s6"], release: release, directRouting: routing)
    }
    #expect(reason(device, settings(.notNeeded)) == .notMatchingUserFilter(["enp0s6"]))
    #expect(reason(device, settings(.device("tail+"))) == SelectionReason.none)
    #expect(reason(device, settings(.nodeIP(IPAddress("10.1.2.3")))) == SelectionReason.none)
    #expect(reason(device, settings(.nodeIP(IPAddress("10.1.2.4")))) == .notMatchingUserFilter(["enp0s6"]))
    #expect(reason(device, settings(.nodeIP(nil))) == .notMatchingUserFilter(["enp0s6"]))
  }
}
