import Cilium

extension Rules {
  private static let source = "Cilium bpf/lib/nat.h; field: an entry proves something only if it is this probe's"

  /// The flow of a probe to the internet.
  static func natExternal(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard let device = model.internetDevice(of: node) else { return noUplink(node, model) }
    return translation(on: device, to: nil, node, model)
  }

  /// The flow of a probe to another node's address.
  static func natNodeAddress(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    guard let address = model.peerAddress(target), let device = model.egressDevice(of: node, to: address) else {
      return .unknown("no route of \(node.name) leads to \(target.name)")
    }
    // The program translates when the packet is handed to the device, and before that a neighbour has to answer.
    let way = model.hostReaches(address, of: target, from: node)
    guard way.isTrue else { return .notApplicable("no packet may get as far as the device: \(way.reason)") }
    return translation(on: device, to: address, node, model)
  }

  private static func translation(on device: Device, to address: IPAddress?, _ node: NodeFacts, _ model: PathModel)
    -> Prediction
  {
    guard model.hasNATMap(node) else {
      return .notApplicable(
        "neither BPF masquerading nor kube-proxy replacement is on, so Cilium has no NAT map on \(node.name)")
    }
    guard model.masqueradeMode(of: node) == .bpf else {
      return expect(
        .notTranslated, because: "BPF masquerading is off; whatever translates, it is not Cilium's NAT table",
        source: source)
    }
    let masquerade = model.masquerades(on: device, of: node, to: address)
    guard masquerade.isTrue, let address = model.masqueradeAddress(device) else {
      return expect(.notTranslated, because: masquerade.reason, source: source)
    }
    return expect(.translated(to: address.description), because: masquerade.reason, source: source)
  }
}
