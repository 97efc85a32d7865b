/// Where commands find what they print: implemented by the agent stand-in, and by a fake in tests.
protocol AgentCommandSource: Sendable {
  /// Everything of the moment.
  func facts() async throws -> AgentFacts
  /// The kernel's connection tracking table of the node.
  func conntrack() async throws -> [ConntrackFlow]
  /// The NAT map that follows from it.
  func natEntries(_ flows: [ConntrackFlow], facts: AgentFacts) async -> [NATEntry]
  func metrics(_ facts: AgentFacts) async throws -> [AgentMetric]
  /// Probes every node now.
  func probeHealth() async
  /// Empties the connection tracking table, or only its translated entries; returns how many went.
  func flush(translatedOnly: Bool) async throws -> Int
}

/// The agent's programs: `cilium-dbg` (also `cilium`) and `cilium-health`.
struct AgentCommands: Sendable {
  var source: any AgentCommandSource

  static let programs: Set<String> = ["cilium-dbg", "cilium", "cilium-health"]

  /// Runs one command line. A failure of the machinery becomes an error message, as the real program would print.
  func run(program: String, arguments: [String]) async -> AgentCommandResult {
    let line = AgentCommandLine(program: program, arguments: arguments)
    do {
      return program == "cilium-health" ? try await health(line) : try await dispatch(line)
    } catch {
      return .failure("\(error)")
    }
  }

  private func dispatch(_ line: AgentCommandLine) async throws -> AgentCommandResult {
    if let output = line.flags["output"], output != "json" {
      return .failure("the stand-in prints -o json only, not -o \(output)")
    }
    if !line.wantsHelp, let result = try await command(line) { return result }
    return unknown(line)
  }

  private func command(_ line: AgentCommandLine) async throws -> AgentCommandResult? {
    let json = line.wantsJSON
    switch line.words.prefix(3).joined(separator: " ") {
    case "status": return try await status(line)
    case "version":
      let build = try await source.facts().release.build
      return json ? .json(MiscellaneousFormat.versionJSON(build)) : .text(MiscellaneousFormat.versionText(build))
    case "node list":
      let facts = try await source.facts()
      return json ? .json(NodeListFormat.json(facts)) : .text(NodeListFormat.text(facts))
    case "config": return try await config(line)
    case let words where words.hasPrefix("shell") || words.hasPrefix("statedb"): return try await tables(line)
    case "encrypt status": return .text(MiscellaneousFormat.encryptionText())
    case "endpoint list":
      let format = EndpointFormat(facts: try await source.facts())
      return json ? .json(format.json()) : .text(format.text())
    case "service list":
      let format = ServiceFormat(try await source.facts())
      return json ? .json(format.json()) : .text(format.text())
    case "metrics list":
      var metrics = try await source.metrics(try await source.facts())
      if let pattern = line.flags["match-pattern"] {
        let regex = try Regex(pattern)
        metrics.removeAll { MetricsFormat.matched($0).firstMatch(of: regex) == nil }
      }
      return json ? .json(MetricsFormat.json(metrics)) : .text(MetricsFormat.text(metrics))
    case "map list":
      let facts = try await source.facts()
      let flows = try await source.conntrack()
      let nat = await source.natEntries(flows, facts: facts)
      return .text(
        MiscellaneousFormat.mapList(facts, conntrackEntries: flows.count, natEntries: nat.count))
    default: return line.words.first == "bpf" ? try await bpf(line) : nil
    }
  }

  private func bpf(_ line: AgentCommandLine) async throws -> AgentCommandResult? {
    let json = line.wantsJSON
    switch line.words.dropFirst().prefix(2).joined(separator: " ") {
    case "nat list":
      let facts = try await source.facts()
      let entries = await source.natEntries(try await source.conntrack(), facts: facts)
      return json ? .json(NATFormat.json(entries, uptime: facts.uptime)) : .text(NATFormat.text(entries))
    case "nat flush":
      let count = try await source.flush(translatedOnly: true)
      return .text("Flushed \(count) entries from /sys/fs/bpf/tc/globals/cilium_snat_v4_external\n")
    case "nat retries": return .text((0...32).map { "\($0):\t0\n" }.joined())
    case "ct list":
      let facts = try await source.facts()
      let format = conntrackFormat(facts)
      let flows = try await source.conntrack()
      return json ? .json(format.json(flows)) : .text(format.text(flows))
    case "ct flush":
      let count = try await source.flush(translatedOnly: false)
      return .text(
        "Flushed \(count) entries from /sys/fs/bpf/tc/globals/cilium_ct4_global\n"
          + "Flushed 0 entries from /sys/fs/bpf/tc/globals/cilium_ct_any4_global\n")
    case "lb list":
      let format = ServiceFormat(try await source.facts())
      return json ? .json(format.loadBalancerJSON()) : .text(format.loadBalancerText())
    case "policy get":
      let facts = try await source.facts()
      if json { return .json(PolicyFormat.json(facts)) }
      if line.has("all") { return .text(PolicyFormat.text(facts)) }
      guard let id = line.words.dropFirst(3).first.flatMap({ Int($0) }) else { return nil }
      return .text(PolicyFormat.text(facts, endpoint: id))
    case "ipmasq list": return IPMasquerade.list(try await source.facts().spared)
    case "ipcache list":
      let format = IPCacheFormat(facts: try await source.facts())
      return json ? .json(format.json()) : .text(format.text())
    case "endpoint list": return .text(EndpointFormat(facts: try await source.facts()).bpfText())
    case "nodeid list": return .text(MiscellaneousFormat.nodeIDs(try await source.facts()))
    case "metrics list":
      let metrics = try await source.metrics(try await source.facts())
      return json ? .json(MetricsFormat.bpfJSON(metrics)) : .text(MetricsFormat.bpfText(metrics))
    default: return nil
    }
  }

  private func conntrackFormat(_ facts: AgentFacts) -> ConntrackFormat {
    let addresses = facts.devices.flatMap(\.addresses).map(\.address)
    let identities = facts.endpoints.flatMap { endpoint in endpoint.addresses.map { ($0, endpoint.identity) } }
    return ConntrackFormat(
      podCIDRs: facts.podCIDRs, nodeAddresses: Set(addresses),
      identities: Dictionary(identities, uniquingKeysWith: { first, _ in first }), uptime: facts.uptime,
      release: facts.release)
  }

  private func status(_ line: AgentCommandLine) async throws -> AgentCommandResult {
    if line.has("brief") { return .text("OK\n") }
    let facts = try await source.facts()
    if line.wantsJSON { return .json(StatusJSON(facts: facts).json()) }
    let text = StatusText(facts: facts)
    return .text(line.has("verbose") ? text.verbose() : text.summary())
  }

  private func config(_ line: AgentCommandLine) async throws -> AgentCommandResult {
    guard line.words.count == 1 else { return .failure("the stand-in's configuration cannot be changed at run time") }
    let format = ConfigFormat(facts: try await source.facts())
    switch (line.has("all"), line.has("read-only"), line.wantsJSON) {
    case (_, true, true): return .json(try format.readOnlyJSON())
    case (_, true, false): return .text(try format.readOnlyText())
    case (true, _, true): return .json(try format.allJSON())
    case (true, _, false): return .text(try format.readOnlyText() + format.readWriteText())
    case (false, _, true): return .json(try format.optionsJSON())
    case (false, _, false): return .text(try format.readWriteText())
    }
  }

  /// `shell` since 1.17, `statedb TABLE` before; `statedb dump`, of all tables, in every release.
  private func tables(_ line: AgentCommandLine) async throws -> AgentCommandResult? {
    let facts = try await source.facts()
    if line.words.first == "statedb", line.words.dropFirst().first == "dump" || facts.release.dumpsStateDBUnasked {
      return .text(StateDBTables.dump(facts).text + "\n")
    }
    guard line.words.first == (facts.release.hasShell ? "shell" : "statedb") else {
      return line.words.first == "statedb" && facts.release <= .v118 ? .failure(CommandTree.statedbIsGone) : nil
    }
    if facts.release.hasShell { return try await shell(line) }
    guard let name = line.words.dropFirst().first, !line.wantsJSON else { return nil }
    // The MTUs are no table yet.
    guard name != "mtu", let (header, rows) = StateDBTables.table(name, facts: facts) else { return nil }
    return .text(TabWriter().format(rows: [header] + rows))
  }

  /// `shell -- db/show TABLE [--format=json]`.
  private func shell(_ line: AgentCommandLine) async throws -> AgentCommandResult {
    let script = AgentCommandLine(
      program: "shell", arguments: line.rest.isEmpty ? Array(line.words.dropFirst()) : line.rest)
    guard script.words.first == "db/show", let name = script.words.dropFirst().first else {
      return .failure("the stand-in's shell knows only db/show TABLE, not \"\(script.words.joined(separator: " "))\"")
    }
    let facts = try await source.facts()
    let format = script.flags["format"] ?? line.flags["format"] ?? "table"
    switch format {
    case "json":
      guard let values = StateDBTables.json(name, facts: facts) else { return noTable(name) }
      return .text(values.map { $0.text + "\n" }.joined() + "\n")
    case "table":
      guard var (header, rows) = StateDBTables.table(name, facts: facts) else { return noTable(name) }
      if let columns = script.flags["columns"] ?? line.flags["columns"] {
        let wanted = columns.split(separator: ",").map(String.init)
        let indexes = wanted.compactMap { column in header.firstIndex { $0.lowercased() == column.lowercased() } }
        guard indexes.count == wanted.count else {
          return .failure("column not part of [\(header.joined(separator: " "))]")
        }
        rows = rows.map { row in indexes.map { row[$0] } }
        header = wanted
      }
      return .text(TabWriter().format(rows: [header] + rows) + "\n")
    default: return .failure("unknown format \"\(format)\", expected table, yaml or json")
    }
  }

  private func noTable(_ name: String) -> AgentCommandResult { .failure("table \"\(name)\" not found") }

  private func health(_ line: AgentCommandLine) async throws -> AgentCommandResult {
    guard line.words == ["status"] else {
      return AgentCommandResult(
        stdout: "Cilium Health Client\n\nUsage:\n  cilium-health [command]\n\nAvailable Commands:\n"
          + "  get         Display local cilium agent status\n  ping        Check whether the cilium-health API is up\n"
          + "  status      Display cilium connectivity to other nodes\n",
        status: line.words.isEmpty || line.wantsHelp ? 0 : 1)
    }
    if line.has("probe") { await source.probeHealth() }
    let format = HealthFormat(facts: try await source.facts())
    if line.wantsJSON { return .json(format.json()) }
    return .text(line.has("verbose") ? format.verbose() : format.summary())
  }

  /// A group prints its usage and succeeds, whatever follows it (as recorded with `bpf tunnel list`); a word that is
  /// no command at all is an error.
  private func unknown(_ line: AgentCommandLine) -> AgentCommandResult {
    let words = line.words.filter { $0 != "help" }
    guard let group = CommandTree.group(of: words) else { return .failure("no such command") }
    if group.path.isEmpty, let word = words.first {
      return AgentCommandResult(
        stderr: "Error: unknown command \"\(word)\" for \"\(line.program)\"\n"
          + "Run '\(line.program) --help' for usage.\n", status: 1)
    }
    return .text(CommandTree.usage(group, program: line.program == "cilium" ? "cilium-dbg" : line.program))
  }
}
