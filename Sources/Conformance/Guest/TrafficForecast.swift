import Cilium

/// Which way each kind of a pod's traffic goes, with which source address, and whether it works.
public enum TrafficForecast {
  /// One kind of traffic.
  public struct Row: Sendable, Hashable {
    /// Where to, for example `internet`.
    public var kind: String
    /// The device, what happens there, and the source address.
    public var way: String
    /// What is predicted, in a few words.
    public var outcome: String
  }

  /// Every kind of traffic of pods on a node, towards every other node.
  public static func rows(of node: NodeFacts, _ facts: ClusterFacts) -> [Row] {
    let model = PathModel(facts: facts)
    func outcome(_ aspect: Aspect, _ subject: Subject) -> String {
      SettingForecast.outcome(Rules.predict(aspect, subject, facts: facts))
    }
    var rows = [
      Row(
        kind: "pod, same node", way: "stays on the node, pod's address",
        outcome: outcome(.sameNodePod, .node(node.name)))
    ]
    for target in facts.nodes where target.name != node.name {
      let pair = Subject.pair(from: node.name, to: target.name)
      rows.append(
        Row(kind: "pod on \(target.name)", way: toPods(of: target, node, model), outcome: outcome(.crossNodePod, pair)))
      let address = model.peerAddress(target)
      rows.append(
        Row(
          kind: "\(address?.description ?? "address") of \(target.name)",
          way: address.map { toAddress($0, of: target, node, model) } ?? "no address",
          outcome: outcome(.otherNodeIP, pair)))
    }
    return rows + [
      Row(
        kind: "internet", way: routed(model.egressToInternet(from: node)),
        outcome: outcome(.externalPing, .node(node.name))),
      Row(
        kind: "Kubernetes API", way: "translated to an API server's address",
        outcome: outcome(.apiService, .node(node.name))),
    ]
  }

  private static func toAddress(
    _ address: IPAddress, of target: NodeFacts, _ node: NodeFacts, _ model: PathModel
  ) -> String {
    if case .tunnelled = model.wayOut(of: node, to: address) { return toPods(of: target, node, model) }
    return routed(model.egress(from: node, to: address))
  }

  private static func toPods(of target: NodeFacts, _ node: NodeFacts, _ model: PathModel) -> String {
    guard !model.isNative else { return "by the nodes' routes, pod's address" }
    guard let here = node.nodeIP(.ipv4), let there = target.nodeIP(.ipv4) else { return "no tunnel without node IPs" }
    let device = model.hostDevice(of: node, to: there).map { " over \($0.name)" } ?? ""
    return "\(model.configuration.tunnelProtocol)\(device), outer \(here) → \(there)"
  }

  private static func routed(_ egress: PathModel.Egress?) -> String {
    guard let egress else { return "no route" }
    return "by \(egress.device.name), " + (egress.translatedTo.map { "SNAT to \($0)" } ?? "pod's address, no SNAT")
  }
}
