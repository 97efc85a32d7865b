import Cilium

extension Rules {
  /// The flow of a probe to the internet.
  static func natExternal(_ node: NodeFacts, _ model: PathModel) -> Prediction {
    guard let device = model.forcedDevice(of: node) ?? model.internetDevice(of: node) else {
      return noUplink(node, model)
    }
    let devices = model.forcedDevice(of: node) == nil ? model.internetDevices(of: node) : [device]
    if model.forcedDevice(of: node) == nil, let reason = model.unknownRoute(of: node, to: nil) {
      return .unknown(reason)
    }
    return translation(on: devices, to: nil, node, model)
  }

  /// The flow of a probe to another node's address.
  static func natNodeAddress(_ node: NodeFacts, _ target: NodeFacts, _ model: PathModel) -> Prediction {
    guard let address = model.peerAddress(target) else { return .unknown("\(target.name) has no node address") }
    switch model.wayOut(of: node, to: address) {
    case .tunnelled:
      guard model.hasNATMap(node) else { return withoutNATMap(node) }
      return expect(
        .notTranslated, by: .tunnelledToNode, .nodeAddressTunnelled,
        because: "the packet goes through the tunnel to \(target.name), with the pod's own address")
    case .device(let device, let isForced):
      // The program translates when the packet is handed to the device, and before that a neighbour has to answer.
      let way = model.hostReaches(address, of: target, from: node)
      guard way.isTrue || isForced else {
        return .notApplicable("no packet may get as far as the device: \(way.reason)")
      }
      if !isForced, let reason = model.unknownRoute(of: node, to: address) { return .unknown(reason) }
      return translation(on: isForced ? [device] : model.routeDevices(of: node, to: address), to: address, node, model)
    case .deliveredToHost, .dropped, .noRoute:
      return .unknown("no route of \(node.name) leads to \(target.name)")
    }
  }

  private static func withoutNATMap(_ node: NodeFacts) -> Prediction {
    .notApplicable(
      "neither BPF masquerading nor kube-proxy replacement is on, so Cilium has no NAT map on \(node.name)")
  }

  /// By one of several devices where the kernel chooses among them.
  private static func translation(
    on devices: [Device], to address: IPAddress?, _ node: NodeFacts, _ model: PathModel
  ) -> Prediction {
    guard model.hasNATMap(node), let device = devices.first else { return withoutNATMap(node) }
    let masquerade = model.masquerades(on: device, of: node, to: address)
    guard model.masqueradeMode(of: node) == .bpf else {
      return expect(
        .notTranslated, by: masquerade.mechanism, masquerade.rule,
        because: "BPF masquerading is off; whatever translates, it is not Cilium's NAT table")
    }
    let addresses = devices.compactMap { model.masqueradeAddress($0, of: node)?.description }
      .uniqued()
    guard masquerade.isTrue, !addresses.isEmpty else { return expect(.notTranslated, masquerade) }
    return expect(.translated(to: addresses.joined(separator: Outcome.alternative)), masquerade)
  }
}
