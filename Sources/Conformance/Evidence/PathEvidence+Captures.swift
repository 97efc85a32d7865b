import Capture
import Cilium

extension PathEvidence {
  /// - Parameter outputs: What the nodes' captures have brought.
  init(
    outputs: CaptureSession.Outputs, facts: ClusterFacts, pods: ProbePods, services: [String: ServiceAddresses],
    results: ProbeResults, plan: ProbePlan, translations: TranslationObservations
  ) {
    let tunnels = CaptureFilter.tunnels(CiliumConfigMap(data: facts.configuration))
    var traces: [String: NodeTrace] = [:]
    var problems: [String: Sentence] = [:]
    for node in facts.nodes {
      switch outputs[node.name] {
      case .success(let output)?:
        traces[node.name] = NodeTrace(
          node, files: [(nil, output.file)], tunnels: tunnels, incompleteness: output.incompleteness)
      case .failure(let failure)?: problems[node.name] = Sentence(words: failure.description)
      case nil: problems[node.name] = "no capture was made"
      }
    }
    self.init(
      traces: traces, problems: problems, facts: facts, pods: pods, services: services, results: results, plan: plan,
      translations: translations)
  }

  /// The case with its packets, when it is not green: a capture per node, named after the case.
  func attachingPackets(to record: CaseRecord, of scenario: Scenario) -> CaseRecord {
    guard record.verdict == .deviates || record.verdict == .inconclusive, var path = record.path else { return record }
    let captures = [record.subject.source, record.subject.target].compactMap { $0 }.compactMap { node in
      traces[node].flatMap { capture($0, of: record) }
    }
    guard !captures.isEmpty else { return record }
    path.captures = captures
    var attached = record
    attached.path = path
    attached.attachments = (record.attachments ?? []) + captures.map { record.captureName($0, scenario) }
    return attached
  }

  /// The most packets that are attached per node and case.
  private static let attached = 200

  /// The packets of a case's pod on a node: what its flows are made of, errors about them, and what should not be there.
  private func capture(_ trace: NodeTrace, of record: CaseRecord) -> PathCapture? {
    let flows = results.all(record.aspect, record.subject, in: plan).compactMap {
      try? finder.flow($0, from: record.subject.source)
    }
    let addresses = facts.node(record.subject.source)?.devices.flatMap(\.addresses).map(HeaderAddress.init) ?? []
    let near = Set(addresses)
    let packets = trace.packets.filter { packet in
      let quoted = packet.carried.icmp?.quoted
      return flows.contains { flow in
        flow.way(of: packet.carried, nodeAddresses: near) != nil
          || quoted.map { flow.way(of: $0.tunnelled ?? $0, nodeAddresses: near) != nil } == true
      }
    }.prefix(Self.attached).map(\.captured)
    guard let linkType = packets.first?.linkType,
      let pcap = try? PacketFile.encode(packets, linkType: linkType)
    else { return nil }
    return PathCapture(node: trace.node, pcap: pcap)
  }
}

extension CaseRecord {
  /// The file of a case's capture, relative to the report folder: `captures/both-external-ping-instance-master.pcap`.
  public func captureName(_ capture: PathCapture, _ scenario: Scenario) -> String {
    let subject = [self.subject.source, self.subject.target].compactMap { $0 }.joined(separator: "-to-")
    let on = self.subject.target == nil ? "" : "-on-\(capture.node)"
    return "captures/\(scenario.rawValue)-\(aspect.rawValue)-\(subject)\(on).pcap"
  }
}
