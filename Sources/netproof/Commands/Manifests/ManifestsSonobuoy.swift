import ArgumentParser
import Conformance

/// `netproof manifests sonobuoy`.
struct ManifestsSonobuoy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sonobuoy",
    abstract: "Prints the definition of a Sonobuoy plugin.",
    usage: "netproof manifests sonobuoy --runner-image <image> [<options>] [-- <run options>]",
    discussion: """
      For `sonobuoy run --plugin`. The plugin's pod runs in Sonobuoy's namespace, as \
      Sonobuoy's service account, which usually may do everything; the probes run in \
      netproof's namespace.

      EXAMPLES:
        netproof manifests sonobuoy --runner-image registry.example.com/netproof:0.1.0 > netproof.yaml
        sonobuoy run --plugin netproof.yaml --wait
        sonobuoy results $(sonobuoy retrieve) --plugin netproof
      """)

  @OptionGroup var pod: RunnerPodFlags

  @Option(help: ArgumentHelp("The service account, in Sonobuoy's namespace.", valueName: "name"))
  var serviceAccount = "sonobuoy-serviceaccount"

  private var arguments: [String] {
    get throws {
      try pod.arguments([
        "--report-dir", "\(SonobuoyDefinition.resultsFolder)/reports", "--deliver",
        ReportDestination.sonobuoy.description,
      ])
    }
  }

  func validate() throws { _ = try arguments }

  func run() throws {
    var options = RunnerOptions(
      image: pod.runnerImage, arguments: try arguments, guest: pod.guest, account: serviceAccount,
      cilium: pod.location.cilium)
    options.nodeSelector = pod.nodeSelector
    print(try GuestManifests.sonobuoy(options), terminator: "")
  }
}
