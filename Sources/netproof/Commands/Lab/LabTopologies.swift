import ArgumentParser
import Lab

/// `netproof lab topologies`: the shapes that come with netproof.
struct LabTopologies: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topologies", abstract: "Lists the topologies that come with netproof, or prints one.",
    discussion: """
      EXAMPLES:
        netproof lab topologies
        netproof lab topologies native > mine.yaml
      """)

  @Argument(help: "A topology to print as a file.")
  var name: TopologyArgument?

  func run() async throws {
    if let name {
      print(try name.topology().yaml(), terminator: "")
      return
    }
    let width = LabTopology.builtIn.map(\.name.count).max() ?? 0
    for topology in LabTopology.builtIn {
      let name = topology.name + String(repeating: " ", count: width - topology.name.count)
      print("\(name)  \(topology.nodes.count) nodes  \(topology.purpose)")
    }
  }
}
