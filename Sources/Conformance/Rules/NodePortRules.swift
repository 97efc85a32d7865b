import Cilium

extension Rules {
  /// The addresses on which the agent answers NodePorts.
  static func nodePortAddresses(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard model.configuration(of: node).replacesKubeProxy(in: node.release) else {
      return .notApplicable("kube-proxy answers NodePorts, not Cilium")
    }
    guard node.release >= CiliumRelease(1, 15) else {
      return .unknown("how Cilium \(node.release) chooses the addresses for NodePorts is not among the rules")
    }
    let addresses = addressList(model.nodePortAddresses(of: node))
    guard let blocks = model.configuration(of: node).text("nodeport-addresses"), !blocks.isEmpty else {
      let devices = list(model.selectedDevices(of: node))
      return expect(
        .value(addresses), by: .configured, .nodePortOnSelected,
        because: "NodePorts are answered on one address of each selected device (\(devices))")
    }
    return expect(
      .value(addresses), by: .configured, .nodePortOnSelected,
      because: "nodeport-addresses (\(blocks)) chooses among the addresses of the selected devices")
  }

  /// How a set of addresses is written, by expectations and observations alike.
  static func addressList(_ addresses: some Sequence<IPAddress>) -> String {
    let texts = Set(addresses).sorted { $0.isLower(than: $1) }.map(\.description)
    return texts.isEmpty ? "none" : texts.joined(separator: ", ")
  }
}
