import ArgumentParser
import Conformance

extension FamilyChoice: ExpressibleByArgument {}

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

  @Option(help: ArgumentHelp("The same over IPv6: the address that is pinged.", valueName: "address"))
  var externalPingIpv6: String?

  @Option(help: ArgumentHelp("The upstream DNS server that is asked over IPv6.", valueName: "address"))
  var externalDNSIpv6: String?

  @Option(
    help: ArgumentHelp(
      "The HTTPS server that answers over IPv6 with the caller's address; a name with IPv6 addresses only.",
      valueName: "host"))
  var httpsHostIpv6: String?

  @Option(help: ArgumentHelp("That HTTPS server's IPv6 address.", valueName: "address"))
  var httpsAddressIpv6: String?

  @Option(
    help: ArgumentHelp(
      "Whose packets are sent: ipv4, ipv6, both, or auto for what pods have (auto).", valueName: "family"))
  var ipFamily: FamilyChoice = .auto

  @Option(help: ArgumentHelp("How long one probe waits for an answer.", valueName: "seconds"))
  var probeTimeout: Int?

  @Option(
    help: ArgumentHelp(
      "How often a failed case is measured again (1); one that passes then is flaky.", valueName: "count"))
  var retries: Int?

  @Option(
    help: ArgumentHelp(
      "How often each path is tried (1), to tell its loss: a path works of a rate, not of one answer.",
      discussion: "At most 1000. What probes of pods measure is tried; states and the largest packet are not.",
      valueName: "count"))
  var samples: Int?

  @Option(
    help: ArgumentHelp("How long nothing is sent between two tries of --samples (1).", valueName: "seconds"))
  var sampleInterval: Int?

  @Option(
    help: ArgumentHelp(
      "Up to which loss a path of --samples works (1), flaky if it lost anything; more with 95 % confidence deviates.",
      valueName: "percent"))
  var toleratedLoss: Double?

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
    let addresses = [
      ("--external-ping-ipv6", externalPingIpv6), ("--external-dns-ipv6", externalDNSIpv6),
      ("--https-address-ipv6", httpsAddressIpv6),
    ]
    for case (let name, let text?) in addresses where !IPv6Endpoints.isAddress(text) {
      throw ValidationError("\(name) \(text): give an IPv6 address, without brackets and without a zone.")
    }
    if let retries, !(0...10).contains(retries) {
      throw ValidationError("--retries \(retries): give 0 to 10.")
    }
    if let probeTimeout, !(1...60).contains(probeTimeout) {
      throw ValidationError("--probe-timeout \(probeTimeout): give 1 to 60 seconds.")
    }
    try checkSamples()
  }

  /// How often each path is tried.
  var pathSampling: PathSampling {
    let usual = PathSampling()
    return PathSampling(
      count: samples ?? usual.count, intervalSeconds: sampleInterval ?? usual.intervalSeconds,
      toleratedLoss: toleratedLoss.map { $0 / 100 } ?? usual.toleratedLoss)
  }

  private func checkSamples() throws {
    if samples == nil, sampleInterval != nil || toleratedLoss != nil {
      throw ValidationError("--sample-interval and --tolerated-loss are for --samples.")
    }
    if let samples, !(1...PathSampling.most).contains(samples) {
      throw ValidationError("--samples \(samples): give 1 to \(PathSampling.most).")
    }
    if let sampleInterval, !(0...PathSampling.longestInterval).contains(sampleInterval) {
      throw ValidationError(
        "--sample-interval \(sampleInterval): give 0 to \(PathSampling.longestInterval) seconds.")
    }
    if let toleratedLoss, !(0..<100).contains(toleratedLoss) {
      throw ValidationError("--tolerated-loss \(toleratedLoss): give 0 to less than 100 percent.")
    }
    let seconds = pathSampling.longestSeconds(probeTimeoutSeconds: probeTimeout ?? RunOptions().probeTimeoutSeconds)
    if seconds > PathSampling.longest {
      throw ValidationError(
        "--samples \(pathSampling.count) with --sample-interval \(pathSampling.intervalSeconds) may take \(seconds) s "
          + "where nothing answers: give fewer samples, or a shorter interval or --probe-timeout, for at most "
          + "\(PathSampling.longest) s.")
    }
  }

  /// The endpoints, on top of `defaults`.
  func endpoints(_ defaults: ExternalEndpoints) -> ExternalEndpoints {
    let ipv6 = defaults.ipv6 ?? IPv6Endpoints()
    return ExternalEndpoints(
      pingAddress: externalPing ?? defaults.pingAddress, dnsServer: externalDNS ?? defaults.dnsServer,
      dnsName: externalName ?? defaults.dnsName, httpsHost: httpsHost ?? defaults.httpsHost,
      // The default address belongs to the default host.
      httpsAddress: httpsAddress ?? (httpsHost == nil ? defaults.httpsAddress : nil),
      ipv6: IPv6Endpoints(
        pingAddress: externalPingIpv6 ?? ipv6.pingAddress, dnsServer: externalDNSIpv6 ?? ipv6.dnsServer,
        httpsHost: httpsHostIpv6 ?? ipv6.httpsHost,
        httpsAddress: httpsAddressIpv6 ?? (httpsHostIpv6 == nil ? ipv6.httpsAddress : nil)))
  }
}
