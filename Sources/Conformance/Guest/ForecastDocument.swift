import Cilium

/// A forecast as a document for programs. Fields are only added within a major version.
public struct ForecastDocument: Sendable, Hashable, Encodable {
  /// A node under the setting.
  public struct Node: Sendable, Hashable, Encodable {
    /// Its name.
    public var name: String
    /// Why nothing is known of it; missing where something is.
    public var problem: String?
    /// Its devices, with Cilium's verdict on each.
    public var devices: [Device]
    /// Why its agent would not start; missing where nothing stands against it.
    public var startObstacle: String?
    /// The release whose rules hold.
    public var release: String
    /// The device for traffic between nodes without a tunnel.
    public var directRoutingDevice: String?
    /// Of pods' devices, in bytes.
    public var podMTU: Int?
    /// Of pods' routes to other nodes' pods, in bytes.
    public var routeMTU: Int?
    /// Other node → the largest packet to its pods that arrived in the run of `--measured`, in bytes, 0 for none; missing
    /// without it.
    public var measuredMTU: [String: Int]?
    /// Which way each kind of traffic of its pods goes.
    public var traffic: [Traffic]
  }

  /// Cilium's verdict on a device.
  public struct Device: Sendable, Hashable, Encodable {
    /// The interface name.
    public var name: String
    /// Whether it is selected.
    public var selected: Bool
    /// By which check.
    public var reason: String
    /// In bytes.
    public var mtu: Int
    /// Its IPv4 addresses.
    public var addresses: [String]
  }

  /// One kind of traffic.
  public struct Traffic: Sendable, Hashable, Encodable {
    /// Where to.
    public var to: String
    /// By which device and as whom.
    public var way: String
    /// What is predicted.
    public var outcome: String
  }

  /// One case.
  public struct Case: Sendable, Hashable, Encodable {
    /// The aspect's stable name.
    public var aspect: String
    /// The node, or the pair.
    public var subject: String
    /// What is predicted.
    public var outcome: String
    /// What is predicted for the cluster as it is, where that is something else.
    public var now: String?
    /// Why.
    public var reason: String
    /// Where the rule comes from; missing where none decides.
    public var source: String?
  }

  /// The form's version.
  public static let currentSchema = "netproof.forecast/1"

  /// The form's version.
  public var schema = currentSchema
  /// The value of `devices`; missing when unset.
  public var devices: String?
  /// The present value; missing when unset.
  public var presentDevices: String?
  /// Whether detection runs beside a list.
  public var forceDeviceDetection: Bool
  /// What somebody should know before anything else.
  public var notes: [String]
  /// The nodes.
  public var nodes: [Node]
  /// Every case.
  public var cases: [Case]
  /// Whether agents start and nothing that a cluster needs is predicted to fail.
  public var fit: Bool
  /// What a cluster needs and is predicted to fail.
  public var failing: [String]
  /// What a cluster needs and no rule decides, for want of facts or of a rule.
  public var open: [String]
  /// What is gained, lost and otherwise different compared with now.
  public var comparison: SettingComparison
}

extension SettingForecast {
  /// The forecast for programs.
  public func document() -> ForecastDocument {
    let needed = needs()
    return ForecastDocument(
      devices: facts.devicesSetting, presentDevices: present.devicesSetting,
      forceDeviceDetection: CiliumConfigMap(data: facts.configuration).forceDeviceDetection, notes: warnings(),
      nodes: facts.nodes.map(node), cases: cases(), fit: startObstacles() == nil && needed.failing.isEmpty,
      failing: needed.failing, open: needed.open, comparison: comparison())
  }

  private func node(_ node: NodeFacts) -> ForecastDocument.Node {
    let mtu = podMTU(of: node)
    return ForecastDocument.Node(
      name: node.name, problem: node.problem?.text,
      devices: devices(of: node).map {
        .init(
          name: $0.device, selected: $0.selected, reason: $0.reason.text, mtu: $0.mtu,
          addresses: $0.addresses.map(\.description))
      },
      startObstacle: startObstacle(of: node), release: node.release.description,
      directRoutingDevice: directRoutingDevice(of: node), podMTU: mtu?.device, routeMTU: mtu?.route,
      measuredMTU: measured.map { measured in
        Dictionary(
          measured.paths.filter { $0.pair.source == node.name }.compactMap { path in
            path.pair.target.map { ($0, path.bytes ?? 0) }
          }, uniquingKeysWith: { first, _ in first })
      },
      traffic: TrafficForecast.rows(of: node, facts).map { .init(to: $0.kind, way: $0.way, outcome: $0.outcome) })
  }

  private func cases() -> [ForecastDocument.Case] {
    Aspect.asked(of: facts.families, fromHosts: true).flatMap { aspect in
      Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)).map { subject in
        let (then, now) = predict(aspect, subject)
        let (after, before) = (Self.outcome(then), Self.outcome(now))
        var source: String?
        if case .expected(let expectation) = then { source = expectation.source }
        return ForecastDocument.Case(
          aspect: aspect.rawValue, subject: "\(subject)", outcome: after, now: after == before ? nil : before,
          reason: then.reason.text, source: source)
      }
    }
  }
}
