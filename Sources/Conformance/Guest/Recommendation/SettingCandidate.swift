import Cilium

/// One value of `devices` that makes sense on a cluster, and what the rules say of it.
public struct SettingCandidate: Sendable, Hashable, Encodable {
  /// How it answers new interfaces.
  public enum Stability: String, Sendable, Hashable, Encodable, CaseIterable {
    /// Only what is named is ever selected.
    case named
    /// A new device whose name fits is selected, too.
    case wildcard
    /// Any new device that is up and has a route may be selected, and can change the MTU of all pods.
    case detected
  }

  /// What it is, for people, such as `all uplinks`.
  public var title: String
  /// The value in the ConfigMap; `nil` for an absent key.
  public var devices: String?
  /// Node → the value for it, where nodes get values of their own by CiliumNodeConfigs; empty where all get the same.
  public var perNode: [String: String]
  /// Why agents would not start with it; `nil` where nothing is known to stand against it.
  public var obstacle: String?
  /// What a cluster needs and is predicted to fail, as `aspect (subject)`.
  public var failing: [String]
  /// What a cluster needs and no rule decides, likewise.
  public var open: [String]
  /// The smallest MTU of pods' routes to other nodes, in bytes; `nil` where nothing tells it.
  public var routeMTU: Int?
  /// The public addresses on selected devices, which answer NodePorts.
  public var exposed: [String]
  /// How it answers new interfaces.
  public var stability: Stability
  /// Whether it is what the cluster has.
  public var isPresent: Bool

  /// Whether agents start, and nothing that a cluster needs is predicted to fail.
  public var isFit: Bool { obstacle == nil && failing.isEmpty }
}

extension SettingCandidate {
  /// Assesses a value.
  init(
    _ title: String, _ devices: String?, perNode: [String: String] = [:], _ stability: Stability, on facts: ClusterFacts
  ) {
    var wanted = facts
    for (node, value) in perNode {
      guard let index = wanted.nodes.firstIndex(where: { $0.name == node }) else { continue }
      wanted.nodes[index].configurationOverrides = (wanted.nodes[index].configurationOverrides ?? [:])
        .merging(["devices": value]) { $1 }
    }
    let forecast = SettingForecast(wanted, devices: devices ?? "")
    let needed = forecast.needs()
    self.init(
      title: title, devices: devices, perNode: perNode, obstacle: forecast.startObstacles(), failing: needed.failing,
      open: needed.open,
      routeMTU: forecast.facts.nodes.compactMap { forecast.podMTU(of: $0)?.route }.min(),
      exposed: forecast.exposedAddresses(), stability: stability,
      isPresent: perNode.isEmpty && CiliumConfigMap.areSameDevices(devices, facts.devicesSetting, in: facts.releases))
  }

  /// The better first: whether agents start, what fails, what is open; then how stable it is, the MTU, and how little of
  /// it is exposed.
  func precedes(_ other: SettingCandidate) -> Bool { rank.lexicographicallyPrecedes(other.rank) }

  private var rank: [Int] {
    [
      obstacle == nil ? 0 : 1, failing.count, open.count, Stability.allCases.firstIndex(of: stability) ?? 0,
      -(routeMTU ?? 0), exposed.count, perNode.isEmpty ? 0 : 1, devices?.utf8.count ?? 0,
    ]
  }
}

extension SettingForecast {
  /// What a cluster needs, of which the setting is predicted to fail, and of which nothing is known.
  func needs() -> (failing: [String], open: [String]) {
    var result: (failing: [String], open: [String]) = ([], [])
    for aspect in Aspect.asked(of: facts.families) where aspect.isNeededForService {
      for subject in Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)) {
        let name = "\(aspect.rawValue) (\(subject))"
        switch predict(aspect, subject).then {
        case .expected(let expectation) where expectation.outcome.servesUsers == false: result.failing.append(name)
        case .unknown: result.open.append(name)
        default: break
        }
      }
    }
    return result
  }

  /// The public addresses of all nodes' selected devices.
  func exposedAddresses() -> [String] {
    facts.nodes.flatMap { node -> [String] in
      let selected = Set(devices(of: node).filter(\.selected).map(\.device))
      return node.devices.filter { selected.contains($0.name) }
        .flatMap { $0.addresses.filter(\.isPublic).map { "\(node.name) \($0)" } }
    }
  }
}
