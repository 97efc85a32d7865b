import Cilium
import Foundation
import Testing

@Suite("Agent status")
struct AgentStatusTests {
  @Test("JSON names the selected devices without the agent's empty addresses", arguments: Recording.all)
  func selectedDevices(_ recording: Recording) throws {
    let status = try AgentStatus.parse(json: recording.data("status-json"))
    #expect(Set(status.selectedDeviceNames) == recording.selected)
    for device in try #require(status.kubeProxyReplacement).devices {
      let expected = device.name == "enp0s6" ? recording.physical : recording.tailnet
      #expect(device.ipv4Addresses == [expected])
      #expect(!device.addresses.contains(""))
    }
    #expect(status.ciliumVersion == "1.19.4")
    #expect(status.state == "Ok")
    #expect(status.allocations.values.contains("router"))
    #expect(status.nodeName == "real/instance-\(recording.node)")
    #expect(status.routing?.tunnelProtocol == "vxlan")
  }

  @Test("JSON and text agree on the masquerade", arguments: Recording.all)
  func masquerading(_ recording: Recording) throws {
    let fromJSON = try #require(AgentStatus.parse(json: recording.data("status-json")).masquerading)
    let line = try AgentStatus.MasqueradingLine.parse(statusText: recording.text("status"))
    let isBPF = recording.scenario != "B-iptables-masq"
    #expect(fromJSON.mode == (isBPF ? .bpf : .iptables))
    #expect(line.mode == fromJSON.mode)
    #expect(fromJSON.enabled && fromJSON.ipv4Enabled)
    #expect(line.ipv4Enabled == true)
    #expect(Set(line.devices) == (isBPF ? recording.selected : []))
    let podCIDR = IPv4CIDR(recording.node == "master" ? "10.244.0.0/24" : "10.244.1.0/24")
    #expect(line.cidr == (isBPF ? podCIDR : nil))
    #expect(fromJSON.snatExclusionCIDR == podCIDR)
  }

  @Test("The direct-routing device holds the node IP when there are several", arguments: Recording.all)
  func directRouting(_ recording: Recording) throws {
    let status = try AgentStatus.parse(json: recording.data("status-json"))
    let expected =
      recording.selected.count == 1
      ? recording.selected.first : recording.isPhysicalNodeIP ? "enp0s6" : "tailscale0"
    #expect(status.kubeProxyReplacement?.directRoutingDevice == expected)
  }

  @Test("status --verbose gives the same line")
  func verbose() throws {
    let line = try AgentStatus.MasqueradingLine.parse(statusText: Fixture.text("C/master/status-verbose"))
    #expect(line.devices == ["enp0s6", "tailscale0"])
    #expect(line.text == "BPF [enp0s6, tailscale0] 10.244.0.0/24 [IPv4: Enabled, IPv6: Disabled]")
  }

  @Test("The line's other forms are read")
  func otherForms() throws {
    let none = try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading:   BPF []   [IPv4: Enabled]\n")
    #expect(none.mode == .bpf && none.devices.isEmpty && none.ipv4Enabled == true)
    let disabled = try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading:  Disabled\n")
    #expect(disabled.mode == .disabled && disabled.devices.isEmpty && disabled.ipv4Enabled == nil)
    let both = try AgentStatus.MasqueradingLine.parse(
      statusText: "Masquerading: BPF [eth0] 10.0.0.0/8 fd00::/104 [IPv4: Enabled, IPv6: Enabled]")
    #expect(both.cidr?.description == "10.0.0.0/8" && both.cidrIPv6?.description == "fd00::/104")
    let new = try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading: Quantum [x]")
    #expect(new.mode == .unknown("Quantum"))
  }

  /// The first as a real 1.18 wrote it with an ip-masq-agent; the second without families, as releases up to 1.9 did.
  @Test("With an ip-masq-agent the line is an ordinary one")
  func ipMasqAgent() throws {
    let line = try AgentStatus.MasqueradingLine.parse(
      statusText: "Masquerading:           BPF (ip-masq-agent)   [enp0s6, tailscale0]   10.244.0.0/24  "
        + "[IPv4: Enabled, IPv6: Disabled]\n")
    #expect(line.mode == .bpf && line.hasIPMasqAgent && line.devices == ["enp0s6", "tailscale0"])
    #expect(line.cidr?.description == "10.244.0.0/24" && line.cidrIPv6 == nil)
    #expect(line.mode(for: .ipv4) == .bpf && line.mode(for: .ipv6) == .disabled)
    let old = try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading: BPF (ip-masq-agent) [ens5] 10.0.0.0/16")
    #expect(old.hasIPMasqAgent && old.devices == ["ens5"] && old.ipv4Enabled == nil)
    let both = try AgentStatus.MasqueradingLine.parse(
      statusText: "Masquerading: BPF (ip-masq-agent) [ens5] 10.0.0.0/16 fd00::/104 [IPv4: Enabled, IPv6: Enabled]")
    #expect(both.cidrIPv6?.description == "fd00::/104" && both.mode(for: .ipv6) == .bpf)
    let without = try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading: BPF [ens5] 10.0.0.0/16")
    #expect(!without.hasIPMasqAgent)
    #expect(throws: ParseError.self) {
      try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading: BPF (ip-masq-agent)")
    }
  }

  @Test("No masquerade at all is read from JSON")
  func disabledJSON() throws {
    let json = Data(
      #"{"cilium": {"state": "Ok", "msg": "1.19.4 (v1)"}, "masquerading": {"enabledProtocols": {}}}"#.utf8)
    let status = try AgentStatus.parse(json: json)
    #expect(status.masquerading?.mode == .disabled)
    #expect(status.kubeProxyReplacement == nil)
  }

  @Test("Anything else is an error that quotes it")
  func garbage() throws {
    let usage = try Fixture.usage()
    let error = try #require(throws: ParseError.self) { try AgentStatus.parse(json: Data(usage.utf8)) }
    #expect(error.found.contains("Direct access to local BPF maps"))
    #expect(throws: ParseError.self) { try AgentStatus.parse(json: Data("{}".utf8)) }
    #expect(throws: ParseError.self) { try AgentStatus.parse(json: Data()) }
    #expect(throws: ParseError.self) { try AgentStatus.MasqueradingLine.parse(statusText: usage) }
    #expect(throws: ParseError.self) { try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading:\n") }
    #expect(throws: ParseError.self) { try AgentStatus.MasqueradingLine.parse(statusText: "Masquerading: BPF\n") }
  }

  @Test("The version's two lines are read, and a missing agent is told from a missing client")
  func version() throws {
    let version = try AgentVersion.parse(Fixture.text("C/master/version"))
    #expect(version.client == "1.19.4" && version.daemon == "1.19.4")
    #expect(try AgentVersion.parse("Client: 1.18.2 abc go version go1.24\n").daemon == nil)
    let usage = try Fixture.usage()
    #expect(throws: ParseError.self) { try AgentVersion.parse(usage) }
  }
}
