import ArgumentParser
import Lab

/// `netproof lab faults`: ways to break the lab on purpose.
struct LabFaults: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faults", abstract: "Lists the faults, or switches one on or off.",
    discussion: """
      EXAMPLES:
        netproof lab faults
        netproof lab faults on snat-missing
        netproof lab faults off snat-missing
      """,
    subcommands: [LabFaultsList.self, LabFaultsOn.self, LabFaultsOff.self], defaultSubcommand: LabFaultsList.self)
}

struct LabFaultsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the faults.")

  func run() async throws {
    // The list is of use without a lab, and without root.
    let active = (try? await EmbeddedLab.running()?.activeFaults()) ?? []
    let width = LabFault.allCases.map(\.rawValue.count).max() ?? 0
    for fault in LabFault.allCases {
      let name = fault.rawValue + String(repeating: " ", count: width - fault.rawValue.count)
      print("\(active.contains(fault) ? "on " : "   ") \(name)  \(fault.summary)")
    }
  }
}

struct LabFaultsOn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "on", abstract: "Switches a fault on.")

  @Argument(help: "The fault.")
  var name: LabFault

  func run() async throws {
    try await LabGroup.running().setFault(name, active: true)
    print("on: \(name.rawValue): \(name.summary)")
  }
}

struct LabFaultsOff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "off", abstract: "Switches a fault off.")

  @Argument(help: "The fault.")
  var name: LabFault

  func run() async throws {
    try await LabGroup.running().setFault(name, active: false)
    print("off: \(name.rawValue)")
  }
}
