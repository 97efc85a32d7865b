import ArgumentParser
import Conformance

/// `netproof check`: whether a run could begin.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tells whether a run could begin; creates nothing.",
    usage: "netproof check [<options>]",
    discussion: """
      Looks at the server's version, the permissions that a run needs (what is \
      missing is printed as the roles that grant it), nodes, Cilium's version, \
      agents and datapath mode, the scenario that the cluster is in, what earlier \
      runs left, and what a run would create.

      EXAMPLES:
        netproof check
        netproof check --context production --reconfigure

      EXIT STATUS:
        0  ready
        2  not ready, or a usage or configuration error
        3  the server could not be asked
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(help: ArgumentHelp("The image of the probe pods.", valueName: "image"))
  var image = RunOptions().image

  @Flag(help: "Also ask for the permissions to change `devices` and restart agents.")
  var reconfigure = false

  func run() async throws {
    let preflight = try await Preflight.run(
      client: try cluster.client(), ciliumNamespace: cluster.ciliumNamespace, image: image,
      reconfiguring: reconfigure)
    print(preflight.text)
    if !preflight.isReady { throw ExitStatus.usage.code }
  }
}
