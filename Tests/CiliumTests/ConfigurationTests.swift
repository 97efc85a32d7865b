import Cilium
import Foundation
import Testing

@Suite("Configuration")
struct ConfigurationTests {
  @Test("The running agent lists the selected devices, and else agrees with the ConfigMap", arguments: Recording.all)
  func agree(_ recording: Recording) throws {
    let agent = try AgentConfiguration.parse(json: recording.data("config-a-json"))
    let configMap = try Fixture.configMap(recording.scenario)
    #expect(Set(agent.devices) == recording.selected)
    #expect(agent.enableBPFMasquerade == configMap.enableBPFMasquerade)
    #expect(agent.enableBPFMasquerade == (recording.scenario != "B-iptables-masq"))
    #expect(agent.enableIPv4Masquerade == configMap.enableIPv4Masquerade)
    #expect(agent.routingMode == configMap.routingMode && configMap.tunnelProtocol == "vxlan")
    #expect(agent.clusterName == configMap.clusterName && agent.clusterName == "real")
    #expect(configMap.kubeProxyReplacement == "true")
    #expect(agent.creationTime != nil)
  }

  @Test(
    "Since 1.16 devices is split at commas, or else at white space",
    arguments: [
      ("", []), ("enp0s6", ["enp0s6"]), ("enp0s6,tailscale0", ["enp0s6", "tailscale0"]),
      ("enp0s6 tailscale0", ["enp0s6", "tailscale0"]), (" enp0s6\n", ["enp0s6"]),
      ("enp0s6, tailscale0", ["enp0s6", " tailscale0"]), ("enp+,!tailscale0", ["enp+", "!tailscale0"]), ("  ", []),
    ] as [(String, [String])])
  func lists(value: String, expected: [String]) {
    for release in [CiliumRelease(1, 16), CiliumRelease(1, 18, 2), .latest] {
      #expect(CiliumConfigMap(data: ["devices": value]).devices(in: release) == expected, "\(release)")
    }
  }

  @Test(
    "Up to 1.15 devices is split at white space only: a list with commas is one name",
    arguments: [
      ("", []), ("enp0s6", ["enp0s6"]), ("enp0s6,tailscale0", ["enp0s6,tailscale0"]),
      ("enp0s6 tailscale0", ["enp0s6", "tailscale0"]), ("enp0s6, tailscale0", ["enp0s6,", "tailscale0"]),
    ] as [(String, [String])])
  func olderLists(value: String, expected: [String]) {
    for release in [CiliumRelease(1, 14), CiliumRelease(1, 15, 18)] {
      #expect(CiliumConfigMap(data: ["devices": value]).devices(in: release) == expected, "\(release)")
    }
  }

  @Test("Two ways to write a list are the same where every release takes them so")
  func sameLists() {
    let (old, new) = (CiliumRelease(1, 15), CiliumRelease(1, 18))
    func same(_ one: String?, _ other: String?, _ releases: [CiliumRelease]) -> Bool {
      CiliumConfigMap.areSameDevices(one, other, in: releases)
    }
    #expect(same("a b", "a,b", [new]) && !same("a b", "a,b", [old]) && !same("a b", "a,b", [old, new]))
    #expect(!same("a b", "b a", [new]) && !same("a b", "a,b", []) && same("a b", "a b", []))
    #expect(same(nil, "", [old, new]) && same(nil, nil, []) && !same(nil, "a", [new]))
  }

  @Test("An absent key has the agent's default")
  func defaults() {
    let empty = CiliumConfigMap(data: [:])
    #expect(empty.devices(in: .latest).isEmpty && empty.devicesText == nil && !empty.forceDeviceDetection)
    #expect(!empty.enableBPFMasquerade && empty.enableIPv4Masquerade)
    #expect(empty.routingMode == "tunnel" && empty.tunnelProtocol == "vxlan")
    #expect(empty.mtu == nil && empty.directRoutingDevice == nil && empty.clusterName == "default")
    let set = CiliumConfigMap(data: [
      "force-device-detection": "true", "enable-ipv4-masquerade": "false", "mtu": "1200", "routing-mode": "native",
    ])
    #expect(set.forceDeviceDetection && !set.enableIPv4Masquerade && set.mtu == 1200 && set.routingMode == "native")
    #expect(CiliumConfigMap(data: ["mtu": "0"]).mtu == nil)
  }

  @Test("Anything but the whole configuration is an error")
  func garbage() throws {
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try AgentConfiguration.parse(json: Data(usage.utf8)) }
    #expect(throws: ParseError.self) { try AgentConfiguration.parse(json: Data("{\"Devices\": []}".utf8)) }
    // No devices is an answer; an agent that does not list them gives none.
    let rest = "\"EnableBPFMasquerade\": true, \"EnableIPv4Masquerade\": true, \"RoutingMode\": \"tunnel\"}"
    #expect(try AgentConfiguration.parse(json: Data("{\"Devices\": null, \(rest)".utf8)).devices.isEmpty)
    #expect(throws: ParseError.self) { try AgentConfiguration.parse(json: Data("{\(rest)".utf8)) }
  }
}
