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

  func run() {
    for image in GuestManifests.images(GuestOptions(image: pods.image, capture: captures.options)) { print(image) }
  }
}
