import Cilium

extension SettingForecast {
  /// The forecast for people: devices per node, then every aspect with its reason and source.
  public func text() -> String {
    var lines = [heading, "Nothing was changed; this is what the rules predict, not what was measured."]
    lines += warnings().map { "Note: \($0)" }
    for node in facts.nodes { lines += ["", node.name] + describe(node).map { "  \($0)" } }
    for area in Aspect.Area.allCases {
      let aspects = Aspect.asked(of: facts.families).filter { $0.area == area }.flatMap(describe)
      if !aspects.isEmpty { lines += ["", area.rawValue] + aspects.map { "  \($0)" } }
    }
    lines += compared()
    lines += [""] + fitness()
    return lines.joined(separator: "\n")
  }

  /// What is gained, lost and otherwise different; nothing where the present setting is explained.
  private func compared() -> [String] {
    guard facts != present else { return [] }
    let comparison = comparison()
    guard !comparison.isEmpty else { return ["", "Compared with now: every prediction stays the same."] }
    func lines(_ title: String, _ changes: [SettingComparison.Change]) -> [String] {
      changes.isEmpty
        ? [] : ["  \(title):"] + changes.map { "    \($0.aspect) (\($0.subject)): \($0.now) → \($0.then)" }
    }
    return ["", "Compared with now:"] + lines("gained", comparison.gained) + lines("lost", comparison.lost)
      + lines("changed", comparison.other)
  }

  private var heading: String {
    let (then, now) = (Self.setting(facts), Self.setting(present))
    let release = facts.ciliumVersion == present.ciliumVersion ? "" : ", Cilium \(facts.ciliumVersion ?? "")"
    let before = release.isEmpty ? "" : ", Cilium \(present.ciliumVersion ?? "of no known version")"
    return then == now && release.isEmpty
      ? "Setting: \(then)" : "Setting: \(then)\(release)  (now: \(now)\(before))"
  }

  private static func setting(_ facts: ClusterFacts) -> String {
    let force = CiliumConfigMap(data: facts.configuration).forceDeviceDetection
    return "devices \(facts.devicesSetting ?? "unset")\(force ? ", force-device-detection" : "")"
  }

  /// What somebody should know before anything else, a sentence each.
  func warnings() -> [String] {
    let releases = Set(facts.nodes.filter { $0.problem == nil }.map(\.release)).sorted()
    let configuration = CiliumConfigMap(data: facts.configuration)
    var filter: [String] = []
    for entry in releases.flatMap(configuration.devices(in:)) where !filter.contains(entry) { filter.append(entry) }
    var result = releaseWarnings(filter)
    if let old = releases.first, old < CiliumRelease(1, 16), filter.contains(where: { $0.contains(",") }) {
      result.append("Cilium \(old) separates devices by blanks: it takes a list with commas for one name")
    }
    if filter.contains(where: { $0.contains(where: \.isWhitespace) }) {
      result.append("an entry of devices has a space in it, which Cilium takes as part of the name")
    }
    let matches = { (entry: String) in
      facts.nodes.contains { node in
        let filter = DeviceFilter([entry], understandsExclusion: node.release >= CiliumRelease(1, 19))
        return node.devices.contains { filter.firstMatch(for: $0.name) != nil }
      }
    }
    return result + filter.filter { !matches($0) }.map { "no device of any node matches \($0)" }
      + ClusterRemarks.prerequisites(facts) + ClusterRemarks.uplinks(facts) + ClusterRemarks.overlays(facts)
      + UnreadFact.notes(facts, of: .nodeConfigurations)
  }

  private func releaseWarnings(_ filter: [String]) -> [String] {
    let releases = Set(facts.nodes.filter { $0.problem == nil }.map(\.release)).sorted()
    var result: [String] = []
    if filter.contains(where: { $0.hasPrefix("!") }), let old = releases.first(where: { $0 < CiliumRelease(1, 19) }) {
      result.append("Cilium \(old.minorRelease) knows no \"!\" entries (1.19 does): it takes them as names")
    }
    if facts.nodes.contains(where: { $0.problem == nil && $0.ciliumVersion == nil }) {
      result.append("an agent does not tell its version; the rules are those of Cilium \(CiliumRelease.latest)")
    }
    if let other = releases.first(where: { !$0.isKnown }) {
      let known = CiliumRelease.known
      result.append(
        "the rules are known for Cilium \(known.lowerBound) to \(known.upperBound), not for \(other): the nearest hold")
    }
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
    if let obstacle = startObstacle(of: node) { lines.append("the agent does not start: \(obstacle)") }
    lines.append("masquerade: \(Self.outcome(predict(.masquerade, .node(node.name)).then))")
    if let device = directRoutingDevice(of: node) { lines.append("direct-routing device: \(device)") }
    lines.append(
      podMTU(of: node).map { "pods' MTU: \($0.device), on routes to other nodes' pods \($0.route): \($0.reason)" }
        ?? "pods' MTU: not known, no device is selected")
    return lines + traffic(of: node)
  }

  /// Which way each kind of traffic goes, and as whom.
  private func traffic(of node: NodeFacts) -> [String] {
    let rows = TrafficForecast.rows(of: node, facts)
    let widths = [rows.map(\.kind.count).max() ?? 0, rows.map(\.way.count).max() ?? 0]
    func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: width - text.count) }
    return ["traffic of its pods:"]
      + rows.map { "  \(pad($0.kind, widths[0]))  \(pad($0.way, widths[1]))  \($0.outcome)" }
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
    let stuck = facts.nodes.filter { startObstacle(of: $0) != nil }.map(\.name)
    guard stuck.isEmpty else {
      return [
        "Not fit for service: the agent does not start on \(stuck.joined(separator: ", ")). The programs of the agent "
          + "before keep running; new pods get no network."
      ]
    }
    let broken = Prerequisites.broken(facts).filter { $0.code != .agentDoesNotStart }
    guard broken.isEmpty else {
      return ["Not fit for service as the nodes are, whatever devices says:"]
        + broken.map { "  \($0.cause); \($0.remedy)" }
        + missing.map { "  \($0.aspect.title): \($0.subject)" }
    }
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
