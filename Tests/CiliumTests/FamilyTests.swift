import Foundation
import Testing

@testable import Cilium

@Suite("Addresses of both families")
struct FamilyTests {
  @Test(
    "a block holds exactly the addresses that share its leading bits",
    arguments: [
      ("fd10:244:0:1::/64", "fd10:244:0:1::20", true), ("fd10:244:0:1::/64", "fd10:244:0:2::20", false),
      ("fd7a:115c:a1e0::/48", "fd7a:115c:a1e0:ab::1", true), ("2000::/3", "3fff::1", true),
      ("2000::/3", "4000::1", false), ("::/0", "fe80::1", true), ("::/0", "10.0.0.1", false),
      ("10.244.0.0/16", "10.244.1.2", true), ("10.244.0.0/15", "10.245.1.2", true), ("10.0.0.0/8", "fd10::1", false),
      ("fd10::1/128", "fd10::1", true), ("fd10::1/128", "fd10::2", false),
    ])
  func contains(block: String, address: String, isInside: Bool) throws {
    let prefix = try #require(IPPrefix(block))
    #expect(prefix.contains(try #require(IPAddress(address))) == isInside)
  }

  @Test("a block holds a smaller one, and not a larger one or one beside it")
  func blocks() throws {
    let block = try #require(IPPrefix("fd10:244::/56"))
    #expect(block.contains(try #require(IPPrefix("fd10:244:0:1::/64"))))
    #expect(!block.contains(try #require(IPPrefix("fd10::/16"))))
    #expect(!block.contains(try #require(IPPrefix("fd10:245::/64"))))
  }

  @Test(
    "public is what Cilium calls public",
    arguments: [
      ("2600:1f14::1", true), ("2001:db8:1::1", true), ("2001:db8::1", false), ("2001:2::1", false), ("100::1", false),
      ("fd10::1", false), ("fc00::1", false), ("fe80::1", false), ("::1", false), ("ff02::1", false), ("8.8.8.8", true),
      ("100.64.0.1", false),
    ])
  func isPublic(text: String, expected: Bool) throws {
    #expect(try #require(IPAddress(text)).isPublic == expected)
  }

  @Test("Tailscale's addresses are told in both families")
  func tailnet() throws {
    #expect(try #require(IPAddress("fd7a:115c:a1e0::1")).isTailnet && #require(IPAddress("100.64.0.1")).isTailnet)
    #expect(try !#require(IPAddress("fd7a:115c:a1e1::1")).isTailnet && !#require(IPAddress("100.128.0.1")).isTailnet)
  }

  @Test("an IPv6 address stands in brackets in a URL")
  func urlHost() throws {
    #expect(try #require(IPAddress("fd10::1")).urlHost == "[fd10::1]")
    #expect(try #require(IPAddress("10.0.0.1")).urlHost == "10.0.0.1")
  }

  @Test("the Masquerading line tells each family's state")
  func masquerading() throws {
    let line = try AgentStatus.MasqueradingLine.parse(
      statusText: "Masquerading:   BPF [enp0s6, tailscale0] 10.244.0.0/24 fd10::/64 [IPv4: Enabled, IPv6: Disabled]\n")
    #expect(line.mode(for: .ipv4) == .bpf && line.mode(for: .ipv6) == .disabled && line.ipv6Enabled == false)
    let both = try AgentStatus.MasqueradingLine.parse(
      statusText: "Masquerading: IPTables [IPv4: Disabled, IPv6: Enabled]\n")
    #expect(both.mode(for: .ipv4) == .disabled && both.mode(for: .ipv6) == .iptables)
  }

  @Test("the ConfigMap says which families pods have, and which one the tunnel is made of")
  func configuration() {
    let dual = CiliumConfigMap(data: ["enable-ipv6": "true", "ipv6-native-routing-cidr": "fd10::/16"])
    #expect(dual.families == [.ipv4, .ipv6] && dual.enableIPv6Masquerade && dual.underlayFamily == .ipv4)
    #expect(dual.ipv6NativeRoutingCIDR == IPPrefix("fd10::/16"))
    let single = CiliumConfigMap(
      data: [
        "enable-ipv4": "false", "enable-ipv6": "true", "enable-ipv6-masquerade": "false", "underlay-protocol": "ipv6",
      ])
    #expect(single.families == [.ipv6] && !single.enableIPv6Masquerade && single.underlayFamily == .ipv6)
    #expect(CiliumConfigMap(data: [:]).families == [.ipv4] && !CiliumConfigMap(data: [:]).enableIPv6Masquerade)
  }

  @Test("a node's IPv6 address is read from the node list's text and JSON")
  func nodeList() throws {
    let text = """
      Name                   IPv4 Address   Endpoint CIDR   IPv6 Address        Endpoint CIDR       Source
      lab/instance-master    100.64.0.1     10.244.0.0/24   fd7a:115c:a1e0::1   fd10:244:0:0::/64   local
      lab/instance-worker    100.64.0.2     10.244.1.0/24                                           custom-resource

      """
    let entries = try NodeList.parse(text: text)
    #expect(entries.map(\.ipv6) == [IPv6Address("fd7a:115c:a1e0::1"), nil])
    let json = #"[{"name": "lab/m", "primary-address": {"ipv6": {"ip": "fd7a:115c:a1e0::1"}}}]"#
    #expect(try NodeList.parse(json: .init(json.utf8)).first?.ipv6 == IPv6Address("fd7a:115c:a1e0::1"))
  }
}
