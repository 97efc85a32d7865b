import Cilium
import Foundation
import Testing

@testable import Routing

/// Hosts written as `ip` would print them.
enum HostText {
  static let links = """
    1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 group default
        inet 127.0.0.1/8 scope host lo
        inet6 ::1/128 scope host
    2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 group default
        inet 192.0.2.10/24 scope global eth0
        inet6 2001:db8::10/64 scope global
        inet6 fe80::10/64 scope link
    3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 group default
        inet 10.0.0.10/24 scope global eth1
        inet6 fd00::10/64 scope global
    4: pod0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 group default
    """

  static let routes = """
    default via 192.0.2.1 dev eth0
    192.0.2.0/24 dev eth0 scope link src 192.0.2.10
    10.0.0.0/24 dev eth1 scope link src 10.0.0.10
    10.244.1.0/24 dev pod0 scope link
    local 192.0.2.10 dev eth0 table local scope host src 192.0.2.10
    local 10.0.0.10 dev eth1 table local scope host src 10.0.0.10
    local 127.0.0.0/8 dev lo table local scope host src 127.0.0.1
    broadcast 192.0.2.255 dev eth0 table local scope link src 192.0.2.10
    default via 2001:db8::1 dev eth0 metric 1024 pref medium
    2001:db8::/64 dev eth0 metric 256 pref medium
    fd00::/64 dev eth1 metric 256 pref medium
    fd00:244:1::/64 dev pod0 metric 1024 pref medium
    local 2001:db8::10 dev eth0 table local metric 0 pref medium
    local fd00::10 dev eth1 table local metric 0 pref medium
    """

  static let rules = """
    0: from all lookup local
    32766: from all lookup main
    32767: from all lookup default
    """

  /// A host with two uplinks and a pod, with rules between `local` and `main`, and with more routes.
  static func host(
    rules: String = "", rules6: String = "", routes: String = "", links: String = HostText.links,
    sysctls: [String: Int] = [:]
  ) throws -> RoutingHost {
    let all = [HostText.rules, rules].joined(separator: "\n")
    let all6 = ["0: from all lookup local\n32766: from all lookup main", rules6].joined(separator: "\n")
    return RoutingHost(
      ipv4Rules: try read(all, .ipv4), ipv6Rules: try read(all6, .ipv6),
      routes: try RouteReader.parse(Data((HostText.routes + "\n" + routes).utf8)),
      links: try LinkReader.parse(Data(links.utf8)), sysctls: Sysctls(sysctls))
  }

  private static func read(_ text: String, _ family: IPFamily) throws -> [PolicyRule] {
    try RuleReader.parse(Data(text.utf8), family: family).sorted { $0.priority < $1.priority }
  }
}

/// An address that a test wrote.
// swift-format-ignore: NeverForceUnwrap
func ip(_ text: String) -> IPAddress { IPAddress(text)! }

enum Fixture {
  static func data(_ path: String) throws -> Data {
    let root = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try Data(contentsOf: root.appending(path: path))
  }
}
