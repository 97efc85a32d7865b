import Cilium
import Foundation

/// What a `devices` setting does on a cluster, by the rules alone.
public struct SettingForecast: Sendable {
  /// Cilium's verdict on one device of a node.
  public struct DeviceVerdict: Sendable, Hashable {
    /// The interface name.
    public var device: String
    /// Whether Cilium selects it.
    public var selected: Bool
    /// By which check.
    public var reason: Sentence
    /// In bytes.
    public var mtu: Int
    /// Its IPv4 addresses.
    public var addresses: [IPv4Address]
  }

  /// The facts under the setting.
  public let facts: ClusterFacts
  /// The facts as they are.
  public let present: ClusterFacts

  /// A forecast of the present setting, or of another.
  ///
  /// - Parameters:
  ///   - devices: The value to try; empty for auto-detection, `nil` for the present one.
  ///   - force: Whether to try `force-device-detection` too; without it the present value stands.
  ///   - release: The version of all agents to try, such as `1.20`; `nil` for the present ones.
  public init(
    _ present: ClusterFacts, devices: String? = nil, forceDeviceDetection force: Bool = false, release: String? = nil
  ) {
    var facts = present
    if let release {
      for index in facts.nodes.indices {
        facts.nodes[index].ciliumVersion = release
        if facts.nodes[index].problem == AgentRelease.untold { facts.nodes[index].problem = nil }
        // How the agents of now route says nothing of others.
        facts.nodes[index].hostRouting = nil
      }
    }
    if let devices { facts.configuration["devices"] = devices }
    if force { facts.configuration["force-device-detection"] = "true" }
    if devices != nil || force || release != nil {
      // A changed setting takes effect with restarted agents, and the DNS pods of now are older than those.
      for index in facts.nodes.indices { facts.nodes[index].agentStartedAt = .distantFuture }
    }
    self.facts = facts
    self.present = present
  }

  /// What a run measured of the paths between nodes, where one is told.
  public var measured: MeasuredMTUs?

  private var model: PathModel { PathModel(facts: facts) }

  /// Whether a text is a release of Cilium, such as `1.20` or `v1.19.5`.
  public static func isRelease(_ text: String) -> Bool { CiliumRelease(text) != nil }

  /// Every device of a node with Cilium's verdict; those of Cilium and of container runtimes only where selected.
  public func devices(of node: NodeFacts) -> [DeviceVerdict] {
    zip(node.devices, model.selection(of: node)).compactMap { device, result in
      guard result.selected || !Uplinks.isInternal(device) else { return nil }
      return DeviceVerdict(
        device: device.name, selected: result.selected, reason: model.selectionCheck(result, on: node), mtu: device.mtu,
        addresses: device.ipv4Addresses)
    }
  }

  /// Why the node's agent would not start with the setting; `nil` where nothing stands against it or nothing is known.
  public func startObstacle(of node: NodeFacts) -> String? {
    node.problem == nil ? model.startObstacle(of: node) : nil
  }

  /// Whether the node's agent sends what pods send outside the pod network out by its only selected device, without asking
  /// the routes (``Rule/singleDeviceSkipsRoutes``).
  public func skipsRoutes(on node: NodeFacts) -> Bool { model.forcedDevice(of: node) != nil }

  /// Whether the node's agent drops what pods send to an address of the node on a device that is not selected
  /// (``Rule/ownAddressLookupFails``).
  public func dropsLocalRoutes(on node: NodeFacts) -> Bool { model.dropsLocalRoutes(of: node) }

  /// Whether packets to other nodes' addresses go through the tunnel, too (``Rule/nodeAddressTunnelled``).
  public func tunnelsToNodes(from node: NodeFacts) -> Bool { model.tunnelsToNodes(from: node) }

  /// Whether Cilium does the work of kube-proxy on the node.
  public func replacesKubeProxy(on node: NodeFacts) -> Bool {
    model.configuration(of: node).replacesKubeProxyWhole
  }

  /// Whether Cilium's programs translate what pods send out, and not netfilter or nobody.
  public func translatesByProgram(on node: NodeFacts) -> Bool { model.masqueradeMode(of: node) == .bpf }

  /// The nodes whose agents would not start with the setting, and why; `nil` where nothing is known to stand against any.
  public func startObstacles() -> String? {
    let found = facts.nodes.compactMap { node in startObstacle(of: node).map { (node: node.name, reason: $0) } }
    guard !found.isEmpty else { return nil }
    // The same reason usually is every node's.
    let reasons = found.map(\.reason).uniqued()
    return reasons.map { reason in
      found.filter { $0.reason == reason }.map(\.node).joined(separator: ", ") + ": \(reason)"
    }.joined(separator: "; ")
  }

  /// The MTU of pods' devices and of their routes to other nodes' pods, in bytes, and how it comes about; `nil` when
  /// nothing tells it.
  public func podMTU(of node: NodeFacts) -> (device: Int, route: Int, reason: String)? {
    PodMTU(node, model).map { ($0.device, $0.route, $0.reason.text) }
  }

  /// The device for traffic between nodes without a tunnel.
  public func directRoutingDevice(of node: NodeFacts) -> String? { model.directRoutingDevice(of: node) }

  /// What is predicted, and what was predicted under the present setting.
  public func predict(_ aspect: Aspect, _ subject: Subject) -> (then: Prediction, now: Prediction) {
    (Rules.predict(aspect, subject, facts: facts), Rules.predict(aspect, subject, facts: present))
  }

  /// What a cluster needs and this setting does not do.
  public func shortcomings() -> [(aspect: Aspect, subject: Subject)] {
    let names = facts.nodes.map(\.name)
    return Aspect.asked(of: facts.families).filter(\.isNeededForService).flatMap { aspect in
      Subject.all(aspect.scope, nodes: names).compactMap { subject in
        guard case .expected(let expectation) = predict(aspect, subject).then,
          expectation.outcome.servesUsers == false
        else { return nil }
        return (aspect, subject)
      }
    }
  }
}
