import ArgumentParser
import Conformance
import Reports

/// `netproof watch`: probes every path while something else goes on.
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Probes every path again and again, during an upgrade for example.",
    usage: "netproof watch [<options>] [-- <command> ...]",
    discussion: """
      Makes the pods of a run, and sends echo requests, HTTP and DNS requests on \
      every path until Ctrl-C, for --duration, or while a command runs. Tells for \
      each path the longest outage, what was lost and what came late, and what the \
      cluster was doing then: agents, nodes, DNS pods, cilium-config, and paths \
      between nodes whose overlay falls to a relay or is direct again.

      Paths that the setting does not predict to work are shown and not judged. \
      With a command, its output passes through; its arguments, which may hold \
      secrets, are in no report.

      At most 30 nodes and 90 pairs of nodes are watched at once. On a larger \
      cluster nodes take turns (--turn): the next pods answer before the last are \
      removed, so there are twice as many for a moment, and what fails when its turn \
      ends stays under watch, ten nodes or pairs at most. It is told how much is \
      watched at once, when every node will have been, and what never was. An outage \
      that a turn cuts off is told as "at least".

      EXAMPLES:
        netproof watch
        netproof watch --duration 10m --report-dir reports/watch
        netproof watch --duration 6h --turn 5m
        netproof watch --max-outage 500ms -- helm upgrade cilium \\
          cilium/cilium --reuse-values --version 1.20.0

      EXIT STATUS:
        0  no outage was longer than the limit, and the command succeeded
        1  a path had a longer one
        2  usage or configuration error; nothing was watched
        3  something could not be watched, or interrupted
        4  another run is using the cluster; nothing was watched
        5  the command failed, whatever the paths did
      """)

  @OptionGroup var cluster: ClusterOptions

  @Option(help: ArgumentHelp("The time between two echo requests of a path.", valueName: "time"))
  var interval = DurationArgument(WatchOptions().interval)

  @Option(help: ArgumentHelp("The pause between two HTTP or DNS requests of a path.", valueName: "time"))
  var requestInterval = DurationArgument(WatchOptions().requestInterval)

  @Option(help: ArgumentHelp("The longest outage that is let pass.", valueName: "time"))
  var maxOutage = DurationArgument(WatchOptions().maximumOutage)

  @Option(
    help: ArgumentHelp(
      "How long to watch, 24h at most; with a command, how long it may take.", valueName: "time"))
  var duration: DurationArgument?

  @Option(
    help: ArgumentHelp(
      """
      How long nodes are watched before it is the turn of others, on clusters of more than are watched at once: 1m to \
      24h, and no less than pods may take to start.
      """, valueName: "time"))
  var turn = DurationArgument(WatchOptions().turn)

  @Option(help: ArgumentHelp("How long to watch before the command and after it.", valueName: "time"))
  var margin = DurationArgument(.seconds(5))

  @Option(
    name: .outputForm, help: "What goes to standard output.")
  var format: WatchFormat = .text

  @Option(help: ArgumentHelp("Also write watch.json, watch-junit.xml and watch.md there.", valueName: "path"))
  var reportDir: String?

  @Flag(name: .shortAndLong, help: "One line of text: the verdict; no progress.")
  var quiet = false

  @OptionGroup var language: LanguageOption

  @Option(help: "When to colour.")
  var color: ColourMode = .auto

  @OptionGroup var lease: LeaseOptions
  @OptionGroup(title: "Nodes and pods") var nodes: NodeOptions
  @OptionGroup(title: "Nodes and pods") var pods: PodOptions
  @OptionGroup(title: "Probe options") var probes: ProbeOptions
  @OptionGroup(title: "Large clusters") var scale: ScaleOptions
  @OptionGroup(title: "The tailnet") var tailscale: TailscaleFlags

  @Argument(parsing: .postTerminator, help: ArgumentHelp("A command to watch around.", valueName: "command"))
  var command: [String] = []

  /// The longest watch: its pods end by themselves soon after.
  static let longest = Duration.seconds(24 * 3600)

  /// How long a watch lasts when nothing ends it.
  static let usual = Duration.seconds(3600)

  func validate() throws {
    if reportDir?.isEmpty == true { throw ValidationError("--report-dir is empty; give a folder.") }
    try language.check(isUsed: format.isTranslated || reportDir != nil)
    if !(Duration.milliseconds(50)...Duration.seconds(60)).contains(interval.duration) {
      throw ValidationError("--interval \(interval): give 50ms to 1m.")
    }
    if !(Duration.milliseconds(200)...Duration.seconds(60)).contains(requestInterval.duration) {
      throw ValidationError("--request-interval \(requestInterval): give 200ms to 1m.")
    }
    if let duration, duration.duration < .seconds(1) || duration.duration > Self.longest {
      throw ValidationError("--duration \(duration): give 1s to 24h.")
    }
    let patience = Duration.seconds(max(60, probes.podStartTimeout ?? 60))
    if turn.duration < patience || turn.duration > Self.longest {
      throw ValidationError(
        "--turn \(turn): give \(DurationArgument(patience)) to 24h; the pods of the next turn take a while to start.")
    }
    if turn != DurationArgument(WatchOptions().turn), scale.shard != nil {
      throw ValidationError("--turn and --shard: the nodes of a part take no turns; leave one of them away.")
    }
    if probes.samples != nil {
      throw ValidationError(
        "--samples is for `netproof run`, `sweep` and `check`: a watch tries its paths all the time.")
    }
    if margin.duration > .seconds(300) { throw ValidationError("--margin \(margin): give 5m at most.") }
  }

  func run() async throws {
    throw try await WatchProgram(self).run().code
  }

  /// What the engine is asked to do.
  var options: WatchOptions {
    let run = RunOptions(
      plan: .detected, location: cluster.location, pods: pods, nodes: nodes, probes: probes, scale: scale,
      leaseWait: lease.waitForLease, tailscale: tailscale)
    return WatchOptions(
      run: run, interval: interval.duration, requestInterval: requestInterval.duration,
      maximumOutage: maxOutage.duration,
      lifetime: (duration?.duration ?? Self.usual) + margin.duration * 2 + .seconds(60),
      turn: turn.duration, span: duration?.duration ?? Self.usual)
  }
}

extension WatchFormat: ExpressibleByArgument {}
