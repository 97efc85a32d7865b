import Cilium

/// Which devices a running agent says that it selected, from every place where it says so.
///
/// The status lists them only with kube-proxy replacement, the configuration not in every release, and the device table
/// only where the agent has one (1.15 on).
struct ReportedSelection {
  let reading: AgentReadings

  /// What the status and the device table say. Two that contradict each other are shown both.
  func observation() -> Observation {
    observe([
      ("status", reading.status.evidence, fromStatus), ("device table", reading.tables.evidence, fromTable),
    ])
  }

  /// What the agent's configuration says; where that release does not list devices, what the others do.
  func configured() -> Observation {
    switch reading.configuration.value {
    case .success(let configuration):
      Observation(.measured(.value(Rules.list(configuration.devices))), evidence: [reading.configuration.evidence])
    case .failure:
      observation()
    }
  }

  private var fromStatus: Result<[String]?, AgentShell.Failure> {
    reading.status.value.map { status in
      status.kubeProxyReplacement.flatMap { $0.devices.isEmpty && !$0.isOn ? nil : $0.devices.map(\.name) }
    }
  }

  private var fromTable: Result<[String]?, AgentShell.Failure> {
    reading.tables.value.map { tables in
      tables.tellsSelection ? tables.devices.filter(\.selected).map(\.name) : nil
    }
  }

  private typealias Place = (name: String, evidence: Evidence, value: Result<[String]?, AgentShell.Failure>)

  private func observe(_ places: [Place]) -> Observation {
    var said: [(name: String, list: String)] = []
    var evidence: [Evidence] = []
    var failures: [Sentence] = []
    for place in places {
      switch place.value {
      case .failure(let failure):
        failures.append(failure.sentence)
        evidence.append(place.evidence)
      case .success(nil): continue
      case .success(let devices?):
        said.append((place.name, Rules.list(devices)))
        evidence.append(place.evidence)
      }
    }
    guard let first = said.first else {
      let reason: Sentence =
        failures.isEmpty
        ? "without kube-proxy replacement the status lists no devices, and this release has no device table"
        : failures.joined(separator: "; ")
      return Observation(.notMeasured(reason), evidence: evidence)
    }
    let agree = said.allSatisfy { $0.list == first.list }
    let text = agree ? first.list : said.map { "\($0.name): \($0.list)" }.joined(separator: "; ")
    return Observation(.measured(.value(text)), evidence: evidence)
  }
}

extension AgentStatus.KubeProxyReplacement {
  /// Whether the agent serves NodePorts, as the mode's word says; up to 1.15 also `Strict`, `Partial` and `Probe`.
  fileprivate var isOn: Bool { !["", "false", "disabled"].contains(mode.lowercased()) }
}

extension AgentStatus {
  /// The device that a status names for direct routing, or none where it lists devices and names none of them; `nil` where
  /// it lists none.
  ///
  /// The JSON lists them without kube-proxy replacement, too; the text does not.
  static func directRoutingDevice(of status: AgentStatus) -> String? {
    guard let replacement = status.kubeProxyReplacement,
      !replacement.devices.isEmpty || replacement.directRoutingDevice != nil || replacement.isOn
    else { return nil }
    return replacement.directRoutingDevice ?? "none"
  }
}
