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

  /// On which of another node's addresses a NodePort answers this node's host.
  static func nodePort(
    _ question: NodePortQuestion, _ node: NodeFacts, _ target: NodeFacts, _ model: PathModel
  ) -> Prediction {
    if let reason = unasked(question, target, model) { return reason }
    if question.hasBackend, !model.nodePortBackends.contains(target.name) {
      return .notApplicable("no NodePort Service has a backend on \(target.name) alone")
    }
    guard let backend = question.hasBackend ? target : model.nodePortBackend(besides: target) else {
      return .notApplicable("there is no other node whose pod could be the backend")
    }
    let addresses = model.nodePortTargets(of: target)
    guard !addresses.isEmpty else {
      return .notApplicable("\(target.name)'s uplinks have no address that is its alone")
    }
    return answering(addresses) { model.nodePort(question, at: $0, of: target, backend: backend, from: node) }
  }

  /// On which of a node's addresses a NodePort answers those outside the cluster who reach them.
  static func nodePortOutside(_ question: NodePortQuestion, _ node: NodeFacts, _ model: PathModel) -> Prediction {
    let vantages = model.facts.nodePorts?.vantages ?? []
    guard !vantages.isEmpty else {
      return .notApplicable("nobody outside the cluster was named to ask (--vantage)")
    }
    if let reason = unasked(question, node, model) { return reason }
    guard let backend = question.hasBackend ? node : model.nodePortBackend(besides: node) else {
      return .notApplicable("there is no other node whose pod could be the backend")
    }
    let asked = model.nodePortTargets(of: node)
    let reached = asked.filter { address in vantages.contains { $0.reaches(address, of: node.name) } }
    guard !reached.isEmpty else {
      let names = vantages.map(\.name).joined(separator: ", ")
      let problems = vantages.compactMap { vantage in vantage.problem.map { "\(vantage.name): \($0)" as Sentence } }
      let silent: Sentence =
        "no port that is open anyway answered \(names) on any address of \(node.name), so that silence on a NodePort "
        + "would say nothing"
      return .unknown(([silent] + problems).joined(separator: "; "))
    }
    return answering(reached) { model.nodePortServed(question, at: $0, of: node, backend: backend) }
  }

  /// Why a NodePort question does not arise on a node, or no rule answers it.
  private static func unasked(_ question: NodePortQuestion, _ target: NodeFacts, _ model: PathModel) -> Prediction? {
    if let absence = model.facts.nodePorts?.absence { return .notApplicable(absence) }
    if let problem = target.problem { return .unknown("the facts of \(target.name) are missing: \(problem)") }
    let configuration = model.configuration(of: target)
    if configuration.replacesKubeProxy(in: target.release) {
      guard configuration.replacesKubeProxyWhole else {
        return .unknown(
          "enable-node-port is on beside kube-proxy: which of the two answers a NodePort, no fact of the cluster tells")
      }
      guard target.release >= CiliumRelease(1, 15) else {
        return .unknown("how Cilium \(target.release) chooses the addresses for NodePorts is not among the rules")
      }
    }
    return nil
  }

  private static func answering(
    _ addresses: [IPAddress], _ way: (IPAddress) -> PathModel.NativeWay
  ) -> Prediction {
    var answers: [(address: IPAddress, answer: PathModel.Answer)] = []
    for address in addresses {
      switch way(address) {
      case .unknown(let reason): return .unknown(reason)
      case .known(let answer): answers.append((address, answer))
      }
    }
    // What does not answer is told first: it is what a reader asks about.
    guard let told = answers.first(where: { !$0.answer.isTrue }) ?? answers.first else {
      return .unknown("no address is asked")
    }
    return expect(
      .value(addressList(answers.filter(\.answer.isTrue).map(\.address))),
      told.answer.told { "\(told.address): \($0)" })
  }

  /// How a set of addresses is written, by expectations and observations alike.
  static func addressList(_ addresses: some Sequence<IPAddress>) -> String {
    let texts = Set(addresses).sorted { $0.isLower(than: $1) }.map(\.description)
    return texts.isEmpty ? "none" : texts.joined(separator: ", ")
  }
}
