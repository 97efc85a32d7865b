import Cilium
import Testing

@testable import Conformance

@Suite("Agents that would not start")
struct StartCheckTests {
  private typealias Make = SyntheticCluster

  private func obstacle(
    _ version: String, devices: String? = nil, _ settings: [String: String] = [:],
    _ change: (inout NodeFacts) -> Void = { _ in }
  ) -> String? {
    var node = Make.node(1)
    node.ciliumVersion = version
    change(&node)
    var facts = Make.cluster([node], devices: devices)
    facts.configuration["kube-proxy-replacement"] = "true"
    facts.configuration.merge(settings) { $1 }
    return PathModel(facts: facts).startObstacle(of: node)
  }

  /// The first and the last release of netproof's range in which something is refused.
  private static let releases = [
    "1.14.0", "1.14.9", "1.15.0", "1.15.18", "1.16.0", "1.16.9", "1.17.0", "1.17.9", "1.18.0", "1.18.2", "1.19.0",
    "1.19.5", "1.20.0",
  ]

  private func refusing(
    devices: String? = nil, _ settings: [String: String], saying message: String,
    _ change: (inout NodeFacts) -> Void = { _ in }
  ) -> [String] {
    Self.releases.filter { obstacle($0, devices: devices, settings, change)?.contains(message) == true }
  }

  private func from(_ first: String, to last: String = "1.20.0") -> [String] {
    guard let start = Self.releases.firstIndex(of: first), let end = Self.releases.firstIndex(of: last) else {
      return []
    }
    return Array(Self.releases[start...end])
  }

  private static let noDirectRouting =
    "unable to determine direct routing device. Use --direct-routing-device to specify it"

  @Test("healthy settings are refused by no release", arguments: releases)
  func healthy(version: String) {
    #expect(obstacle(version) == nil)
    #expect(obstacle(version, devices: "ens5 ts0") == nil && obstacle(version, devices: "ts0") == nil)
    #expect(obstacle(version, devices: "ens5") == nil && obstacle(version, devices: "ens+ ts+") == nil)
  }

  @Test("where no device is selected, there is none between nodes: refused since 1.15, with a tunnel, too")
  func nothingSelected() {
    #expect(refusing(devices: "eth9", [:], saying: Self.noDirectRouting) == from("1.15.0"))
    // 1.14 adds the device that holds the node IP, up to 1.14.2 only without a tunnel.
    #expect(obstacle("1.14.9", devices: "eth9") == nil)
    #expect(
      refusing(
        devices: "eth9", ["routing-mode": "native", "ipv4-native-routing-cidr": "10.0.0.0/8"],
        saying: Self.noDirectRouting)
        == from("1.15.0"))
  }

  /// Seen on a real 1.15: the agents ended with this again and again.
  @Test("a list with commas is one name to 1.15, which no device has")
  func commas() throws {
    let text = try #require(obstacle("1.15.0", devices: "ens5,ts0"))
    #expect(text.contains(Self.noDirectRouting) && text.contains("Cilium 1.15 separates devices by blanks"))
    #expect(obstacle("1.16.0", devices: "ens5,ts0") == nil)
    #expect(obstacle("1.15.0", devices: "eth+")?.contains("No device found matching") == true)
  }

  @Test("of several selected devices one must hold the node IP, unless another is named")
  func severalDevices() {
    func withThird(_ node: inout NodeFacts) { node.devices.append(Make.device("ens6", 9, IPv4Address(10, 1, 0, 1))) }
    #expect(
      refusing(devices: "ens5 ens6", [:], saying: "none holds the node IP 100.64.0.1", withThird) == from("1.15.0"))
    #expect(
      refusing(devices: "ens5 ens6", ["direct-routing-device": "ens6"], saying: Self.noDirectRouting, withThird) == [])
    // Named and not selected: 1.15 and 1.16 look no further.
    #expect(
      refusing(devices: "ts0", ["direct-routing-device": "ens5"], saying: "direct-routing-device ens5 is none of")
        == from("1.15.0", to: "1.16.9"))
  }

  @Test("what needs no devices starts without any")
  func nothingNeeded() {
    let off = ["kube-proxy-replacement": "false", "enable-bpf-masquerade": "false"]
    for version in Self.releases { #expect(obstacle(version, devices: "eth9", off) == nil, "\(version)") }
    #expect(
      refusing(
        devices: "eth9", ["kube-proxy-replacement": "false", "enable-bpf-masquerade": "true"],
        saying: Self.noDirectRouting)
        == from("1.19.0"))
  }

  @Test("1.14 wants the node IP on a device")
  func nodeDevice() {
    let message = "K8s node device not found"
    #expect(
      refusing([:], saying: message) { $0.internalIP = IPv4Address(192, 0, 2, 1) } == ["1.14.9"])
    #expect(
      obstacle("1.14.0", ["routing-mode": "native", "ipv4-native-routing-cidr": "10.0.0.0/8"]) {
        $0.internalIP = IPv4Address(192, 0, 2, 1)
      }?.contains(message) == true)
  }

  @Test("BPF masquerading needs kube-proxy replacement in 1.16 to 1.18")
  func masqueradeWithoutReplacement() {
    #expect(
      refusing(["kube-proxy-replacement": "false"], saying: "BPF masquerade requires NodePort")
        == from("1.16.0", to: "1.18.2"))
    #expect(
      refusing(
        ["kube-proxy-replacement": "false", "enable-node-port": "true"], saying: "BPF masquerade requires NodePort")
        == [])
  }

  @Test("BPF masquerading with settings for netfilter")
  func masqueradeWithNetfilterSettings() {
    #expect(
      refusing(["egress-masquerade-interfaces": "ens5"], saying: "via --egress-masquerade-interfaces") == from("1.16.0")
    )
    #expect(
      refusing(
        ["enable-masquerade-to-route-source": "true"], saying: "currently not supported with BPF-based masquerading")
        == from("1.15.0"))
    #expect(
      refusing(
        ["kube-proxy-replacement": "false", "enable-node-port": "true"], saying: "BPF masquerade requires socket-LB")
        == from("1.16.0", to: "1.16.9"))
    #expect(
      refusing(["enable-ipv4-masquerade": "false"], saying: "BPF masquerade requires (--enable-ipv4-masquerade")
        == from("1.16.0"))
  }

  @Test("what needs BPF masquerading")
  func needsMasquerade() {
    let off = ["enable-bpf-masquerade": "false"]
    #expect(
      refusing(off.merging(["enable-ip-masq-agent": "true"]) { $1 }, saying: "BPF ip-masq-agent requires")
        == Self.releases)
    #expect(refusing(["enable-ip-masq-agent": "true"], saying: "BPF ip-masq-agent requires") == [])
    #expect(
      refusing(off.merging(["enable-ipv4-egress-gateway": "true"]) { $1 }, saying: "egress gateway requires")
        == Self.releases)
    #expect(
      refusing(
        off.merging(["enable-remote-node-masquerade": "true"]) { $1 },
        saying: "Option enable-remote-node-masquerade requires BPF masquerade") == from("1.19.0"))
  }

  @Test("native routing with masquerading needs a CIDR, from 1.15 on not beside an ip-masq-agent")
  func nativeCIDR() {
    let message = "native routing cidr must be configured with option --ipv4-native-routing-cidr"
    let native = ["routing-mode": "native"]
    #expect(refusing(native, saying: message) == Self.releases)
    for more in [
      ["ipv4-native-routing-cidr": "10.0.0.0/8"],
      ["enable-ipv4-masquerade": "false", "enable-bpf-masquerade": "false"],
      ["ipam": "eni"],
    ] { #expect(refusing(native.merging(more) { $1 }, saying: message) == [], "\(more)") }
    #expect(
      refusing(native.merging(["enable-ip-masq-agent": "true"]) { $1 }, saying: message)
        == from("1.14.0", to: "1.14.9"))
    #expect(
      refusing(
        native.merging(["ipv4-native-routing-cidr": "10.0.0.0/8", "enable-ipv6": "true"]) { $1 },
        saying: "--ipv6-native-routing-cidr") == Self.releases)
  }

  @Test("words for kube-proxy replacement that a release does not know")
  func replacementWords() {
    #expect(
      refusing(["kube-proxy-replacement": "strict"], saying: "nvalid value for") == from("1.16.0", to: "1.18.2"))
    #expect(refusing(["kube-proxy-replacement": "strict"], saying: "invalid argument") == from("1.19.0"))
    #expect(refusing(["kube-proxy-replacement": "maybe"], saying: "nvalid") == Self.releases)
  }

  @Test("modes that do not go together")
  func modes() {
    #expect(
      refusing(["auto-direct-node-routes": "true"], saying: "auto-direct-node-routes cannot be used with tunneling")
        == Self.releases)
    #expect(refusing(["routing-mode": "direct"], saying: "invalid routing mode") == Self.releases)
    #expect(refusing(["routing-mode": "hybrid"], saying: "invalid routing mode") == from("1.14.0", to: "1.19.5"))
    #expect(
      refusing(["tunnel": "vxlan"], saying: "--routing-mode cannot be used in combination with --tunnel")
        == from("1.14.0", to: "1.14.9"))
    #expect(
      refusing(["enable-ipsec": "true", "enable-host-firewall": "true"], saying: "IPSec cannot be used with the host")
        == Self.releases)
    #expect(
      refusing(["enable-ipsec": "true"], saying: "IPSec cannot be used with BPF NodePort")
        == from("1.14.0", to: "1.15.18"))
    #expect(
      refusing(["enable-ipsec": "true", "enable-wireguard": "true"], saying: "cannot be used with IPsec")
        == from("1.19.0"))
    #expect(refusing(["bpf-lb-mode": "dsr"], saying: "cannot be used with vxlan tunneling") == Self.releases)
    // 1.20 no longer knows the old name.
    let old = refusing(["node-port-mode": "dsr"], saying: "cannot be used with vxlan tunneling")
    let knowing = Self.releases.filter { !$0.hasPrefix("1.20") }
    #expect(old == knowing && old != Self.releases)
    #expect(
      refusing(["bpf-lb-mode": "hybrid", "tunnel-protocol": "geneve"], saying: "mode requires geneve dispatch")
        == from("1.15.0"))
    #expect(
      refusing(
        ["bpf-lb-mode": "dsr", "tunnel-protocol": "geneve", "bpf-lb-dsr-dispatch": "geneve"], saying: "geneve") == [])
    #expect(
      refusing(["install-iptables-rules": "false"], saying: "L7 proxy requires iptables rules") == Self.releases)
    #expect(
      refusing(["install-iptables-rules": "false", "enable-l7-proxy": "false"], saying: "requires iptables rules")
        == ["1.20.0"])
  }

  @Test("netkit needs a kernel, and since 1.20 BPF everywhere")
  func netkit() {
    let netkit = ["datapath-mode": "netkit"]
    #expect(refusing(netkit, saying: "kernel 6.7.0") { $0.kernelVersion = "6.1.0-13" } == from("1.17.0", to: "1.19.5"))
    #expect(refusing(netkit, saying: "netkit") { $0.kernelVersion = "6.8.0" } == [])
    #expect(
      refusing(netkit.merging(["enable-host-legacy-routing": "true"]) { $1 }, saying: "netkit connector") == ["1.20.0"])
  }

  @Test("the host firewall and neighbour discovery need a device")
  func otherDevices() {
    let legacy = [
      "kube-proxy-replacement": "false", "enable-bpf-masquerade": "false", "enable-host-legacy-routing": "true",
    ]
    let firewall = legacy.merging(["enable-host-firewall": "true"]) { $1 }
    #expect(
      refusing(devices: "eth9", firewall, saying: "external facing device could not be determined").last == "1.18.2")
    #expect(
      refusing(devices: "eth9", firewall, saying: "failed to determine host firewall's external facing device")
        == from("1.19.0"))
    #expect(refusing(devices: "ens5", firewall, saying: "external facing device") == [])
    // 1.14 takes a name that is written for a device.
    #expect(
      refusing(
        devices: "eth9", legacy.merging(["enable-ipv6": "true", "enable-ipv6-ndp": "true"]) { $1 }, saying: "Multicast")
        == from("1.15.0", to: "1.16.9"))
  }

  @Test("the forecast names the nodes once per reason")
  func forecast() {
    var facts = Make.cluster([Make.node(1), Make.node(2)], devices: "ens5,ts0")
    facts.configuration["kube-proxy-replacement"] = "true"
    #expect(SettingForecast(facts).startObstacles() == nil)
    let text = SettingForecast(facts, devices: "eth9").startObstacles()
    #expect(text?.hasPrefix("node-1, node-2: no device is selected") == true)
    facts.nodes[1].problem = "the agent does not answer"
    #expect(SettingForecast(facts, devices: "eth9").startObstacles()?.hasPrefix("node-1: ") == true)
  }
}
