import Foundation
import Kubernetes
import Lab
import Testing

@testable import Conformance

/// A run that asks agents by scripts says the same as one that asks one by one.
enum ScriptComparison {
  /// The detected scenario of a cluster.
  static func run(_ client: KubernetesClient, _ options: RunOptions, inScripts: Bool) async throws -> RunRecord {
    var options = options
    options.asksInScripts = inScripts
    let session = try await Session.open(client: client, options: options) { _ in }
    return await session.conduct {}
  }

  /// Everything that was seen and said, with numbers, times and the order of listings left out.
  static func whole(_ record: RunRecord) throws -> [String] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    func told(_ value: some Encodable) throws -> String {
      let text = String(decoding: try encoder.encode(value), as: UTF8.self)
      // A listing's lines, too.
      // Pods are named after the run.
      let plain = text.replacing(record.runID, with: "RUN").replacing(#"\n"#, with: "\n")
      // A time with one digit more widens a listing's column.
      let masked = plain.replacing(/[0-9]+([.:e+-]+[0-9]+)*/, with: "#").replacing(/[ ]+/, with: " ")
      return masked.split(separator: "\n").sorted().joined(separator: "\n")
    }
    return try record.scenarios.flatMap { scenario in
      let cases = try scenario.cases.map { entry in
        var entry = entry
        entry.observation?.seconds = 0
        entry.observation?.latencies = []
        return try told(entry)
      }
      return try cases + [told(scenario.basis), told(scenario.datapath), told(scenario.fitness)]
    } + [record.notes.map(\.text).joined(separator: "\n"), "\(record.verdict)"]
  }

  /// What was asked and judged, and how every command ended: of a cluster whose tables change by themselves.
  static func outline(_ record: RunRecord) -> [String] {
    record.scenarios.flatMap(\.cases).map { entry in
      let evidence = (entry.observation?.evidence ?? []).map {
        "\($0.origin) \($0.command) \($0.exitStatus.map(String.init) ?? "-") \($0.output.isEmpty)"
          .replacing(record.runID, with: "RUN").replacing(/[0-9]+/, with: "#")
      }
      return "\(entry.aspect) \(entry.subject) \(entry.verdict) \(String(describing: entry.prediction)) "
        + "\(entry.diagnosis?.code ?? "") \(evidence)"
    }
  }
}

extension SimulationTests {
  @Test(
    "agents that are asked by scripts are asked three times, and everything is as if each command had gone alone",
    arguments: [[], [.snatMissing, .tunnelBlocked], [.agentSilent]] as [[SimulatedFault.Kind]])
  func scripts(faults: [SimulatedFault.Kind]) async throws {
    var told: [[String]] = []
    var execs: [Int] = []
    for inScripts in [true, false] {
      let simulation = try await Simulation.start(nodes: 4, seed: 1, faults: faults)
      var options = RunOptions()
      options.probeTimeoutSeconds = 1
      options.retries = 0
      let record = try await ScriptComparison.run(client(simulation), options, inScripts: inScripts)
      await simulation.stop()
      told.append(try ScriptComparison.whole(record))
      #expect(record.scenarios.allSatisfy { $0.failure == nil }, "\(record.scenarios.map(\.failure))")
      execs.append(simulation.requests["exec in agents", default: 0])
    }
    #expect(told[0].count == told[1].count && told[0].count > 40)
    for (inScripts, oneByOne) in zip(told[0], told[1]) where inScripts != oneByOne {
      Issue.record("in scripts: \(inScripts)\none by one: \(oneByOne)")
    }
    // What does not answer raises questions of its own.
    if faults.isEmpty { #expect(execs[0] <= 3 * 4, "\(execs)") }
    #expect(execs[1] > 4 * execs[0] || faults.contains(.agentSilent), "\(execs)")
  }
}

extension LabTests {
  @Test("on the lab, too, agents that are asked by scripts say what they say when they are asked one by one")
  func scripts() async throws {
    let client = try await SharedLab.shared.client()
    var options = RunOptions(plan: .detected)
    options.endpoints = ExternalEndpoints(httpsAddress: Lab.httpsAddress)
    options.podStartTimeout = Lab.podPatience
    let inScripts = try await ScriptComparison.run(client, options, inScripts: true)
    let oneByOne = try await ScriptComparison.run(client, options, inScripts: false)
    let outlines = [inScripts, oneByOne].map(ScriptComparison.outline)
    #expect(outlines[0].count == outlines[1].count && !outlines[0].isEmpty)
    for (left, right) in zip(outlines[0], outlines[1]) { #expect(left == right) }
    #expect(inScripts.verdict == .conforms && oneByOne.verdict == .conforms)
  }
}
