import Cilium

/// Why one path works or fails, step by step, by the rules alone.
public struct PathExplanation: Sendable, Hashable {
  /// One step of the reasoning.
  public struct Step: Sendable, Hashable {
    /// What the step is about, for example `route`.
    public var title: String
    /// What was found.
    public var finding: String
    /// Where the rule comes from; `nil` for what was only read.
    public var source: String?
  }

  /// Where a path leads.
  public enum Target: Sendable, Hashable {
    /// An address.
    case address(IPv4Address)
    /// A Service with its ready endpoints.
    case service(name: String, clusterIP: IPv4Address, endpoints: [IPv4Address])
  }

  /// The steps in order.
  public var steps: [Step]
  /// What follows from them.
  public var prediction: Prediction

  /// The explanation for people: what is expected first, then the steps that lead there.
  ///
  /// - Parameter verbose: Whether to tell which rules say so.
  public func text(verbose: Bool = false) -> String {
    let width = steps.map(\.title.count).max() ?? 0
    let indent = String(repeating: " ", count: width + 2)
    var lines = ["Expected: \(SettingForecast.outcome(prediction)): \(prediction.reason)"]
    if verbose, case .expected(let expectation) = prediction { lines.append("rule: \(expectation.source)") }
    lines.append("")
    lines += steps.flatMap { step in
      let title = step.title + String(repeating: " ", count: width - step.title.count)
      return ["\(title)  \(step.finding)"] + (verbose ? step.source.map { ["\(indent)rule: \($0)"] } ?? [] : [])
    }
    return lines.joined(separator: "\n")
  }

  /// What is expected, and the steps, a line each: `works`, `step/route`.
  public var names: [String] {
    [SettingForecast.outcome(prediction).split(separator: ":").first.map(String.init) ?? ""]
      + steps.map { "step/\($0.title.filter { $0 != " " })" }
  }
}

extension PathExplanation {
  /// The explanation for programs.
  public struct Document: Sendable, Hashable, Encodable {
    /// One step.
    public struct Step: Sendable, Hashable, Encodable {
      /// What it is about.
      public var title: String
      /// What was found.
      public var finding: String
      /// Where the rule comes from; missing for what was only read.
      public var source: String?
    }

    /// The form's version.
    public static let currentSchema = "netproof.path/1"

    /// The form's version.
    public var schema = currentSchema
    /// The steps in order.
    public var steps: [Step]
    /// What follows, in a few words.
    public var outcome: String
    /// Why.
    public var reason: String
  }

  /// The explanation for programs.
  public var document: Document {
    Document(
      steps: steps.map { .init(title: $0.title, finding: $0.finding, source: $0.source) },
      outcome: SettingForecast.outcome(prediction), reason: prediction.reason.text)
  }

  private static let selectionSource =
    "Cilium pkg/datapath/linux/devices_controller.go, pkg/datapath/tables/device.go"

  /// Explains the path of a pod on `node`.
  ///
  /// - Throws: ``ScenarioError`` when the node's facts are not known.
  ///
  /// - Parameter measured: What a run measured of the paths between nodes' pods, where one is told.
  public static func explain(
    from node: String, to target: Target, facts: ClusterFacts, measured: MeasuredMTUs? = nil
  ) throws -> PathExplanation {
    var explanation = try explain(from: node, to: target, facts)
    if case .address(let address) = target, let measured,
      let owner = facts.nodes.first(where: { $0.podCIDR?.contains(address) == true }), owner.name != node,
      let place = explanation.steps.lastIndex(where: { $0.title == "MTU" })
    {
      explanation.steps.insert(step(measured, node, owner.name, facts.devicesSetting), at: place + 1)
    }
    return explanation
  }

  private static func step(
    _ measured: MeasuredMTUs, _ node: String, _ target: String, _ devices: String?
  ) -> Step {
    let origin = measured.origin(devices)
    guard let path = measured.path(from: node, to: target) else {
      return Step(title: "measured", finding: "this path was not measured \(origin)")
    }
    return Step(
      title: "measured",
      finding: path.bytes.map { "packets up to \($0) bytes arrived, \(origin)" } ?? "no packet arrived, \(origin)")
  }

  private static func explain(
    from node: String, to target: Target, _ facts: ClusterFacts
  ) throws -> PathExplanation {
    guard let source = facts.node(node) else {
      throw ScenarioError("Node \(node) takes no part: it is cordoned, not Ready, or does not exist.")
    }
    if let problem = source.problem { throw ScenarioError("The facts of \(node) are missing: \(problem)") }
    let model = PathModel(facts: facts, family: .ipv4)
    switch target {
    case .address(let address): return explain(source, address, model)
    case .service(let name, let clusterIP, let endpoints):
      return explain(source, service: name, clusterIP, endpoints, model)
    }
  }

  private static func explain(
    _ node: NodeFacts, service name: String, _ clusterIP: IPv4Address, _ endpoints: [IPv4Address], _ model: PathModel
  ) -> PathExplanation {
    let source = Rule.apiService.source
    let list = endpoints.map(\.description).joined(separator: ", ")
    var steps = [
      Step(
        title: "service", finding: "\(name) \(clusterIP) is translated to one of its ready endpoints: \(list)",
        source: source)
    ]
    guard !endpoints.isEmpty else {
      steps[0].finding = "\(name) \(clusterIP) has no ready endpoint"
      return PathExplanation(
        steps: steps,
        prediction: Rules.expect(
          .unreachable, by: .noEndpoint, .apiService, because: "there is no ready endpoint to translate to"))
    }
    let ways = endpoints.map { ($0, explain(node, $0, model)) }
    for (endpoint, way) in ways {
      steps.append(Step(title: "endpoint", finding: "\(endpoint): \(SettingForecast.outcome(way.prediction))"))
      steps += way.steps.map { Step(title: "  \($0.title)", finding: $0.finding, source: $0.source) }
    }
    return PathExplanation(steps: steps, prediction: combine(ways))
  }

  private static func combine(_ ways: [(IPv4Address, PathExplanation)]) -> Prediction {
    var working: [IPv4Address] = []
    var mechanism = Mechanism.noEndpoint
    for (endpoint, way) in ways {
      guard case .expected(let expectation) = way.prediction else { return way.prediction }
      if expectation.outcome == .reachable { working.append(endpoint) }
      if working.isEmpty || expectation.outcome != .reachable { mechanism = expectation.mechanism ?? mechanism }
    }
    let failing = ways.first { !working.contains($0.0) }.map { "\($0.0): \($0.1.prediction.reason)" as Sentence }
    guard let failing else {
      let way = ways.first?.1.prediction
      if case .expected(let expectation)? = way { mechanism = expectation.mechanism ?? mechanism }
      return Rules.expect(.reachable, by: mechanism, .apiService, because: "every endpoint is reached")
    }
    let outcome =
      working.isEmpty
      ? Outcome.unreachable : .partly("only \(working.map(\.description).joined(separator: ", ")) answers")
    return Rules.expect(outcome, by: mechanism, .apiService, because: failing)
  }

  private static func explain(_ node: NodeFacts, _ address: IPv4Address, _ model: PathModel) -> PathExplanation {
    let start = Step(title: "from", finding: "a pod on \(node.name)\(node.podCIDR.map { " (\($0))" } ?? "")")
    if let owner = model.facts.nodes.first(where: { model.holds($0, .v4(address)) }) {
      return toNode(node, owner, address, model, start)
    }
    if let owner = model.facts.nodes.first(where: { $0.podCIDR?.contains(address) == true }) {
      return toPod(node, owner, address, model, start)
    }
    return outside(node, address, model, start)
  }

  private static func toNode(
    _ node: NodeFacts, _ owner: NodeFacts, _ address: IPv4Address, _ model: PathModel, _ start: Step
  ) -> PathExplanation {
    let here = owner.name == node.name
    let target = Step(title: "to", finding: "\(address), an address of \(here ? "the same node" : owner.name)")
    if here {
      return PathExplanation(
        steps: [start, target], prediction: Rules.expect(path: model.podReachesOwn(.v4(address), of: node)))
    }
    if case .tunnelled = model.wayOut(of: node, to: .v4(address)) {
      return PathExplanation(
        steps: [start, target], prediction: Rules.expect(path: model.podReaches(.v4(address), of: owner, from: node)))
    }
    let host = model.hostReaches(.v4(address), of: owner, from: node)
    let reach = Step(
      title: "node IPs", finding: host.reason.text, source: "the agent's health check; WireGuard peers otherwise")
    return PathExplanation(
      steps: [start, target] + egress(node, address, model) + [reach],
      prediction: Rules.expect(path: model.podReaches(.v4(address), of: owner, from: node)))
  }

  private static func toPod(
    _ node: NodeFacts, _ owner: NodeFacts, _ address: IPv4Address, _ model: PathModel, _ start: Step
  ) -> PathExplanation {
    let here = owner.name == node.name
    var steps = [
      start, Step(title: "to", finding: "\(address), a pod address of \(here ? "the same node" : owner.name)"),
    ]
    if here { return PathExplanation(steps: steps, prediction: Rules.sameNodePod(node)) }
    guard !model.isNative else {
      if let mtu = PodMTU(node, model) { steps.append(Step(mtu)) }
      return PathExplanation(steps: steps, prediction: Rules.crossNode(node, owner, model))
    }
    let outer = [node.nodeIP(.ipv4), owner.nodeIP(.ipv4)].map { $0?.description ?? "none" }.joined(separator: " → ")
    steps.append(
      Step(
        title: "tunnel",
        finding: "\(model.configuration.tunnelProtocol), outer addresses \(outer): the node IPs, whatever devices says",
        source: "Cilium pkg/node/sync/local_node_sync.go, bpf/lib/encap.h"))
    if let there = owner.nodeIP(.ipv4), let device = model.hostDevice(of: node, to: there) {
      steps.append(
        Step(title: "outer route", finding: "leaves by \(device.name); it need not be selected for that"))
    }
    let tunnel = model.tunnelWorks(from: node, to: owner)
    steps.append(Step(title: "node IPs", finding: tunnel.reason.text, source: "the agent's health check"))
    if let mtu = PodMTU(node, model) { steps.append(Step(mtu)) }
    return PathExplanation(steps: steps, prediction: Rules.crossNode(node, owner, model))
  }

  private static func outside(
    _ node: NodeFacts, _ address: IPv4Address, _ model: PathModel, _ start: Step
  ) -> PathExplanation {
    let steps =
      [start, Step(title: "to", finding: "\(address), outside the cluster")] + egress(node, address, model)
    guard case .device = model.wayOut(of: node, to: .v4(address)) else {
      return PathExplanation(steps: steps, prediction: .unknown("no route of \(node.name) leads to \(address)"))
    }
    var answer = model.leavesTranslated(from: node, to: .v4(address))
    if !answer.isTrue, case .untranslated(_, let dropper) = answer.mechanism {
      answer = answer.told {
        dropper == .wireGuardPeer
          ? "\($0); the WireGuard peer drops it, because the pod address is not in its AllowedIPs"
          : "\($0); the physical network drops a source address that is not the node's"
      }
    }
    return PathExplanation(steps: steps, prediction: Rules.expect(path: answer))
  }

  /// Route, selection and masquerade of what leaves the node untunnelled.
  private static func egress(_ node: NodeFacts, _ address: IPv4Address, _ model: PathModel) -> [Step] {
    guard let egress = model.egress(from: node, to: .v4(address)) else {
      return [Step(title: "route", finding: "none of \(node.name)'s routes leads to \(address)")]
    }
    let device = egress.device
    let verdict = zip(node.devices, model.selection(of: node)).first { $0.0.index == device.index }?.1
    let selection = verdict.map {
      "\($0.selected ? "selected" : "not selected"): \(model.selectionCheck($0, on: node))"
    }
    let masquerade = model.masquerades(on: device, of: node, to: .v4(address))
    let address = egress.translatedTo.map { "to \($0): " } ?? "none, it keeps the pod's address: "
    let forced = model.forcedDevice(of: node)
    let route =
      forced.map { forced in
        Step(
          title: "route",
          finding:
            "leaves \(node.name) by \(forced.name), the only selected device: Cilium \(node.release) does not ask "
            + "the routes",
          source: Rule.singleDeviceSkipsRoutes.source)
      }
      ?? Step(
        title: "route", finding: "leaves \(node.name) by \(device.name)", source: "the node's routes (db/show routes)")
    return [
      route,
      Step(title: "selection", finding: "\(device.name) is \(selection ?? "not known")", source: selectionSource),
      Step(title: "masquerade", finding: "\(address)\(masquerade.reason)", source: masquerade.rule.source),
    ]
  }
}

extension PathExplanation.Step {
  fileprivate init(_ mtu: PodMTU) {
    self.init(
      title: "MTU", finding: "pods' devices \(mtu.device), routes to other nodes' pods \(mtu.route): \(mtu.reason)",
      source: "Cilium pkg/mtu")
  }
}
