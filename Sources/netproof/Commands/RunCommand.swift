import ArgumentParser
import Conformance
import Lab

/// `netproof run`: verifies a cluster, live or the lab.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Verifies what the cluster's `devices` setting does.",
    discussion: """
      Against a live cluster it verifies the scenario that the cluster is in, and changes nothing but a namespace \
      of its own, which it removes. With --lab it brings the embedded two-node cluster up, walks through every \
      scenario, and takes it down.

      The report directory gets run.json (the record), junit.xml and report.md. Progress goes to standard error, \
      the closing matrix to standard output. Ctrl-C cleans up and still writes the reports; a second one ends at once.

      EXAMPLES:
        netproof run --lab
        netproof run --lab --scenario both --fault snat-missing --verbose
        netproof run --context production --report-dir reports/nightly

      \(ExitStatus.table)
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(help: "The scenario that the cluster must be in; one that has drifted fails.")
  var scenario: Scenario?

  @Flag(help: "Verify the embedded lab instead of a live cluster. Needs root.")
  var lab = false

  @Option(help: ArgumentHelp("Break the lab on purpose (repeatable); see `netproof lab faults`.", valueName: "name"))
  var fault: [LabFault] = []

  @Option(help: ArgumentHelp("Where to write the reports.", valueName: "path"))
  var reportDir = "reports/latest"

  @Flag(name: .shortAndLong, help: "Tell every case with its evidence.")
  var verbose = false

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  @OptionGroup(title: "Probe options") var probes: ProbeOptions

  @OptionGroup(title: "Large clusters") var scale: ScaleOptions

  func validate() throws {
    if !lab, let fault = fault.first {
      throw ValidationError("--fault \(fault.rawValue) breaks the lab on purpose; it needs --lab.")
    }
    if lab, cluster.kubeconfig != nil || cluster.context != nil {
      throw ValidationError("--lab brings its own cluster; leave --kubeconfig and --context away.")
    }
    if reportDir.isEmpty { throw ValidationError("--report-dir is empty; give a folder.") }
  }

  func run() async throws {
    throw try await RunProgram(self).run().code
  }

  /// What the engine is asked to do.
  var options: RunOptions {
    let defaults = RunOptions()
    let endpoints = lab ? ExternalEndpoints(httpsAddress: Lab.httpsAddress) : ExternalEndpoints()
    let pods = lab ? Lab.podPatience : nil
    var options = RunOptions(
      plan: lab ? .walk(scenario.map { [$0] } ?? Scenario.allCases) : scenario.map { .pinned($0) } ?? .detected,
      endpoints: probes.endpoints(endpoints), image: probes.image ?? defaults.image,
      ciliumNamespace: cluster.ciliumNamespace,
      probeTimeoutSeconds: probes.probeTimeout ?? defaults.probeTimeoutSeconds,
      retries: probes.retries ?? defaults.retries,
      podStartTimeout: probes.podStartTimeout.map { .seconds($0) } ?? pods ?? defaults.podStartTimeout,
      rolloutTimeout: probes.rolloutTimeout.map { .seconds($0) } ?? defaults.rolloutTimeout,
      dnsRestartTimeout: probes.dnsRestartTimeout.map { .seconds($0) } ?? pods ?? defaults.dnsRestartTimeout,
      toolVersion: netproofVersion)
    options.sampling = scale.sampling
    return options
  }
}
