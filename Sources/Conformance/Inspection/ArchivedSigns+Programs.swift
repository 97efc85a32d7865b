import Cilium
import Sysdump

/// What the kernel lists of programs beside those on outside devices.
extension ArchivedSigns {
  /// The programs that were listed; nil where nothing tells, with why.
  private var programs: Result<[AttachedProgram], AgentShell.Failure> {
    guard let programs = record.attachments.value else {
      return .failure(
        AgentShell.Failure(
          description: record.attachments.reason("list of programs (bpftool net)")))
    }
    guard programs.contains(where: { $0.ciliumName != nil }) else {
      return .failure(
        AgentShell.Failure(description: "it lists no program of Cilium: a bpftool of this age shows no TCX links"))
    }
    // Filters that an older release left behind are listed by any bpftool.
    let hasPins = (record.pins.value ?? [:]).values.contains { !$0.isEmpty }
    guard !hasPins || programs.contains(where: { $0.hook.hasPrefix("tcx") || $0.hook.hasPrefix("netkit") }) else {
      return .failure(
        AgentShell.Failure(description: "TCX links are pinned, and this bpftool lists none: it is too old for them"))
    }
    return .success(programs)
  }

  /// Whether every pod's device, and Cilium's own, have their programs.
  func podPrograms(_ expected: Prediction) -> Sight {
    switch programs {
    case .failure(let failure): return .unseen(failure.sentence)
    case .success(let programs):
      // A device that only one of two listings has came or went between them.
      let kinds = record.linkKinds.value
      let links = (record.links.value ?? []).map(\.name).filter { name in kinds.map { $0[name] != nil } ?? true }
      guard !links.isEmpty else {
        return .unseen(
          record.links.problem("list of devices (ip a)").map(Sentence.init(words:)) ?? "no device is listed")
      }
      let missing = links.compactMap { name -> String? in
        let found = Set(programs.filter { $0.device == name }.compactMap(\.ciliumName))
        let lacks = (Self.needed(on: name) + neededTowards(name)).filter { !found.contains($0) }
        return lacks.isEmpty ? nil : "\(name) without \(lacks.joined(separator: " and "))"
      }
      return settled(
        missing.isEmpty ? Rules.everyDevice : missing.joined(separator: ", "), expected,
        [record.attachments.reference].compactMap { $0 })
    }
  }

  /// Cilium `pkg/datapath/loader`: endpoint.go, host.go, overlay.go. `cil_to_container` hangs only where endpoints have
  /// routes or policies of their own there.
  private static func needed(on device: String) -> [String] {
    switch device {
    case "cilium_host": ["cil_to_host", "cil_from_host"]
    case "cilium_net": ["cil_to_host"]
    case "cilium_vxlan", "cilium_geneve": ["cil_from_overlay", "cil_to_overlay"]
    default: device.hasPrefix("lxc") ? ["cil_from_container"] : []
    }
  }

  /// Where a pod has a route of its own, what goes to it does not pass Cilium's host device: then its own device has a
  /// program for it, too (Cilium `pkg/endpoint`, NewDatapathConfiguration). A pod from before `enable-endpoint-routes` was
  /// set has neither.
  private func neededTowards(_ name: String) -> [String] {
    let index = node.devices.first { $0.name == name }?.index
    let own =
      name.hasPrefix("lxc")
      && node.routes.contains { route in
        route.linkIndex == index && route.destination.length == (route.destination.family == .ipv4 ? 32 : 128)
      }
    return own && model.configuration(of: node).boolean("enable-endpoint-routes", default: false)
      ? ["cil_to_container"] : []
  }

  /// Whether Services are translated at sockets: by the programs at the cgroup and their links' pins.
  func socketPrograms(_ expected: Prediction) -> Sight {
    let references = [record.cgroupPrograms.reference, record.pinnedSockets.reference].compactMap { $0 }
    guard let listed = record.cgroupPrograms.value else {
      return .unseen(record.cgroupPrograms.reason("list of programs at cgroups (bpftool cgroup tree)"))
    }
    let seen = SocketProgramSight(
      listed, pinned: record.pinnedSockets.value, model.configuration(of: node))
    switch seen.result {
    case .measured(.value(let text)): return settled(text, expected, references)
    case .measured(let outcome): return .missing(outcome.sentence)
    case .notMeasured(let reason): return .missing(reason)
    }
  }

  /// The devices that have an XDP program. It has no name in the listing: where XDP balances Services it is Cilium's.
  func xdpDevices(_ expected: Prediction) -> Sight {
    guard let programs = record.attachments.value else {
      return .unseen(record.attachments.reason("list of programs (bpftool net)"))
    }
    let carrying = Set(programs.filter(\.isXDP).map(\.device))
    return settled(
      Rules.list(node.devices.map(\.name).filter(carrying.contains)), expected,
      [record.attachments.reference].compactMap { $0 })
  }

  /// Whether somebody else's program sees packets before Cilium's: on the devices that have one of Cilium's.
  func programOrder(_ expected: Prediction) -> Sight {
    switch programs {
    case .failure(let failure): return .unseen(failure.sentence)
    case .success(let programs):
      let devices = programs.filter { $0.ciliumName != nil }.map(\.device)
      let foreign = Set(devices).sorted().flatMap { device in first(programs.filter { $0.device == device }) }
      return settled(
        foreign.isEmpty ? Rules.ciliumFirst : foreign.joined(separator: ", "), expected,
        [record.attachments.reference].compactMap { $0 })
    }
  }

  /// What comes before Cilium's programs on one device. The kernel runs XDP, then TCX, then tc's filters.
  private func first(_ programs: [AttachedProgram]) -> [String] {
    func stage(_ program: AttachedProgram) -> Int {
      program.isXDP ? 0 : program.hook.hasPrefix("tcx") || program.hook.hasPrefix("netkit") ? 1 : 2
    }
    return [true, false].flatMap { isIngress -> [String] in
      let here = programs.filter { $0.isIngress == isIngress }.enumerated()
        .sorted { (stage($0.element), $0.offset) < (stage($1.element), $1.offset) }.map(\.element)
      guard let own = here.firstIndex(where: { $0.ciliumName != nil && !$0.isXDP }), let cilium = here[own].ciliumName
      else {
        return []
      }
      return here[..<own].filter { !isCiliums($0) }.map { program in
        "\(program.name ?? "a program without a name (id \(program.id))") on \(program.device) (\(program.hook)) "
          + "before \(cilium)"
      }
    }
  }

  /// An XDP program has no name in the listing: it is Cilium's where that accelerates Services.
  private func isCiliums(_ program: AttachedProgram) -> Bool {
    if program.ciliumName != nil { return true }
    return program.isXDP && model.configuration(of: node).acceleration != "disabled"
  }
}
