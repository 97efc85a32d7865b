import ArgumentParser
import Conformance
import Delivery
import Lab

/// `netproof run`: verifies a cluster, live or the lab.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Verifies what the cluster's `devices` setting does.",
    discussion: """
      Against a live cluster it verifies the scenario that the cluster is in, and changes nothing outside its own \
      namespace, from which it removes everything at the end. With --lab it brings the embedded cluster up, walks through every \
      scenario, and takes it down; with --topology the lab has another shape, and the setting that the topology begins \
      with is verified.

      The report directory gets run.json (the record, written as the run goes), report.html, report.md, junit.xml and \
      netproof.prom (metrics); `netproof report` makes them again. Progress goes to standard error, \
      the closing matrix to standard output. Ctrl-C cleans up and still writes the reports; a second one ends at once.

      EXAMPLES:
        netproof run --lab
        netproof run --lab --cilium 1.19
        netproof run --lab --topology public-private
        netproof run --lab --scenario both --fault snat-missing --verbose
        netproof run --lab --capture --scenario both
        netproof run --context production --report-dir reports/nightly
        netproof run --deliver folder=/srv/netproof --keep 30
        netproof run --deliver metrics=/var/lib/node_exporter/netproof.prom
        netproof run --deliver configmap --deliver events
        netproof run --threshold tailnet-rtt=120 --threshold drops=50
        netproof run --vantage laptop='ssh laptop nc -zvw3 {address} {port}'
        netproof run --accept-unfit      0 for what fails as predicted
        netproof run --quiet             one line, for scripts

      \(ExitStatus.table)
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(help: "The scenario that the cluster must be in; one that has drifted fails.")
  var scenario: Scenario?

  @Flag(help: "Verify the embedded lab instead of a live cluster. Needs root.")
  var lab = false

  @Flag(help: "Do not fail for a setting that is unfit for service, as long as the cluster does what it predicts.")
  var acceptUnfit = false

  @Option(help: "Which Cilium the lab's agents are; the devices guide's if not given. Needs --lab.")
  var cilium: LabCilium?

  @Option(
    help: ArgumentHelp(
      "The lab's shape: one of `netproof lab topologies`, or a file. Needs --lab.", valueName: "name-or-file"))
  var topology: TopologyArgument?

  @Option(
    help: ArgumentHelp(
      "Break the lab on purpose (repeatable), where it is usual or on a node, one way: vxlan-dropped, "
        + "vxlan-dropped@instance-worker, vxlan-dropped@instance-worker:in; see `netproof lab faults`.",
      valueName: "name[@node[:in|out]]"))
  var fault: [PlacedFault] = []

  @OptionGroup var report: ReportOptions
  @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
  @OptionGroup var lease: LeaseOptions
  @OptionGroup(title: "Nodes and pods") var nodes: NodeOptions
  @OptionGroup(title: "Nodes and pods") var pods: PodOptions
  @OptionGroup(title: "Probe options") var probes: ProbeOptions

  @OptionGroup(title: "NodePorts") var nodePorts: NodePortOptions

  @OptionGroup(title: "The host network") var hosts: HostNetworkOptions

  @OptionGroup(title: "Cilium's proxy") var proxy: ProxyOptions

  @OptionGroup(title: "Large clusters") var scale: ScaleOptions

  @OptionGroup(title: "Packets") var captures: CaptureFlags

  @OptionGroup(title: "The tailnet") var tailscale: TailscaleFlags

  @OptionGroup(title: "Health") var health: HealthOptions

  func validate() throws {
    if !lab, let cilium {
      throw ValidationError("--cilium \(cilium.rawValue) says what the lab's agents are; it needs --lab.")
    }
    if !lab, let topology {
      throw ValidationError("--topology \(topology.text) is the lab's shape; it needs --lab.")
    }
    if !lab, let fault = fault.first {
      throw ValidationError("--fault \(fault) breaks the lab on purpose; it needs --lab.")
    }
    if lab, cluster.access.areGiven {
      throw ValidationError("--lab brings its own cluster; leave --kubeconfig and --context away.")
    }
    if lab, let destination = delivery.deliver.first(where: \.isInCluster) {
      throw ValidationError("--lab takes its cluster down at the end; --deliver \(destination) needs one that stays.")
    }
  }

  func run() async throws {
    throw try await RunProgram(request()).run().code
  }

  private func request() throws -> RunRequest {
    let shape = try topology?.topology() ?? .guide
    // The scenarios are about the guide's uplinks; elsewhere the setting that is there is what can be verified.
    let walked = scenario.map { [$0] } ?? (shape == .guide ? Scenario.allCases : nil)
    let plan: RunOptions.Plan =
      if lab, let walked { .walk(walked) } else { scenario.map { .pinned($0) } ?? .detected }
    var options = RunOptions(
      plan: plan, location: cluster.location, pods: pods, nodes: nodes, probes: probes, scale: scale,
      leaseWait: lease.waitForLease, captures: captures, tailscale: tailscale, health: health, nodePorts: nodePorts,
      hosts: hosts, proxy: proxy, lab: lab)
    // Walking through the settings is about what each does; the unfit ones are meant to be among them.
    options.fitnessDecides = !lab && !acceptUnfit
    return RunRequest(
      options: options,
      source: lab
        ? .lab(shape, cilium ?? .guide, faults: fault)
        : .kubeconfig(path: cluster.access.kubeconfig, context: cluster.access.context),
      report: report,
      delivery: .init(destinations: delivery.deliver, keep: delivery.keep ?? Delivery.Options.defaultKeep))
  }
}
