import ArgumentParser
import Conformance

/// Whether Tailscale is asked on the nodes by its socket.
struct TailscaleFlags: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Ask Tailscale on every node how packets go, by its socket.",
      discussion: """
        Runs a pod on each node of a tailnet, in the run's own namespace, that is given the node's folder \
        \(TailscaleSocketOptions.directory) (hostPath, read-only) and nothing else: nobody's user, no capability. The \
        namespace's Pod Security level must be `privileged` for it. What `tailscale status --json` says is read before, \
        during and after the probes; names of people are not.
        """))
  var tailscaleSocket = false

  @Option(
    help: ArgumentHelp(
      "The image of those pods; it needs sh, and curl, socat or a busybox whose nc has local:.", valueName: "image"))
  var tailscaleImage: String?

  func validate() throws {
    if tailscaleImage != nil, !tailscaleSocket {
      throw ValidationError(
        "--tailscale-image names the image of pods that ask Tailscale; it needs --tailscale-socket.")
    }
  }

  /// What the engine is asked to do; `nil` for not asking.
  var options: TailscaleSocketOptions? {
    tailscaleSocket ? tailscaleImage.map { TailscaleSocketOptions(image: $0) } ?? TailscaleSocketOptions() : nil
  }
}
