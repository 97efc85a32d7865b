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
    "A list is split as the agent splits it: at commas, or else at white space",
    arguments: [
      ("", []), ("enp0s6", ["enp0s6"]), ("enp0s6,tailscale0", ["enp0s6", "tailscale0"]),
      ("enp0s6 tailscale0", ["enp0s6", "tailscale0"]), (" enp0s6\n", ["enp0s6"]),
      ("enp0s6, tailscale0", ["enp0s6", " tailscale0"]), ("enp+,!tailscale0", ["enp+", "!tailscale0"]), ("  ", []),
    ] as [(String, [String])])
  func lists(value: String, expected: [String]) {
    #expect(CiliumConfigMap(data: ["devices": value]).devices == expected)
  }

  @Test("An absent key has the agent's default")
  func defaults() {
    let empty = CiliumConfigMap(data: [:])
    #expect(empty.devices.isEmpty && empty.devicesText == nil && !empty.forceDeviceDetection)
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
