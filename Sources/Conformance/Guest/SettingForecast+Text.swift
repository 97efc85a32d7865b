import Cilium

extension SettingForecast {
  /// The forecast for people, the answer first: what is lost against now, gained and otherwise different, and whether the
  /// cluster can live with it; then what somebody should know, the nodes' devices, and what every aspect comes to.
  ///
  /// - Parameter verbose: Whether to give the reason of every prediction, and the rules.
  public func text(verbose: Bool = false) -> String {
    var lines = [heading, "By the rules alone; nothing was changed, and no probe was sent."]
    lines += compared(verbose) + [""] + fitness()
    let warnings = warnings()
    if !warnings.isEmpty { lines.append("") }
    lines += warnings.map { "Note: \($0)" }
    for node in facts.nodes { lines += ["", node.name] + describe(node).map { "  \($0)" } }
    for area in Aspect.Area.allCases {
      let aspects = Aspect.asked(of: facts.families, fromHosts: true).filter { $0.area == area }
      let told = aspects.flatMap { verbose ? describe($0) : [brief($0)].compactMap(\.self) }
      if !told.isEmpty { lines += ["", area.rawValue] + told.map { "  \($0)" } }
    }
    lines += ["", "Tuning that the guides name"] + TuningTable.text(facts, measured: measured).map { "  \($0)" }
    if !verbose { lines += ["", "--verbose gives the reason of every prediction, and its rule."] }
    return lines.joined(separator: "\n")
  }

  /// What is lost, gained and otherwise different; nothing where the present setting is explained.
  private func compared(_ verbose: Bool) -> [String] {
    guard facts != present else { return [] }
    let comparison = comparison()
    guard !comparison.isEmpty else { return ["", "Compared with now: every prediction stays the same."] }
    let most = verbose ? Int.max : 0
    return ["", "Compared with now:"] + group("lost", comparison.lost, reasons: max(1, most))
      + group("gained", comparison.gained, reasons: most) + group("changed", comparison.other, reasons: most)
  }

  /// Changes of one kind, those of one aspect that come out alike in one line, with so many of their reasons.
  private func group(_ title: String, _ changes: [SettingComparison.Change], reasons most: Int) -> [String] {
    guard !changes.isEmpty else { return [] }
    var lines = ["  \(title):"]
    var told: [SettingComparison.Change] = []
    for change in changes where !told.contains(where: { isAlike($0, change) }) {
      told.append(change)
      let alike = changes.filter { isAlike($0, change) }
      let subjects = alike.map(\.subject).joined(separator: ", ")
      lines.append("    \(change.aspect) (\(subjects)): \(change.now) → \(change.then)")
      let reasons = alike.map(\.reason).uniqued()
      lines += reasons.prefix(most).map { "      \($0)" }
      let further = reasons.count - most
      if most > 0, further > 0 { lines.append("      and \(further) more of this kind (--verbose)") }
    }
    return lines
  }

  private func isAlike(_ one: SettingComparison.Change, _ other: SettingComparison.Change) -> Bool {
    (one.aspect, one.now, one.then) == (other.aspect, other.now, other.then)
  }

  /// A line per case that changes and per case that a cluster needs and fails: `lost/external-ping/instance-master`.
  public var names: [String] {
    let comparison = comparison()
    func names(_ kind: String, _ changes: [SettingComparison.Change]) -> [String] {
      changes.map { "\(kind)/\($0.aspect)/\($0.subject.replacing(" → ", with: "/"))" }
    }
    return names("lost", comparison.lost) + names("gained", comparison.gained) + names("changed", comparison.other)
      + shortcomings().map { "failing/\($0.aspect.rawValue)/\($0.subject.path)" }
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
    let unset = facts.reasonUnread(.configuration) == nil ? "unset" : "not known"
    return "devices \(facts.devicesSetting ?? unset)\(force ? ", force-device-detection" : "")"
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
    result += filter.filter { !matches($0) }.map { "no device of any node matches \($0)" }
    let remarks: [(ClusterFacts) -> [Sentence]] = [
      ClusterRemarks.prerequisites, ClusterRemarks.uplinks, ClusterRemarks.overlays, ClusterRemarks.marks,
      UnreadFact.notes,
    ]
    return result + remarks.flatMap { $0(facts).map(\.text) }
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

  /// What an aspect comes to, in one line: once where it is the same for all.
  private func brief(_ aspect: Aspect) -> String? {
    let outcomes = Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)).map { subject in
      let (then, now) = predict(aspect, subject)
      let (after, before) = (Self.outcome(then), Self.outcome(now))
      return (subject: subject, text: after == before ? after : "\(after) (now: \(before))")
    }
    guard let first = outcomes.first else { return nil }
    guard outcomes.contains(where: { $0.text != first.text }) else { return "\(aspect.title): \(first.text)" }
    return "\(aspect.title): " + outcomes.map { "\($0.subject): \($0.text)" }.joined(separator: "; ")
  }

  private func describe(_ aspect: Aspect) -> [String] {
    var lines = [aspect.title]
    var sources: [String] = []
    for subject in Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)) {
      let (then, now) = predict(aspect, subject)
      let (after, before) = (Self.outcome(then), Self.outcome(now))
      let change = after == before ? "" : " (now: \(before))"
      lines.append("  \(subject): \(after)\(change): \(then.reason)")
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
        + Self.grouped(missing)
    }
    guard !missing.isEmpty else {
      let open = undecided()
      guard !open.isEmpty else { return ["Fit for service: nothing that a cluster needs is predicted to fail."] }
      return [
        "Fit for service: not known. Nothing that a cluster needs is predicted to fail, and of \(open.count) of it nothing "
          + "is predicted:"
      ] + Self.grouped(open)
    }
    return ["Not fit for service; predicted to fail:"] + Self.grouped(missing)
  }

  /// What a cluster needs and no rule decides.
  private func undecided() -> [(aspect: Aspect, subject: Subject)] {
    Aspect.asked(of: facts.families).filter(\.isNeededForService).flatMap { aspect in
      Subject.all(aspect.scope, nodes: facts.nodes.map(\.name)).compactMap { subject in
        if case .unknown = predict(aspect, subject).then { (aspect, subject) } else { nil }
      }
    }
  }

  /// A line per aspect, with everybody that it is about.
  private static func grouped(_ cases: [(aspect: Aspect, subject: Subject)]) -> [String] {
    let aspects = cases.map(\.aspect).uniqued()
    return aspects.map { aspect in
      let subjects = cases.filter { $0.aspect == aspect }.map(\.subject.description)
      return "  \(aspect.title): \(subjects.joined(separator: ", "))"
    }
  }

  /// A prediction's outcome in a few words.
  static func outcome(_ prediction: Prediction) -> String {
    switch prediction {
    case .expected(let expectation): expectation.outcome.description
    case .notApplicable: "not applicable"
    case .unknown: "not known"
    }
  }
}
