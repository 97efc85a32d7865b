import Cilium

/// What the kernel's tools list of programs on one node, and what was printed.
struct ProgramListings: Sendable {
  /// The programs on devices.
  var devices: AgentReadings.Reading<[AttachedProgram]>
  /// The programs at the cgroup that every socket is in.
  var sockets: AgentReadings.Reading<[CgroupProgram]>

  private static let net = ["bpftool", "net", "show"]
  private static let cgroup = ["bpftool", "cgroup", "tree", "/run/cilium/cgroupv2"]

  /// What ``read(_:_:evidenceLimit:)`` asks.
  static let commands = [net, cgroup]

  /// Asks the container of a node's agent.
  static func read(_ node: String, _ shell: AgentShell, evidenceLimit: Int) async -> ProgramListings {
    async let devices = ask(net, node, shell, evidenceLimit) { try BPFToolNet.parse(text: $0) }
    async let sockets = ask(cgroup, node, shell, evidenceLimit) { try BPFToolCgroup.parse(text: $0) }
    return await ProgramListings(devices: devices, sockets: sockets)
  }

  private static func ask<Value: Sendable>(
    _ command: [String], _ node: String, _ shell: AgentShell, _ limit: Int, _ parse: (String) throws -> Value
  ) async -> AgentReadings.Reading<Value> {
    var evidence = Evidence(origin: "agent on \(node)", command: command.joined(separator: " "), output: "")
    do {
      let result = try await shell.run(command, on: node)
      (evidence.exitStatus, evidence.output) = (result.exitCode, result.stdoutText)
      return .init(value: .success(try parse(result.stdoutText)), evidence: evidence.bounded(to: limit))
    } catch {
      return .init(value: .failure(AgentShell.Failure(error)), evidence: evidence.bounded(to: limit))
    }
  }
}

/// What lists of the kernel's programs show of a running cluster. Pure.
struct ProgramObservations: Sendable {
  /// Node name → what was listed there.
  let listings: [String: ProgramListings]
  let facts: ClusterFacts

  /// What was seen on a node; `nil` where nobody was asked.
  func observe(_ question: AspectDefinition.ProgramQuestion, on name: String) -> Observation? {
    guard let listing = listings[name], let node = facts.node(name) else { return nil }
    switch question {
    case .sockets:
      switch listing.sockets.value {
      case .failure(let failure): return Observation(failure, evidence: [listing.sockets.evidence])
      case .success(let programs):
        let found = SocketProgramSight(
          programs, pinned: nil, isWhole: true, PathModel(facts: facts).configuration(of: node))
        return Observation(found.result, evidence: [listing.sockets.evidence])
      }
    case .xdp:
      switch listing.devices.value {
      case .failure(let failure): return Observation(failure, evidence: [listing.devices.evidence])
      case .success(let programs):
        let carrying = Set(programs.filter(\.isXDP).map(\.device))
        let devices = node.devices.map(\.name).filter(carrying.contains)
        return Observation(.measured(.value(Rules.list(devices))), evidence: [listing.devices.evidence])
      }
    }
  }
}

/// Whether Services are translated at sockets, by the programs at the cgroup and their links' pins. Pure.
///
/// bpftool lists kinds in the kernel's order, so that a listing which goes on behind a program that is missing was not
/// cut before it.
struct SocketProgramSight {
  /// What is seen, or why nothing is.
  let result: Observation.Result

  /// - Parameters:
  ///   - pinned: The programs whose links are pinned; `nil` where that is not known.
  ///   - isWhole: Whether the listing is known not to be cut.
  init(
    _ listed: [CgroupProgram], pinned: Set<String>?, isWhole: Bool = false, _ configuration: CiliumConfigMap
  ) {
    let needed = [(configuration.enableIPv4, "4"), (configuration.enableIPv6, "6")].filter(\.0).flatMap { _, family in
      Self.kinds.map { "cil_sock\(family)_\($0)" }
    }
    let names = listed.compactMap(\.name)
    let found = Set(names).union(pinned ?? [])
    let missing = needed.filter { !found.contains($0) }
    guard !missing.isEmpty else {
      result = .measured(.value(Rules.atSockets))
      return
    }
    guard isWhole || pinned != nil || names.last.map(Self.comesLast) == true else {
      result = .notMeasured("the listing lacks \(missing.joined(separator: ", ")), and may be cut before them")
      return
    }
    let isNone = needed.allSatisfy(missing.contains)
    result = .measured(
      .value(isNone ? Rules.atNoSocket : "sockets without \(missing.joined(separator: ", "))"))
  }

  /// What every release has of each family (Cilium `pkg/socketlb`); others depend on the kernel and on further settings.
  private static let kinds = ["connect", "sendmsg", "recvmsg"]

  /// Whether bpftool lists a program behind those that are needed.
  private static func comesLast(_ name: String) -> Bool {
    name == "cil_sock_release" || name.hasSuffix("_getpeername")
  }
}

extension ClusterFacts {
  /// Whether an agent's container lists the kernel's programs.
  var seesPrograms: Bool { nodes.contains { $0.listsPrograms == true } }
}
