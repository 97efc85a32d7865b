import ArgumentParser
import Conformance

/// `netproof sweep`: walks a cluster through scenarios.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Walks a cluster that is yours to change through every scenario.",
    usage: "netproof sweep --allow-reconfigure [<options>]",
    discussion: """
      For each scenario it writes `devices` into cilium-config, restarts the Cilium \
      agents, waits for the full rollout and for the datapath to settle, and \
      verifies. The original value is written to the cluster before the first \
      change, and put back at the end, after an error and on Ctrl-C; after a kill, \
      by `netproof restore`. A setting with which agents would not start is left \
      out; when they do not come back all the same, the original value is put back \
      at once and their message is quoted. Without --allow-reconfigure it tells what it would \
      change, and changes nothing.

      Needs more permissions than a run: `netproof manifests rbac --reconfigure`.

      EXAMPLES:
        netproof sweep                  what would be changed, and taken back how
        netproof sweep --allow-reconfigure
        netproof sweep --allow-reconfigure --scenario both --scenario auto
        netproof sweep --allow-reconfigure --devices eth0,eth2

      \(ExitStatus.table)
      """)

  @OptionGroup var cluster: ClusterOptions

  @Flag(help: "The cluster may be reconfigured, and its agents and DNS pods restarted.")
  var allowReconfigure = false

  @Option(help: "A scenario to walk through (repeatable); all if not given.")
  var scenario: [Scenario] = []

  @Option(
    help: """
      A value of `devices` of this cluster's own to walk through, as scenario as-set; beside scenarios that are given. \
      Without --allow-reconfigure those that the nodes' uplinks suggest are listed.
      """)
  var devices: String?

  @OptionGroup var report: ReportOptions
  @OptionGroup var lease: LeaseOptions
  @OptionGroup(title: "Nodes and pods") var nodes: NodeOptions
  @OptionGroup(title: "Nodes and pods") var pods: PodOptions
  @OptionGroup(title: "Probe options") var probes: ProbeOptions
  @OptionGroup(title: "Large clusters") var scale: ScaleOptions
  @OptionGroup(title: "Packets") var captures: CaptureFlags
  @OptionGroup(title: "Health") var health: HealthOptions

  func validate() throws {
    if Set(scenario).count != scenario.count { throw ValidationError("A --scenario is given twice.") }
    if scenario.contains(.asSet) {
      throw ValidationError("Which value scenario as-set writes is not told: give it by --devices VALUE instead.")
    }
    if devices?.allSatisfy(\.isWhitespace) == true {
      throw ValidationError("--devices needs a value; an unset `devices` is --scenario auto.")
    }
  }

  func run() async throws {
    let scenarios = devices.map { _ in scenario + [.asSet] } ?? (scenario.isEmpty ? Scenario.allCases : scenario)
    var options = RunOptions(
      plan: .walk(scenarios), location: cluster.location, pods: pods, nodes: nodes, probes: probes, scale: scale,
      leaseWait: lease.waitForLease, captures: captures, health: health)
    options.ownDevices = devices
    guard allowReconfigure else {
      let plan = try await SweepPlan.read(client: try cluster.client(), options: options, scenarios: scenarios)
      StandardError.write(plan.text + "\n")
      throw ExitStatus.usage.code
    }
    let request = RunRequest(
      options: options, source: .kubeconfig(path: cluster.access.kubeconfig, context: cluster.access.context),
      report: report)
    throw try await RunProgram(request).run().code
  }
}
