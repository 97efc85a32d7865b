import ArgumentParser
import Foundation
import Lab

/// `netproof lab up`.
struct LabUp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Brings the lab up and leaves it running.",
    discussion: """
      A topology says what the lab looks like: networks, overlays, nodes with their uplinks, and how Cilium is set up. \
      `netproof lab topologies` lists those that come with netproof, and `netproof lab topologies NAME` prints one as a \
      beginning for a file of your own (YAML or JSON; docs/topology.schema.json describes it).

      EXAMPLES:
        netproof lab up
        netproof lab up --topology public-private
        netproof lab up --topology mine.yaml --cilium 1.19

      A topology that cannot be brought up is told with everything that is wrong; exit status 2. A lab that does not \
      come up although its topology is right: exit status 3.
      """)

  @Option(
    help: ArgumentHelp(
      "The lab's shape: one of `netproof lab topologies`, or a file; the guide's if not given.",
      valueName: "name-or-file"))
  var topology: TopologyArgument?

  @Option(help: "Which Cilium its agents are.")
  var cilium = LabCilium.guide

  func run() async throws {
    let topology = try topology?.topology() ?? .guide
    if let lab = try EmbeddedLab.running() {
      print(
        "The lab is already up, in the topology \(lab.topologyName ?? "unknown"); --topology and --cilium count for a new "
          + "one.\n\(Self.hint(lab))")
      return
    }
    let reporter = ProgressReporter(device: .standardError(.auto), isVerbose: false)
    let (result, _) = await Interruption.watching(onSignal: { _ in }) {
      let ticker = Task { await reporter.tick() }
      defer { ticker.cancel() }
      return try await EmbeddedLab.startDetached(topology, cilium) { reporter.report(activity: "lab: \($0)") }
    }
    reporter.finish()
    print("The lab is up.\n\(Self.hint(try result.get()))")
  }

  private static func hint(_ lab: EmbeddedLab) -> String {
    """
    export KUBECONFIG=\(lab.kubeconfigPath)
    kubectl get nodes -o wide
    netproof lab down          # when done
    """
  }
}
