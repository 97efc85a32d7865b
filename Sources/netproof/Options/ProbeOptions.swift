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

  @Option(help: ArgumentHelp("How long one probe waits for an answer.", valueName: "seconds"))
  var probeTimeout: Int?

  @Option(
    help: ArgumentHelp(
      "How often a failed case is measured again (1); one that passes then is flaky.", valueName: "count"))
  var retries: Int?

  @Option(help: ArgumentHelp("How long probe pods may take to start (60; on the lab 6).", valueName: "seconds"))
  var podStartTimeout: Int?

  @Option(help: ArgumentHelp("How long the agents may take to be ready after a change (120).", valueName: "seconds"))
  var rolloutTimeout: Int?

  @Option(
    help: ArgumentHelp(
      "How long a restarted cluster DNS pod may take to be ready (45; on the lab 6).", valueName: "seconds"))
  var dnsRestartTimeout: Int?

  func validate() throws {
    let waits = [
      ("--pod-start-timeout", podStartTimeout), ("--rollout-timeout", rolloutTimeout),
      ("--dns-restart-timeout", dnsRestartTimeout),
    ]
    for case (let name, let seconds?) in waits where !(1...3600).contains(seconds) {
      throw ValidationError("\(name) \(seconds): give 1 to 3600 seconds.")
    }
    if let retries, !(0...10).contains(retries) {
      throw ValidationError("--retries \(retries): give 0 to 10.")
    }
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
