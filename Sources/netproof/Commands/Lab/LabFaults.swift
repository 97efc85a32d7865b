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
        netproof lab faults on forwarding-off --node instance-master
        netproof lab faults on vxlan-dropped --node instance-worker --direction in
        netproof lab faults off snat-missing

      A fault is on every node, on the last one, or beyond them, as its line says; --node places it on one, or makes what is \
      beyond the nodes strike that one only. --direction leaves the other way open: of vxlan-dropped, tunnel-one-way, \
      wireguard-peer-down and path-mtu-smaller. A fault that is on is moved.
      """,
    subcommands: [LabFaultsList.self, LabFaultsOn.self, LabFaultsOff.self], defaultSubcommand: LabFaultsList.self)
}

struct LabFaultsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the faults.")

  func run() async throws {
    // The list is of use without a lab, and without root.
    let active = (try? await EmbeddedLab.running()?.activeFaults()) ?? []
    let places = Dictionary(active.map { ($0.fault, $0) }, uniquingKeysWith: { first, _ in first })
    let width = LabFault.allCases.map(\.rawValue.count).max() ?? 0
    for fault in LabFault.allCases {
      let name = fault.rawValue + String(repeating: " ", count: width - fault.rawValue.count)
      print("\(places[fault] == nil ? "   " : "on ") \(name)  \(places[fault]?.summary ?? fault.summary)")
    }
  }
}

struct LabFaultsOn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "on", abstract: "Switches a fault on.")

  @Argument(help: "The fault.")
  var name: LabFault

  @Option(help: "The node where it is to be; without it, where it usually is.")
  var node: String?

  @Option(
    help: "The one way that is to be struck, seen from the node; without it both, or the one that the fault is about.")
  var direction: FaultDirection?

  func run() async throws {
    let fault = PlacedFault(name, node: node, direction: direction)
    try await LabGroup.running().setFault(fault, active: true)
    print("on: \(fault): \(fault.summary)")
  }
}

struct LabFaultsOff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "off", abstract: "Switches a fault off.")

  @Argument(help: "The fault.")
  var name: LabFault

  func run() async throws {
    try await LabGroup.running().setFault(PlacedFault(name), active: false)
    print("off: \(name.rawValue)")
  }
}
