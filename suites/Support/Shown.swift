import Cilium
import Conformance

/// What Cilium or a node shows of itself, in a chapter's words.
enum Shown: Sendable, Hashable {
  /// Exactly these uplinks.
  case devices([Role])
  /// These uplinks, and perhaps others.
  case devicesWith([Role])
  /// This uplink.
  case device(Role)
  /// BPF masquerading on exactly these uplinks.
  case masquerading([Role])
  /// BPF masquerading on these uplinks, and perhaps on others.
  case masqueradingWith([Role])
  /// NodePorts on an address of each of these uplinks, and on no other's.
  case nodePorts([Role])
  /// NodePorts on an address of each of these uplinks, and perhaps of others.
  case nodePortsWith([Role])
  /// NodePorts on addresses of these uplinks alone, as far as they are reached.
  case nodePortsWithin([Role])
  /// The Kubernetes InternalIP.
  case kubernetesInternalIP
  /// The flow is translated to the uplink's address.
  case translated(to: Role)
  /// The flow has no entry.
  case noTranslation
  /// Packets up to pods' MTU arrive whole.
  case podMTU
  /// Programs at every socket.
  case everySocket

  /// Whether an outcome shows it, on a node.
  func matches(_ outcome: Outcome, on node: NodeFacts, _ aspect: Aspect) -> Bool {
    func names(_ roles: [Role]) -> [String] { roles.compactMap { $0.device(of: node) }.sorted() }
    let family = aspect.family ?? .ipv4
    switch (self, outcome) {
    case (.devices(let roles), .value(let text)): return text == names(roles).joined(separator: ", ")
    case (.devicesWith(let roles), .value(let text)): return Self.list(text).isSuperset(of: names(roles))
    case (.device(let role), .value(let text)): return [text] == names([role])
    case (.masquerading(let roles), .value(let text)):
      return Self.line(text) == "BPF [\(names(roles).joined(separator: ", "))]"
    case (.masqueradingWith(let roles), .value(let text)):
      let line = Self.line(text)
      guard line.hasPrefix("BPF ["), line.hasSuffix("]") else { return false }
      return Self.list(String(line.dropFirst(5).dropLast())).isSuperset(of: names(roles))
    case (.nodePorts(let roles), .value(let text)):
      return Self.holders(text, node, family) == names(roles)
    case (.nodePortsWith(let roles), .value(let text)):
      return Set(Self.holders(text, node, family)).isSuperset(of: names(roles))
    case (.nodePortsWithin(let roles), .value(let text)):
      return Set(Self.holders(text, node, family)).isSubset(of: names(roles))
    case (.kubernetesInternalIP, .value(let text)):
      return text == (family == .ipv4 ? node.internalIP?.description : node.internalIPv6?.description)
    case (.translated(let role), .translated(let address)):
      let device = node.devices.first { $0.name == role.device(of: node) }
      return device?.addresses(of: family).contains { $0.description == address } == true
    case (.everySocket, .value("every socket")): return true
    case (.noTranslation, .notTranslated), (.podMTU, .largestPayload): return true
    default: return false
    }
  }

  /// The devices that hold the addresses of a list, one for each.
  private static func holders(_ text: String, _ node: NodeFacts, _ family: IPFamily) -> [String] {
    list(text).filter { $0 != "none" }.map { address in
      node.devices.first { $0.addresses(of: family).contains { $0.description == address } }?.name ?? address
    }.sorted()
  }

  /// Where it translates to is the ip-masq-agent's matter, not on which devices.
  private static func line(_ text: String) -> String { text.replacing(" (ip-masq-agent)", with: "") }

  private static func list(_ text: String) -> Set<String> {
    Set(text.split(separator: ",").map { $0.trimmingPrefix(" ") }.map(String.init))
  }
}
