import Cilium
import Synchronization

/// Keeps what was derived from a node's facts, which a run asks tens of thousands of times. Of no matter to equality, and
/// in no record.
final class RoutingCache: Sendable, Hashable {
  private let keptRouting = Mutex<NodeRouting?>(nil)
  private let keptUplinks = Mutex<Uplinks?>(nil)
  private let keptRelease = Mutex<CiliumRelease?>(nil)
  private let keptSelection = Mutex<Selection?>(nil)

  /// Cilium's decision on the devices, by what is set.
  private struct Selection: Sendable {
    let settings: SelectionSettings
    let results: [DeviceSelection.SelectionResult]
  }

  /// The node's routing; made the first time.
  func routing(of node: NodeFacts) -> NodeRouting {
    if let known = keptRouting.withLock({ $0 }) { return known }
    let made = NodeRouting(node)
    keptRouting.withLock { $0 = made }
    return made
  }

  /// What the node's devices are for; found out the first time.
  func uplinks(of node: NodeFacts) -> Uplinks {
    if let known = keptUplinks.withLock({ $0 }) { return known }
    let made = Uplinks(node)
    keptUplinks.withLock { $0 = made }
    return made
  }

  /// The release of the node's agent; read the first time.
  func release(of node: NodeFacts) -> CiliumRelease {
    if let known = keptRelease.withLock({ $0 }) { return known }
    let read = node.ciliumVersion.flatMap { CiliumRelease($0) } ?? .latest
    keptRelease.withLock { $0 = read }
    return read
  }

  /// Cilium's decision on every device of the node; made anew where something else is set than the last time.
  func selection(of node: NodeFacts, _ settings: SelectionSettings) -> [DeviceSelection.SelectionResult] {
    if let known = keptSelection.withLock({ $0 }), known.settings == settings { return known.results }
    let made = Selection(
      settings: settings, results: DeviceSelection.select(settings, devices: node.devices, routes: node.routes))
    keptSelection.withLock { $0 = made }
    return made.results
  }

  static func == (_: RoutingCache, _: RoutingCache) -> Bool { true }

  func hash(into _: inout Hasher) {}
}
