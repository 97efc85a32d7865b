import Cilium
import Foundation
import Kubernetes

/// A node's devices and routes, as its agent or its kernel tells them.
struct NodeTables: Sendable {
  var source: NodeTableSource
  var devices: [Device]
  var routes: [Route]
  /// What was run for the devices, and what it printed.
  var evidence: Evidence

  /// Whether the devices carry the agent's own word on which it selected.
  var tellsSelection: Bool { source != .kernel }

  /// Reads both tables from the first source that the agent has.
  ///
  /// - Parameters:
  ///   - onlyDefaultRoutes: Whether other routes are left out: there is one to every other node's pods.
  ///   - evidenceLimit: How many characters of the device table are kept as evidence.
  /// - Throws: ``AgentShell/Failure`` with what each source answered.
  static func read(
    _ node: String, _ shell: AgentShell, onlyDefaultRoutes: Bool = false, evidenceLimit: Int = Evidence.usualLimit
  ) async throws -> NodeTables {
    let sources = try await shell.program(on: node).tableSources
    var failures: [Sentence] = []
    for source in sources {
      do {
        var tables = try await read(source, node, shell, onlyDefaultRoutes)
        // A new list, because removal would leave the old one's room taken.
        if onlyDefaultRoutes { tables.routes = tables.routes.filter(\.destination.isDefault) }
        tables.evidence = tables.evidence.bounded(to: evidenceLimit)
        return tables
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        failures.append(Sentence(error))
      }
    }
    throw AgentShell.Failure(description: failures.joined(separator: "; "))
  }

  /// Adds what ``read(_:_:onlyDefaultRoutes:evidenceLimit:)`` asks of an agent whose release is not known yet: each source
  /// where the one before it has failed.
  static func ask(in script: inout AgentScript) {
    var before: Int?
    for source in [NodeTableSource.shell, .statedb] {
      guard let words = source.words else { continue }
      let command = [.client] + words.map { AgentScript.Word.text($0) }
      let devices = script.add(command + [.text("devices")], ifFailed: before)
      script.add(command + [.text("routes")], ifFailed: before)
      before = devices
    }
    for command in kernelCommands { script.add(command.map { .text($0) }, ifFailed: before) }
  }

  /// What ``read(_:_:onlyDefaultRoutes:evidenceLimit:)`` asks first of an agent, of default routes only.
  static func commands(_ program: AgentProgram) -> [[String]] {
    guard let words = program.tableSources.first?.words else { return kernelCommands }
    let command = [program.name] + words
    return [command + ["devices"], defaultRoutesCommand(command + ["routes"])]
  }

  private static let kernelCommands = [
    ["ip", "-j", "-d", "addr", "show"], ["ip", "-j", "-4", "route", "show", "table", "all"],
    ["ip", "-j", "-6", "route", "show", "table", "all"],
  ]

  private static func defaultRoutesCommand(_ command: [String]) -> [String] {
    ["sh", "-c", "\(command.joined(separator: " ")) | grep -E '\(RouteTable.defaultRoutesPattern)'"]
  }

  private static func read(
    _ source: NodeTableSource, _ node: String, _ shell: AgentShell, _ onlyDefaultRoutes: Bool
  ) async throws -> NodeTables {
    guard let words = source.words else { return try await readKernel(node, shell) }
    return try await readAgent(source, words, node, shell, onlyDefaultRoutes)
  }

  private static func readAgent(
    _ source: NodeTableSource, _ words: [String], _ node: String, _ shell: AgentShell, _ onlyDefaultRoutes: Bool
  ) async throws -> NodeTables {
    async let devices = shell.cilium(words + ["devices"], on: node)
    async let routes = agentRoutes(words + ["routes"], node, shell, onlyDefaultRoutes)
    let answer = try await devices
    let command = try await shell.command(words + ["devices"], on: node)
    var texts = NodeTexts(agentDevices: answer.stdoutText, agentRoutes: try await routes.stdoutText)
    var read = try texts.tables(from: source)
    if read?.routes.contains(where: \.isOpen) == true {
      texts.kernelRoutes = await kernelRoutes(node, shell)
      read = try texts.tables(from: source)
    }
    guard let tables = read else {
      throw AgentShell.Failure(description: "`\(command.joined(separator: " "))` printed nothing")
    }
    return NodeTables(
      source: source, devices: tables.devices, routes: tables.routes,
      evidence: evidence(command, node, answer.exitCode, answer.stdoutText))
  }

  /// The kernel's own routes, which name the hops of multipath routes and every route's type; of a family that cannot be
  /// listed none.
  private static func kernelRoutes(_ node: String, _ shell: AgentShell) async -> [IPFamily: Data] {
    var script = AgentScript()
    for command in kernelCommands.dropFirst() { script.add(command) }
    let shell = await shell.having(asked: script, on: node)
    async let ipv4 = try? shell.run(["ip", "-j", "-4", "route", "show", "table", "all"], on: node).stdout
    async let ipv6 = try? shell.run(["ip", "-j", "-6", "route", "show", "table", "all"], on: node).stdout
    var listings: [IPFamily: Data] = [:]
    listings[.ipv4] = await ipv4
    listings[.ipv6] = await ipv6
    return listings
  }

  /// The table of routes; of default routes only if that is enough, filtered on the far side.
  private static func agentRoutes(
    _ words: [String], _ node: String, _ shell: AgentShell, _ onlyDefaultRoutes: Bool
  ) async throws -> ExecResult {
    guard onlyDefaultRoutes else { return try await shell.cilium(words, on: node) }
    return try await shell.run(defaultRoutesCommand(try await shell.command(words, on: node)), on: node)
  }

  private static func readKernel(_ node: String, _ shell: AgentShell) async throws -> NodeTables {
    let command = ["ip", "-j", "-d", "addr", "show"]
    async let links = shell.run(command, on: node)
    async let routes = shell.run(["ip", "-j", "-4", "route", "show", "table", "all"], on: node)
    async let routes6 = shell.run(["ip", "-j", "-6", "route", "show", "table", "all"], on: node)
    let answer = try await links
    let devices = try KernelTables.devices(json: answer.stdout)
    let ipv4 = try KernelTables.routes(json: try await routes.stdout, devices: devices)
    let ipv6 = try KernelTables.routes(json: try await routes6.stdout, isIPv6: true, devices: devices)
    return NodeTables(
      source: .kernel, devices: devices, routes: ipv4 + ipv6,
      evidence: evidence(command, node, answer.exitCode, answer.stdoutText))
  }

  private static func evidence(_ command: [String], _ node: String, _ status: Int32, _ output: String) -> Evidence {
    Evidence(
      origin: "agent on \(node)", command: command.joined(separator: " "), exitStatus: status, output: output)
  }
}
