import Cilium
import Testing

@testable import Conformance

@Suite("To which address Cilium translates")
struct MasqueradeAddressTests {
  private typealias Make = SyntheticCluster

  private func address(
    _ version: String, _ addresses: [IPv4Address], nodeIP: IPv4Address, _ settings: [String: String] = [:]
  ) -> String? {
    let device = Device(
      name: "ens5", index: 2, type: "device", mtu: 1500, flags: ["up"], addresses: addresses.map(IPAddress.v4))
    var node = Make.node(1)
    node.ciliumVersion = version
    node.internalIP = nodeIP
    node.devices = node.devices.map { $0.name == "ens5" ? device : $0 }
    var facts = Make.cluster([node], devices: nil)
    facts.configuration.merge(settings) { $1 }
    return PathModel(facts: facts).masqueradeAddress(device, of: node)?.description
  }

  private let elsewhere = IPv4Address(100, 64, 0, 1)
  private let privates = [IPv4Address(10, 0, 0, 9), IPv4Address(10, 0, 0, 3)]
  private let mixed = [IPv4Address(10, 0, 0, 9), IPv4Address(168, 107, 2, 60)]

  @Test("of a class the first up to 1.15, the lowest since 1.16")
  func order() {
    for version in ["1.14.3", "1.15.9"] { #expect(address(version, privates, nodeIP: elsewhere) == "10.0.0.9") }
    for version in ["1.16.0", "1.18.2", "1.19.4"] {
      #expect(address(version, privates, nodeIP: elsewhere) == "10.0.0.3")
    }
  }

  @Test("a public one before a private one, in every release")
  func publicFirst() {
    for version in ["1.14.3", "1.16.0", "1.18.2", "1.19.4"] {
      #expect(address(version, mixed, nodeIP: elsewhere) == "168.107.2.60", "\(version)")
    }
  }

  @Test("the node IP wins over all in 1.16 to 1.18, elsewhere only within its class")
  func nodeIP() {
    let nodeIP = IPv4Address(10, 0, 0, 9)
    for version in ["1.16.0", "1.17.4", "1.18.2"] { #expect(address(version, mixed, nodeIP: nodeIP) == "10.0.0.9") }
    for version in ["1.15.9", "1.19.0"] { #expect(address(version, mixed, nodeIP: nodeIP) == "168.107.2.60") }
    for version in ["1.15.9", "1.18.2", "1.19.0"] {
      #expect(address(version, privates, nodeIP: nodeIP) == "10.0.0.9", "\(version)")
    }
  }

  /// Reported for a floating address: documentation addresses are none of Cilium's public ones, and the lower one counts.
  @Test("blocks that Cilium calls private are no public addresses")
  func reserved() {
    let floating = [IPv4Address(203, 0, 113, 71), IPv4Address(192, 0, 2, 7)]
    #expect(address("1.18.2", floating, nodeIP: elsewhere) == "192.0.2.7")
    #expect(address("1.18.2", floating + [IPv4Address(8, 1, 1, 1)], nodeIP: elsewhere) == "8.1.1.1")
  }

  @Test("derive-masquerade-ip-addr-from-device gives one device's address to all")
  func derived() {
    #expect(
      address("1.18.2", privates, nodeIP: elsewhere, ["derive-masquerade-ip-addr-from-device": "ts0"]) == "100.64.0.1")
    #expect(
      address("1.18.2", privates, nodeIP: elsewhere, ["derive-masquerade-ip-addr-from-device": "eth9"]) == "10.0.0.3")
  }

  @Test("a device without a global address borrows the best of the others since 1.16")
  func none() {
    let local = [IPv4Address(169, 254, 1, 1)]
    #expect(address("1.15.9", local, nodeIP: elsewhere) == nil)
    for version in ["1.16.0", "1.18.2", "1.19.4"] {
      #expect(address(version, local, nodeIP: elsewhere) == "100.64.0.1", "\(version)")
    }
  }

  @Test("an address that the kernel holds as secondary counts only where there is no other")
  func secondary() {
    var device = Device(
      name: "ens5", index: 2, type: "device", mtu: 1500, flags: ["up"],
      addresses: [.v4(IPv4Address(10, 0, 0, 9)), .v4(IPv4Address(10, 0, 0, 3))])
    device.secondaryAddresses = [.v4(IPv4Address(10, 0, 0, 3))]
    for version in ["1.15.9", "1.18.2", "1.19.4"] {
      var node = Make.node(1)
      node.ciliumVersion = version
      node.internalIP = elsewhere
      node.devices = node.devices.map { $0.name == "ens5" ? device : $0 }
      let model = PathModel(facts: Make.cluster([node], devices: nil))
      #expect(model.masqueradeAddress(device, of: node)?.description == "10.0.0.9", "\(version)")
    }
  }
}
