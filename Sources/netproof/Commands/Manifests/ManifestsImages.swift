import ArgumentParser
import Conformance

/// `netproof manifests images`.
struct ManifestsImages: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "images",
    abstract: "Prints the images that a run pulls, one per line, for a mirror.",
    usage: "netproof manifests images [<options>]",
    discussion: """
      EXAMPLES:
        netproof manifests images
        netproof manifests images --capture
        netproof manifests images --image registry.example.com/busybox:1.36
      """)

  @OptionGroup var pods: PodOptions
  @OptionGroup(title: "Packets") var captures: CaptureFlags
  @OptionGroup(title: "The tailnet") var tailscale: TailscaleFlags

  func run() {
    let options = GuestOptions(image: pods.image, capture: captures.options, tailscale: tailscale.options)
    for image in GuestManifests.images(options) { print(image) }
  }
}
