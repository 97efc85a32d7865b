import Cilium
import Foundation
import Testing

@Suite("Names and addresses of devices as 1.20 counts them")
struct AlternativeNameTests {
  private let routes = [IPPrefix("192.0.2.0/24")].compactMap { $0.map { Route(destination: $0, linkIndex: 2) } }

  private func selected(_ device: Device, _ filter: [String], _ release: CiliumRelease) -> Bool {
    DeviceSelection.select(
      SelectionSettings(filter: filter, release: release), devices: [device], routes: routes
    )[0].selected
  }

  private func device(alternativeNames: [String]? = nil, tentative: [IPAddress]? = nil) -> Device {
    Device(
      name: "enp0s6", index: 2, type: "device", mtu: 1500, flags: ["up", "broadcast"],
      addresses: [.v4(IPv4Address(192, 0, 2, 1))], alternativeNames: alternativeNames, tentativeAddresses: tentative)
  }

  @Test("the name cell may hold altnames")
  func cell() throws {
    let devices = try DeviceTable.parse(
      """
      Name                     Index   Selected   Type     MTU    HWAddr   Flags          Addresses   OperStatus
      enp0s6 (ens6, uplink)    2       true       device   1500            up|broadcast   192.0.2.1   up
      """)
    #expect(devices[0].name == "enp0s6" && devices[0].names == ["enp0s6", "ens6", "uplink"])
  }

  @Test("devices matches altnames since 1.20, by wildcard, too")
  func filter() {
    let device = device(alternativeNames: ["uplink"])
    for (filter, release, isSelected) in [
      (["uplink"], CiliumRelease(1, 20), true), (["up+"], CiliumRelease(1, 20), true),
      (["!uplink", "enp0s6"], CiliumRelease(1, 20), false), (["uplink"], CiliumRelease(1, 19), false),
      (["enp0s6"], CiliumRelease(1, 19), true),
    ] {
      #expect(selected(device, filter, release) == isSelected, "\(filter) \(release)")
    }
  }

  @Test("an address that is tentative counts up to 1.19")
  func tentative() {
    let device = device(tentative: [.v4(IPv4Address(192, 0, 2, 1))])
    #expect(selected(device, [], CiliumRelease(1, 19)) && !selected(device, [], CiliumRelease(1, 20)))
  }

  @Test("a device below one that is not listed is left out, in 1.20's words")
  func parent() {
    var device = device()
    device.masterIndex = 7
    let result = DeviceSelection.select(
      SelectionSettings(release: CiliumRelease(1, 20)), devices: [device], routes: routes)
    #expect(result[0].reason.text == "device has parent but parent device could not be found")
  }

  @Test("the kernel's listing tells altnames, masters and tentative addresses")
  func listing() throws {
    let devices = try KernelTables.devices(
      json: Data(
        """
        [{"ifindex": 1, "ifname": "lo", "flags": ["LOOPBACK", "UP"], "mtu": 65536, "addr_info": []},
         {"ifindex": 3, "ifname": "vrf0", "flags": ["UP"], "mtu": 1500, "linkinfo": {"info_kind": "vrf"}},
         {"ifindex": 4, "ifname": "ens2", "flags": ["UP"], "mtu": 1500, "master": "vrf0", "altnames": ["enp2s0"],
          "addr_info": [{"local": "2001:db8::1", "prefixlen": 64, "tentative": true}, {"local": "192.0.2.1"}]}]
        """.utf8))
    #expect(devices[2].masterIndex == 3 && devices[2].alternativeNames == ["enp2s0"])
    #expect(devices[2].tentativeAddresses?.map(\.description) == ["2001:db8::1"])
    #expect(devices[0].tentativeAddresses == nil)
  }
}
