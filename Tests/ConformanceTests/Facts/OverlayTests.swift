import Cilium
import Testing

@testable import Conformance

@Suite("Overlays, by what they are")
struct OverlayTests {
  private typealias Make = SyntheticCluster

  private func product(
    _ name: String, _ type: String, _ address: IPv4Address, tables: Set<String> = [], isPointToPoint: Bool = true
  ) -> Overlay.Product? {
    let flags: Set = isPointToPoint ? ["up", "pointtopoint", "running"] : ["up", "broadcast", "running"]
    return Overlay(Make.device(name, 3, address, type: type, flags: flags), tables: tables)?.product
  }

  @Test("by link kind, tables and, where these do not tell, by the name that its program gives it")
  func products() {
    let private10 = IPv4Address(10, 9, 3, 1)
    #expect(product("tailscale0", "tuntap", IPv4Address(100, 64, 0, 1)) == .tailscale)
    #expect(product("mesh9", "tuntap", private10, tables: ["52"]) == .tailscale)
    #expect(product("wt0", "wireguard", IPv4Address(100, 85, 7, 1)) == .netbird)
    #expect(product("mesh9", "wireguard", private10, tables: ["7120"]) == .netbird)
    #expect(product("mesh9", "wireguard", private10, tables: ["180"]) == .kubespan)
    #expect(product("nm-mesh", "wireguard", private10) == .netmaker)
    #expect(product("ztabc123", "tuntap", private10, isPointToPoint: false) == .zerotier)
    #expect(product("wg0", "wireguard", private10) == .wireguard)
    #expect(product("tun0", "tuntap", private10) == .tun)
    #expect(product("tap0", "tuntap", private10, isPointToPoint: false) == .tap)
    #expect(product("gre1", "gre", private10) == .tunnel)
  }

  @Test("an address of 100.64/10 alone makes none: carriers and clouds give such to NICs")
  func carrier() throws {
    #expect(product("eth0", "device", IPv4Address(100, 72, 5, 1), isPointToPoint: false) == nil)
    let nic = Make.device("eth0", 2, IPv4Address(100, 72, 5, 1))
    let uplinks = Uplinks(devices: [nic], routes: [try #require(Make.defaultRoute(2))])
    #expect(uplinks.physical?.name == "eth0" && uplinks.overlays.isEmpty)
  }

  @Test("Cilium's own WireGuard, and one without an address, are none")
  func own() {
    #expect(product("cilium_wg0", "wireguard", IPv4Address(10, 1, 1, 1)) == nil)
    #expect(Overlay(Make.device("wg0", 3, nil, type: "wireguard"), tables: []) == nil)
  }

  @Test("of two overlays the one that holds the node IP is first, and both are named")
  func two() {
    var node = Make.node(1)
    node.devices.append(Make.tunnel("tailscale0", 9, IPv4Address(100, 101, 1, 1)))
    node.devices.append(Make.tunnel("wg1", 10, IPv4Address(10, 77, 0, 1), type: "wireguard"))
    node.internalIP = IPv4Address(10, 77, 0, 1)
    #expect(node.uplinks.overlays.map(\.device.name) == ["wg1", "ts0", "tailscale0"])
    #expect(node.uplinks.betweenNodes?.name == "wg1")
    let notes = ClusterRemarks.notes(Make.cluster([node], devices: nil))
    #expect(notes.contains { $0.contains("3 overlays: WireGuard (wg1), Tailscale (ts0), Tailscale (tailscale0)") })
  }

  @Test("the node IP on a bridge, a dummy or the loopback device is found there", arguments: ["bridge", "dummy", "lo"])
  func holders(type: String) throws {
    let name = type == "lo" ? "lo" : "hold0"
    let holder = Make.device(name, 7, IPv4Address(203, 0, 113, 9), type: type == "lo" ? "device" : type)
    var node = NodeFacts(
      name: "n", internalIP: IPv4Address(203, 0, 113, 9), podCIDR: nil,
      devices: [holder, Make.device("eth0", 2, IPv4Address(10, 0, 0, 1))], routes: [])
    node.routes = [try #require(Make.defaultRoute(2))]
    #expect(node.uplinks.nodeIP?.name == name)
    #expect(node.uplinks.internet.map(\.name) == ["eth0"])
    #expect(node.uplinks.betweenNodes?.name == (type == "lo" ? nil : name))
  }
}
