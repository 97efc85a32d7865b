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

      \(ExitStatus.table)
      """)

  @OptionGroup var cluster: ClusterOptions

  @Flag(help: "The cluster may be reconfigured, and its agents and DNS pods restarted.")
  var allowReconfigure = false

  @Option(help: "A scenario to walk through (repeatable); all if not given.")
  var scenario: [Scenario] = []

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
  }

  func run() async throws {
    let scenarios = scenario.isEmpty ? Scenario.allCases : scenario
    let options = RunOptions(
      plan: .walk(scenarios), location: cluster.location, pods: pods, nodes: nodes, probes: probes, scale: scale,
      leaseWait: lease.waitForLease, captures: captures, health: health)
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
