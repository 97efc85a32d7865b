import ArgumentParser
import Conformance

/// `netproof check`: whether a run could begin.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tells whether a run could begin; creates nothing.",
    usage: "netproof check [<options>]",
    discussion: """
      Looks at the server's version, the permissions that a run needs (what is \
      missing is printed as the roles that grant it), nodes, Cilium's version, \
      agents and datapath mode, the scenario that the cluster is in, the namespace \
      and its Pod Security level, whether the server would accept the probe pods \
      (dryRun), the image, who is running now, what earlier runs left, and what a \
      run would create.

      EXAMPLES:
        netproof check
        netproof check --context production --reconfigure
        netproof check --deliver configmap --deliver events
        netproof check --quiet && netproof run
        netproof check --output json | jq '.items[] | select(.state != "ready")'

      EXIT STATUS:
        0  ready
        2  not ready, or a usage or configuration error
        3  the server could not be asked, there is no Cilium, or no agent answers
      """)

  @OptionGroup var cluster: ClusterOptions
  @OptionGroup(title: "Nodes and pods") var nodes: NodeOptions
  @OptionGroup(title: "Nodes and pods") var pods: PodOptions

  @OptionGroup(title: "Probe options") var probes: ProbeOptions
  @OptionGroup(title: "Large clusters") var scale: ScaleOptions

  @OptionGroup(title: "Cilium's proxy") var proxy: ProxyOptions

  @OptionGroup(title: "The tailnet") var tailscale: TailscaleFlags

  @Flag(help: "Also ask for the permissions to change `devices` and restart agents.")
  var reconfigure = false

  @Flag(help: "Also ask for the permissions of `netproof watch`.")
  var watch = false

  @Option(
    help: ArgumentHelp("Also ask for the permissions to leave reports here (repeatable).", valueName: "destination"))
  var deliver: [ReportDestination] = []

  @Flag(name: .shortAndLong, help: "One line: whether a run could begin, and what stands in its way.")
  var quiet = false

  @OptionGroup var format: OutputOption

  func run() async throws {
    let options = RunOptions(
      plan: .detected, location: cluster.location, pods: pods, nodes: nodes, probes: probes,
      scale: scale, tailscale: tailscale, proxy: proxy)
    let preflight = try await Preflight.run(
      client: try cluster.client(), options: options, reconfiguring: reconfigure, watching: watch,
      delivering: deliver)
    try format.print(
      CommandOutput(
        document: preflight.document, text: { quiet ? preflight.answer : preflight.text },
        wide: { preflight.text }, names: { preflight.names }))
    if preflight.isUnanswered { throw ExitStatus.inconclusive.code }
    if !preflight.isReady { throw ExitStatus.usage.code }
  }
}
