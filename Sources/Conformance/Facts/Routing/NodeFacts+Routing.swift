import Cilium
import Foundation
import Routing

/// The facts of routing in the kernel's terms.
extension NodeFacts {
  /// Whether the agent was seen to end again and again, so that nothing could be asked of it.
  var agentEnds: Bool { problem != nil && knownObstacle == .agentDoesNotStart }

  /// The rules of a family; `nil` where they were not read.
  func policyRules(_ family: IPFamily) -> [PolicyRule]? {
    let lines = family == .ipv4 ? policyRulesIPv4 : policyRulesIPv6
    return lines.flatMap { lines in
      try? RuleReader.parse(Data(lines.joined(separator: "\n").utf8), family: family)
    }
  }

  /// The node IP of a family as Cilium takes it (`pkg/node/addressing`): the Kubernetes InternalIP, else the ExternalIP.
  func nodeIP(_ family: IPFamily) -> IPAddress? {
    switch family {
    case .ipv4: (internalIP ?? externalIP).map(IPAddress.v4)
    case .ipv6: (internalIPv6 ?? externalIPv6).map(IPAddress.v6)
    }
  }

  /// The devices that hold the node IP of either family.
  var nodeIPDevices: [Device] {
    let addresses = IPFamily.allCases.compactMap(nodeIP)
    return devices.filter { device in addresses.contains(where: device.addresses.contains) }
  }
}
