import ArgumentParser
import Conformance

/// What to probe outside, and how.
struct ProbeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The address on the internet that is pinged.", valueName: "address"))
  var externalPing: String?

  @Option(help: ArgumentHelp("The upstream DNS server that is asked directly.", valueName: "address"))
  var externalDNS: String?

  @Option(help: ArgumentHelp("The external name that is looked up.", valueName: "name"))
  var externalName: String?

  @Option(help: ArgumentHelp("The HTTPS server that answers with the caller's address.", valueName: "host"))
  var httpsHost: String?

  @Option(
    help: ArgumentHelp("The HTTPS server's address, so that HTTPS does not depend on DNS.", valueName: "address"))
  var httpsAddress: String?

  @Option(help: ArgumentHelp("The image of the probe pods; it needs busybox.", valueName: "image"))
  var image: String?

  @Option(help: ArgumentHelp("How long one probe waits for an answer.", valueName: "seconds"))
  var probeTimeout: Int?

  func validate() throws {
    if let probeTimeout, !(1...60).contains(probeTimeout) {
      throw ValidationError("--probe-timeout \(probeTimeout): give 1 to 60 seconds.")
    }
  }

  /// The endpoints, on top of `defaults`.
  func endpoints(_ defaults: ExternalEndpoints) -> ExternalEndpoints {
    ExternalEndpoints(
      pingAddress: externalPing ?? defaults.pingAddress, dnsServer: externalDNS ?? defaults.dnsServer,
      dnsName: externalName ?? defaults.dnsName, httpsHost: httpsHost ?? defaults.httpsHost,
      // The default address belongs to the default host.
      httpsAddress: httpsAddress ?? (httpsHost == nil ? defaults.httpsAddress : nil))
  }
}
