import Foundation

@testable import Routing

/// The model of a namespace, by the readers that are for real hosts.
enum HostReading {
  static func read(_ namespace: KernelNamespace, asText: Bool) throws -> RoutingHost {
    let options = asText ? "-d" : "-j -d"
    let printed = try namespace.run(each: [
      "ip \(options) rule show", "ip -6 \(options) rule show", "ip -4 \(options) route show table all",
      "ip -6 \(options) route show table all", "ip \(options) addr show",
      "grep -rs . /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/ipv4/ip_forward",
    ])
    return RoutingHost(
      ipv4Rules: try RuleReader.parse(printed[0], family: .ipv4),
      ipv6Rules: try RuleReader.parse(printed[1], family: .ipv6),
      routes: try RouteReader.parse(printed[2], family: .ipv4) + RouteReader.parse(printed[3], family: .ipv6),
      links: try LinkReader.parse(printed[4]), sysctls: try SysctlReader.parse(printed[5]))
  }
}
