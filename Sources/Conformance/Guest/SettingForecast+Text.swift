import Cilium

extension SettingForecast {
  /// The forecast for people: devices per node, then every aspect with its reason and source.
  ///
  /// - Parameter ciliumVersion: The agents' version, to warn where an older one decides otherwise.
  public func text(ciliumVersion: String? = nil) -> String {
    var lines = [heading, "Nothing was changed; this is what the rules predict, not what was measured."]
    lines += warnings(ciliumVersion).map { "Note: \($0)" }
    for node in facts.nodes { lines += ["", node.name] + describe(node).map { "  \($0)" } }
    for area in Aspect.Area.allCases {
      let aspects = Aspect.allCases.filter { $0.area == area }.flatMap(describe)
      if !aspects.isEmpty { lines += ["", area.rawValue] + aspects.map { "  \($0)" } }
    }
    lines += [""] + fitness()
    return lines.joined(separator: "\n")
  }

  private var heading: String {
    let (then, now) = (Self.setting(facts), Self.setting(present))
    return then == now ? "Setting: \(then)" : "Setting: \(then)  (now: \(now))"
  }

  private static func setting(_ facts: ClusterFacts) -> String {
    let force = CiliumConfigMap(data: facts.configuration).forceDeviceDetection
    return "devices \(facts.devicesSetting ?? "unset")\(force ? ", force-device-detection" : "")"
  }

  private func warnings(_ ciliumVersion: String?) -> [String] {
    let parts = (ciliumVersion ?? "").split(separator: ".").prefix(2).compactMap { Int($0) }
    let filter = CiliumConfigMap(data: facts.configuration).devices
    var result: [String] = []
    if parts.count == 2, (parts[0], parts[1]) < (1, 19) {
      result.append(
        """
        the selection is that of Cilium 1.19; \(ciliumVersion ?? "") knows no \"!\" entries, and looks at address and \
        state before the filter
        """)
    }
    if filter.contains(where: { $0.contains(where: \.isWhitespace) }) {
      result.append("an entry of devices has a space in it, which Cilium takes as part of the name")
    }
    let matches = { (entry: String) in
      facts.nodes.contains { $0.devices.contains { DeviceFilter([entry]).firstMatch(for: $0.name) != nil } }
    }
    result += filter.filter { !matches($0) }.map { "no device of any node matches \($0)" }
    return result
  }

  private func describe(_ node: NodeFacts) -> [String] {
    if let problem = node.problem { return ["its devices are not known: \(problem)"] }
    let verdicts = devices(of: node)
    let width = verdicts.map(\.device.count).max() ?? 0
    var lines = verdicts.map { verdict in
      let name = verdict.device + String(repeating: " ", count: width - verdict.device.count)
      let addresses = verdict.addresses.map(\.description).joined(separator: " ")
      return "\(name)  \(verdict.selected ? "selected    " : "not selected")  \(verdict.reason)"
        + " [\(addresses.isEmpty ? "no IPv4 address" : addresses), MTU \(verdict.mtu)]"
    }
    lines.append("masquerade: \(Self.outcome(predict(.masquerade, .node(node.name)).then))")
    lines.append(
      podMTU(of: node).map { "pods' MTU: \($0.device), on routes into the tunnel \($0.tunnelRoute)" }
        ?? "pods' MTU: not known, no device is selected")
    return lines
  }

  private func describe(_ aspect: Aspect) -> [String] {
    var lines = [aspect.title]
    var sources: [String] = []
    for subject in Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)) {
      let (then, now) = predict(aspect, subject)
      let (after, before) = (Self.outcome(then), Self.outcome(now))
      let change = after == before ? "" : " (now: \(before))"
      lines.append("  \(subject): \(after)\(change): \(Self.reason(then))")
      if case .expected(let expectation) = then, !sources.contains(expectation.source) {
        sources.append(expectation.source)
      }
    }
    guard lines.count > 1 else { return [] }
    return lines + sources.map { "    rule: \($0)" }
  }

  private func fitness() -> [String] {
    let missing = shortcomings()
    guard !missing.isEmpty else { return ["Fit for service: nothing that a cluster needs is predicted to fail."] }
    return ["Not fit for service; predicted to fail:"] + missing.map { "  \($0.aspect.title): \($0.subject)" }
  }

  /// A prediction's outcome in a few words.
  static func outcome(_ prediction: Prediction) -> String {
    switch prediction {
    case .expected(let expectation): expectation.outcome.description
    case .notApplicable: "not applicable"
    case .unknown: "not known"
    }
  }

  /// A prediction's reason.
  static func reason(_ prediction: Prediction) -> String {
    switch prediction {
    case .expected(let expectation): expectation.reason
    case .notApplicable(let reason), .unknown(let reason): reason
    }
  }
}
