import ArgumentParser
import Lab

/// `netproof lab`: the embedded cluster, to explore by hand.
struct LabGroup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "The embedded cluster, to explore by hand. Needs root.",
    discussion: """
      EXAMPLES:
        netproof lab up                     prints the kubeconfig to use
        netproof lab up --cilium 1.19       with agents of another release
        netproof lab up --topology three-nodes
        netproof lab topologies             the shapes that come with netproof
        netproof lab shell instance-worker  a shell in the node's network
        netproof lab faults on vxlan-dropped
        netproof lab down
      """,
    subcommands: [
      LabUp.self, LabTopologies.self, LabDown.self, LabStatus.self, LabShell.self, LabFaults.self, LabSimulate.self,
      LabSimulationCheck.self,
    ])

  /// The running lab, or an error that says how to start one.
  static func running() throws -> EmbeddedLab {
    guard let lab = try EmbeddedLab.running() else {
      let death = Lab.lastWords().map { "; the last one died: \($0)" } ?? ""
      throw ConfigurationError("No lab is running\(death)", remedy: "Start one with `netproof lab up`")
    }
    return lab
  }
}
