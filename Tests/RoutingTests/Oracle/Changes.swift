import Foundation
import Generators

@testable import Routing

/// A change of a namespace, and what the model makes of it without looking.
struct Changes {
  var random: SeededGenerator
  let devices: [String]

  /// The changed host and what was changed; nil when the kernel refused it.
  mutating func change(_ host: RoutingHost, in namespace: KernelNamespace, _ scenario: Scenario) throws -> (
    RoutingHost, String
  )? {
    func succeeds(_ command: String) throws -> Bool { try namespace.run(command).error.isEmpty }
    let isIPv6 = random.once(in: 2)
    let option = isIPv6 ? "-6 " : ""
    switch random.below(6) {
    case 0:
      let up = host.links.filter { $0.isUp && devices.contains($0.name) }.map(\.name)
      guard let device = up.randomElement(using: &random) else { return nil }
      // A pair's other end loses its carrier.
      let peer = (device.hasPrefix("d") ? "p" : "d") + device.dropFirst()
      guard try succeeds("ip link set \(device) down") else { return nil }
      let isPeerUp = host.links.contains { $0.name == peer && $0.isUp }
      let changed = host.takingDown(device)
      return (isPeerUp ? changed.takingCarrier(peer) : changed, "\(device) down")
    case 1:
      let rules = host.rules(isIPv6 ? .ipv6 : .ipv4)
      guard let rule = rules.randomElement(using: &random), rules.count(where: { $0.priority == rule.priority }) == 1,
        try succeeds("ip \(option)rule del pref \(rule.priority)")
      else { return nil }
      return (host.removing(rule, isIPv6 ? .ipv6 : .ipv4), "without the rule \(rule)")
    case 2:
      var copy = scenario
      let command = copy.rule(ipv6: isIPv6)
      guard try succeeds("ip \(option)\(command)") else { return nil }
      let text = Data(("0: " + command.split(separator: " ").dropFirst(2).joined(separator: " ")).utf8)
      return try added(text, host, isIPv6).map { ($0, "with \(command)") }
    case 3:
      let filters = Int.random(in: 0...2, using: &random)
      guard try succeeds("sysctl -q -w net.ipv4.conf.all.rp_filter=\(filters)") else { return nil }
      return (host.setting("net.ipv4.conf.all.rp_filter", to: filters), "rp_filter \(filters)")
    case 4:
      let command = "\(option)route add \(isIPv6 ? "2001:db8:9:9::/64" : "10.1.2.0/24") dev \(devices[0]) metric 7"
      guard host.links.first(where: { $0.name == devices[0] })?.isUp == true, try succeeds("ip \(command)") else {
        return nil
      }
      let shown = try namespace.run("ip \(command.replacing("route add", with: "route show"))").output
      let isDown = String(decoding: shown, as: UTF8.self).contains("linkdown")
      guard let prefix = Number.prefix(isIPv6 ? "2001:db8:9:9::/64" : "10.1.2.0/24", nil) else { return nil }
      let route = KernelRoute(
        prefix, hops: [.init(device: devices[0], isLinkDown: isDown)], metric: 7, scope: isIPv6 ? .global : .link)
      return (host.adding(route), "with \(command)")
    default:
      guard try succeeds("ip link del d0") else { return nil }
      return (host.removing(device: "d0").removing(device: "p0"), "without d0 and p0")
    }
  }

  /// The rule as the kernel now shows it, added to what was known before.
  private func added(_ text: Data, _ host: RoutingHost, _ isIPv6: Bool) throws -> RoutingHost? {
    let words = String(decoding: text, as: UTF8.self).split(separator: " ")
    guard let place = words.firstIndex(of: "pref"), place + 1 < words.count, let priority = Int(words[place + 1]) else {
      return nil
    }
    var rest = words
    rest.removeSubrange(place...(place + 1))
    rest[0] = "\(priority):"
    let line = rest.joined(separator: " ")
    let rule = try RuleReader.parse(Data(line.utf8), family: isIPv6 ? .ipv6 : .ipv4)[0]
    return host.adding(rule, isIPv6 ? .ipv6 : .ipv4)
  }
}
