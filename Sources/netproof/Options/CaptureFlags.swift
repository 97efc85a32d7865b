import ArgumentParser
import Conformance

/// Whether and how packets are captured.
struct CaptureFlags: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Capture the probes' packets on every node and prove every path by them.",
      discussion: """
        Runs a pod with tcpdump in each node's network, in the run's own namespace, while probes are sent: NET_RAW, no \
        privileged container. The namespace's Pod Security level must be `privileged` for it. Only packets that can be \
        the probes' own are read: theirs, ICMP, fragments, and openings of connections to the endpoints outside.
        """))
  var capture = false

  @Option(
    help: ArgumentHelp(
      "The image of the capture pods; it needs sh, timeout and tcpdump 4.99.", valueName: "image"))
  var captureImage: String?

  func validate() throws {
    if captureImage != nil, !capture {
      throw ValidationError("--capture-image names the image of capture pods; it needs --capture.")
    }
  }

  /// What the engine is asked to do; `nil` for no captures.
  var options: CaptureOptions? {
    capture ? CaptureOptions(image: captureImage ?? CaptureOptions.defaultImage) : nil
  }
}
