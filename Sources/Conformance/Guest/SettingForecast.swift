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
    public var reason: String
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
  public init(_ present: ClusterFacts, devices: String? = nil, forceDeviceDetection force: Bool = false) {
    var facts = present
    if let devices { facts.configuration["devices"] = devices }
    if force { facts.configuration["force-device-detection"] = "true" }
    if devices != nil || force {
      // A changed setting takes effect with restarted agents, and the DNS pods of now are older than those.
      for index in facts.nodes.indices { facts.nodes[index].agentStartedAt = .distantFuture }
    }
    self.facts = facts
    self.present = present
  }

  private var model: PathModel { PathModel(facts: facts) }

  /// Every device of a node with Cilium's verdict; those of Cilium and of container runtimes only where selected.
  public func devices(of node: NodeFacts) -> [DeviceVerdict] {
    zip(node.devices, model.selection(of: node)).compactMap { device, result in
      guard result.selected || !Uplinks.isInternal(device) else { return nil }
      return DeviceVerdict(
        device: device.name, selected: result.selected, reason: model.selectionCheck(result), mtu: device.mtu,
        addresses: device.ipv4Addresses)
    }
  }

  /// The MTU of pods' devices and of their routes into the tunnel, in bytes; `nil` when no device is selected.
  public func podMTU(of node: NodeFacts) -> (device: Int, tunnelRoute: Int)? {
    model.podDeviceMTU(of: node).map { ($0, $0 - MTU.vxlanOverhead) }
  }

  /// What is predicted, and what was predicted under the present setting.
  public func predict(_ aspect: Aspect, _ subject: Subject) -> (then: Prediction, now: Prediction) {
    (Rules.predict(aspect, subject, facts: facts), Rules.predict(aspect, subject, facts: present))
  }

  /// What a cluster needs and this setting does not do.
  public func shortcomings() -> [(aspect: Aspect, subject: Subject)] {
    let names = facts.nodes.map(\.name)
    return Aspect.allCases.filter(\.isNeededForService).flatMap { aspect in
      Subject.all(aspect.scope, nodes: names).compactMap { subject in
        guard case .expected(let expectation) = predict(aspect, subject).then,
          expectation.outcome.servesUsers == false
        else { return nil }
        return (aspect, subject)
      }
    }
  }
}

extension PathModel {
  /// Cilium's decision on every device of the node.
  func selection(of node: NodeFacts) -> [DeviceSelection.SelectionResult] {
    DeviceSelection.select(
      filter: configuration.devices, force: configuration.forceDeviceDetection, devices: node.devices,
      routes: node.routes)
  }

  /// The check that decided on a device, in words.
  func selectionCheck(_ result: DeviceSelection.SelectionResult) -> String {
    switch result.reason {
    case .none:
      DeviceFilter(configuration.devices).firstMatch(for: result.device).map { "matches \($0) in devices" }
        ?? "detected: it is up, has an address, and a route over it leads to a global unicast destination"
    case .excludedByUserFilter(let entry): "excluded by \(entry) in devices"
    default: result.reason.text
    }
  }
}
