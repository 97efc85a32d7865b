import Cilium
import Foundation

/// Asks the agent of one node for its ``AgentReadings``.
struct AgentReader: Sendable {
  let node: String
  let shell: AgentShell
  /// How many characters of each output are kept as evidence.
  let evidenceLimit: Int

  /// Asks everything at once.
  ///
  /// - Parameter others: The nodes whose entries of the agent's node list are of interest.
  func read(about others: [String]) async -> AgentReadings {
    async let nodeList = ask({ Self.nodeListCommand(others, program: $0) }) {
      try NodeList.parse(text: String(decoding: $0, as: UTF8.self))
    }
    async let status = ask(Self.statusWords) { try AgentStatus.parse(json: $0) }
    async let masquerading = ask(Self.verboseWords) {
      try AgentStatus.MasqueradingLine.parse(statusText: String(decoding: $0, as: UTF8.self))
    }
    async let configuration = ask(Self.configWords) { try AgentConfiguration.parse(json: $0) }
    async let tables = tables()
    async let nodeAddresses = nodeAddresses()
    return await AgentReadings(
      nodeList: nodeList, status: status, masquerading: masquerading, configuration: configuration, tables: tables,
      nodeAddresses: nodeAddresses)
  }

  /// What ``read(about:)`` asks of an agent, as far as that does not depend on an answer.
  static func commands(about others: [String], _ program: AgentProgram) -> [[String]] {
    let name = program.name
    let addresses = program.tableSources.compactMap(\.words).first.map { [[name] + $0 + [nodeAddressesTable]] } ?? []
    return [nodeListCommand(others, program: name)] + [statusWords, verboseWords, configWords].map { [name] + $0 }
      + NodeTables.commands(program) + addresses
  }

  private static let statusWords = ["status", "-o", "json"]
  private static let verboseWords = ["status", "--verbose"]
  private static let configWords = ["config", "-a", "-o", "json"]
  private static let nodeAddressesTable = "node-addresses"

  private func nodeAddresses() async -> AgentReadings.Reading<[NodeAddress]> {
    // No release has both commands; where neither is there, the last one's error is told.
    let sources = (try? await shell.program(on: node).tableSources) ?? [.shell]
    let words = sources.compactMap(\.words)
    guard let last = words.last else {
      let reason: Sentence = "this release of the agent does not tell its node addresses"
      return AgentReadings.Reading(
        value: .failure(AgentShell.Failure(description: reason)),
        evidence: Evidence(origin: "agent on \(node)", command: "node-addresses", output: ""))
    }
    for command in words.dropLast() {
      let reading = await askNodeAddresses(command)
      if case .success = reading.value { return reading }
    }
    return await askNodeAddresses(last)
  }

  private func askNodeAddresses(_ words: [String]) async -> AgentReadings.Reading<[NodeAddress]> {
    await ask(words + [Self.nodeAddressesTable]) { try NodeAddressTable.parse(String(decoding: $0, as: UTF8.self)) }
  }

  private func tables() async -> AgentReadings.Reading<NodeTables> {
    do {
      let tables = try await NodeTables.read(
        node, shell, onlyDefaultRoutes: true, evidenceLimit: evidenceLimit)
      return AgentReadings.Reading(value: .success(tables), evidence: tables.evidence)
    } catch {
      let evidence = Evidence(origin: "agent on \(node)", command: "its device and route tables", output: "")
      return AgentReadings.Reading(value: .failure(AgentShell.Failure(error)), evidence: evidence)
    }
  }

  /// The header and the rows of some nodes, filtered on the far side: every agent knows every node, and a thousand lists
  /// of a thousand nodes would be read in vain. A node's name stands alone or behind its cluster's name.
  ///
  /// Without a header, as when the list itself fails, the text is no node list, which the parser says.
  static func nodeListCommand(_ nodes: [String], program: String) -> [String] {
    // A node's name is a DNS subdomain (Kubernetes, “Object Names and IDs”): of its characters only the dot means
    // something to grep, and none to the shell.
    let names = nodes.map { $0.replacing(".", with: "[.]") }.joined(separator: "|")
    return ["sh", "-c", "\(program) node list | grep -E '^Name |(^|/)(\(names)) '"]
  }

  private func ask<Value: Sendable>(
    _ arguments: [String], parse: (Data) throws -> Value
  ) async -> AgentReadings.Reading<Value> { await ask({ [$0] + arguments }, parse: parse) }

  /// Asks with a command that is made from the client's name.
  private func ask<Value: Sendable>(
    _ command: (String) -> [String], parse: (Data) throws -> Value
  ) async -> AgentReadings.Reading<Value> {
    var evidence = Evidence(
      origin: "agent on \(node)", command: command("cilium-dbg").joined(separator: " "), output: "")
    do {
      let words = command(try await shell.program(on: node).name)
      evidence.command = words.joined(separator: " ")
      let result = try await shell.run(words, on: node)
      evidence.exitStatus = result.exitCode
      evidence.output = result.stdoutText
      return AgentReadings.Reading(
        value: .success(try parse(result.stdout)), evidence: evidence.bounded(to: evidenceLimit))
    } catch {
      return AgentReadings.Reading(
        value: .failure(AgentShell.Failure(error)), evidence: evidence.bounded(to: evidenceLimit))
    }
  }
}
