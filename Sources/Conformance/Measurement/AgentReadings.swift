import Cilium
import Foundation
import Kubernetes

/// What a running agent says of itself: observations, never facts.
struct AgentReadings: Sendable {
  /// A reading with its evidence, or why there is none.
  struct Reading<Value: Sendable>: Sendable {
    var value: Result<Value, AgentShell.Failure>
    var evidence: Evidence
  }

  var nodeList: Reading<[CiliumNodeEntry]>
  var status: Reading<AgentStatus>
  var masquerading: Reading<AgentStatus.MasqueradingLine>
  var configuration: Reading<AgentConfiguration>
  var tables: Reading<NodeTables>

  /// Asks the agent of a node everything at once.
  ///
  /// - Parameter others: The nodes whose entries of its node list are of interest.
  static func read(_ node: String, about others: [String], _ shell: AgentShell) async -> AgentReadings {
    async let nodeList = ask({ Self.nodeListCommand(others, program: $0) }, node, shell) {
      try NodeList.parse(text: String(decoding: $0, as: UTF8.self))
    }
    async let status = ask(["status", "-o", "json"], node, shell) { try AgentStatus.parse(json: $0) }
    async let masquerading = ask(["status", "--verbose"], node, shell) {
      try AgentStatus.MasqueradingLine.parse(statusText: String(decoding: $0, as: UTF8.self))
    }
    async let configuration = ask(["config", "-a", "-o", "json"], node, shell) {
      try AgentConfiguration.parse(json: $0)
    }
    async let tables = tables(of: node, shell)
    return await AgentReadings(
      nodeList: nodeList, status: status, masquerading: masquerading, configuration: configuration, tables: tables)
  }

  private static func tables(of node: String, _ shell: AgentShell) async -> Reading<NodeTables> {
    do {
      var tables = try await NodeTables.read(node, shell)
      // All that is asked of them; a node has a route to every other node's pods.
      tables.routes.removeAll { !$0.destination.isDefault }
      return Reading(value: .success(tables), evidence: tables.evidence)
    } catch {
      let evidence = Evidence(origin: "agent on \(node)", command: "its device and route tables", output: "")
      return Reading(value: .failure(AgentShell.Failure(description: "\(error)")), evidence: evidence)
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

  private static func ask<Value: Sendable>(
    _ arguments: [String], _ node: String, _ shell: AgentShell, parse: (Data) throws -> Value
  ) async -> Reading<Value> { await ask({ [$0] + arguments }, node, shell, parse: parse) }

  /// Asks with a command that is made from the client's name.
  private static func ask<Value: Sendable>(
    _ command: (String) -> [String], _ node: String, _ shell: AgentShell, parse: (Data) throws -> Value
  ) async -> Reading<Value> {
    var evidence = Evidence(
      origin: "agent on \(node)", command: command("cilium-dbg").joined(separator: " "), output: "")
    do {
      let words = command(try await shell.program(on: node).name)
      evidence.command = words.joined(separator: " ")
      let result = try await shell.run(words, on: node)
      evidence.exitStatus = result.exitCode
      evidence.output = result.stdoutText
      return Reading(value: .success(try parse(result.stdout)), evidence: evidence.bounded())
    } catch {
      return Reading(value: .failure(AgentShell.Failure(description: "\(error)")), evidence: evidence.bounded())
    }
  }
}
