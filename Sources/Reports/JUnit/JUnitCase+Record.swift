import Conformance

extension JUnitCase {
  /// A case of the record as a test case.
  init(_ record: CaseRecord, classname: String) {
    let story = BoundedText.cut(CaseStory.text(record), limit: 20_000)
    let type = record.diagnosis?.code ?? record.verdict.rawValue
    let message = JUnitReport.attribute(Self.message(record))
    self.init(
      classname: classname, name: JUnitReport.attribute("\(record.aspect.rawValue)[\(record.subject)]"),
      time: JUnitReport.seconds(record.observation?.seconds ?? 0),
      output: ([story] + Self.attachments(record)).joined(separator: "\n\n"))
    let (failures, errors) = Self.reruns(record)
    switch record.verdict {
    case .conforms:
      // A path that needed another attempt is worth knowing, and still conforms.
      let lost = failures.isEmpty && errors.isEmpty && record.isFlaky
      flakyFailure =
        lost
        ? [
          JUnitRerun(
            message: JUnitReport.attribute(record.explanation.text), type: "packet-loss",
            stackTrace: OutputText.printable(record.explanation), output: nil)
        ] : failures
      flakyError = errors
    case .deviates:
      failure = JUnitMessage(message: message, type: type, text: CaseStory.summary(record))
      rerunFailure = failures + errors
    case .inconclusive:
      error = JUnitMessage(message: message, type: type, text: CaseStory.summary(record))
      rerunError = failures + errors
    case .unpredicted where record.isRed:
      error = JUnitMessage(message: message, type: type, text: CaseStory.summary(record))
    case .unpredicted: break
    case .notApplicable:
      skipped = JUnitMessage(message: message, text: "")
    }
  }

  /// The attempts before the last one: those that deviated, and those that could not be made.
  private static func reruns(_ record: CaseRecord) -> (failures: [JUnitRerun], errors: [JUnitRerun]) {
    func rerun(_ attempt: CaseAttempt) -> JUnitRerun {
      let evidence = CaseStory.evidence(attempt.observation).joined(separator: "\n")
      return JUnitRerun(
        message: JUnitReport.attribute(attempt.explanation.text), type: attempt.verdict.rawValue,
        stackTrace: OutputText.printable(attempt.explanation),
        output: evidence.isEmpty ? nil : BoundedText.cut(evidence, limit: 5_000))
    }
    let failures = record.earlierAttempts.filter { $0.verdict == .deviates }.map(rerun)
    return (failures, record.earlierAttempts.filter { $0.verdict == .inconclusive }.map(rerun))
  }

  /// Jenkins' and GitLab's convention for files: each alone on its line. A path that would leave the line or the
  /// brackets is none of ours.
  private static func attachments(_ record: CaseRecord) -> [String] {
    (record.attachments ?? []).filter { !$0.contains { $0.isNewline || $0 == "]" } }
      .map { "[[ATTACHMENT|\(OutputText.line($0))]]" }
  }

  private static func message(_ record: CaseRecord) -> String {
    switch record.verdict {
    case .conforms, .notApplicable, .unpredicted: record.explanation.text
    case .deviates, .inconclusive:
      "expected: \(Wording.expected(record.prediction)); observed: \(Wording.observed(record.observation))"
        + (record.diagnosis.map { "; \($0.cause)" } ?? "; \(record.explanation)")
    }
  }
}

extension JUnitProperties {
  /// What a reader needs to compare two runs: versions, devices, kernels, nodes; of archives, which ones.
  init(_ record: RunRecord, scenario: ScenarioRecord?) {
    let cluster = record.cluster
    var values: [(String, String)] = [
      ("netproof.version", record.tool.version),
      ("netproof.run-id", record.runID),
      ("kubernetes.version", cluster.kubernetesVersion),
      ("kubernetes.context", cluster.context),
      ("cilium.version", cluster.ciliumVersion ?? "unknown"),
      ("nodes", cluster.nodes.map(\.name).joined(separator: ",")),
    ]
    for (number, archive) in (record.source?.archives ?? []).enumerated() {
      let sum = archive.sha256.map { ", SHA-256 \($0)" } ?? ""
      values.append(("source.archive.\(number + 1)", "\(archive.name) (\(archive.format)\(sum))"))
    }
    if let sampled = record.sample?.summary { values.append(("netproof.pairs", sampled.text)) }
    if let scenario {
      values += [
        ("scenario", scenario.scenario.rawValue),
        ("devices", Wording.devices(scenario.devices, isUnknown: scenario.devicesUnknown == true)),
        ("verdict", scenario.verdict.rawValue),
        ("fit-for-service", Wording.text(scenario.fitness)),
      ]
      values += HealthProperties.values(scenario)
      values += scenario.phases.map { ("phase.\($0.name)", JUnitReport.seconds($0.seconds)) }
    }
    for node in cluster.nodes {
      values += [
        ("node.\(node.name).internal-ip", node.internalIP ?? "none"),
        ("node.\(node.name).kernel", node.kernel ?? "unknown"),
      ]
      values += node.mtus.sorted { $0.key < $1.key }.map { ("node.\(node.name).mtu.\($0.key)", String($0.value)) }
    }
    self.init(
      property: values.map { JUnitProperty(name: JUnitReport.attribute($0.0), value: JUnitReport.attribute($0.1)) })
  }
}
