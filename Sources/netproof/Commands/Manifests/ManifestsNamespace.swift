import ArgumentParser
import Conformance

/// `netproof manifests namespace`.
struct ManifestsNamespace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "namespace",
    abstract: "Prints netproof's namespace with its Pod Security level.",
    usage: "netproof manifests namespace [<options>]",
    discussion: """
      A namespace that is made by this stays; one that a run has to make itself is \
      removed at the end of that run.

      EXAMPLES:
        netproof manifests namespace | kubectl apply -f -
        netproof manifests namespace --pod-security privileged   for CRI-O
        netproof manifests namespace --capture                   for `netproof run --capture`
        netproof manifests namespace --tailscale-socket          for the same option of run
      """)

  @OptionGroup var location: LocationOptions
  @OptionGroup var pods: PodOptions

  @Flag(help: "For runs with --capture, whose capture pods need the level privileged.")
  var capture = false

  @Flag(help: "For runs with --tailscale-socket, whose pods are given a folder of the node, which takes privileged.")
  var tailscaleSocket = false

  func run() {
    var options = GuestOptions(location: location, pods: pods)
    if capture { options.capture = CaptureOptions() }
    if tailscaleSocket { options.tailscale = TailscaleSocketOptions() }
    print(GuestManifests.namespace(options), terminator: "")
  }
}
