import Foundation

@testable import Routing

/// The model of a namespace, by the readers that are for real hosts.
enum HostReading {
  static func read(_ namespace: KernelNamespace, asText: Bool) throws -> RoutingHost {
    let options = asText ? "-d" : "-j -d"
    func ip(_ command: String) throws -> Data { try namespace.run("ip \(command)").output }
    let sysctls = try namespace.run(
      "grep -rs . /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/ipv4/ip_forward; true")
    return RoutingHost(
      ipv4Rules: try RuleReader.parse(ip("\(options) rule show"), family: .ipv4),
      ipv6Rules: try RuleReader.parse(ip("-6 \(options) rule show"), family: .ipv6),
      routes: try RouteReader.parse(ip("-4 \(options) route show table all"), family: .ipv4)
        + RouteReader.parse(ip("-6 \(options) route show table all"), family: .ipv6),
      links: try LinkReader.parse(ip("\(options) addr show")), sysctls: try SysctlReader.parse(sysctls.output))
  }
}
