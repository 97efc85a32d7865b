import ArgumentParser
import Conformance
import Kubernetes

/// `netproof cleanup`: removes what killed runs left.
struct CleanupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanup",
    abstract: "Removes what killed runs left in the cluster.",
    usage: "netproof cleanup [<options>]",
    discussion: """
      Everything that a run makes is in netproof's namespace and carries the run's \
      id; a Lease there says which run is alive, and is renewed every 5 seconds. A \
      Lease that looks alive is watched until it is renewed (the run is let be) or \
      its 30 seconds are over (the run is dead), so that cleaning up right after a \
      kill works. A namespace that the run had to make itself goes as well.

      Waits until everything is gone. A changed `devices` setting is put \
      back by `netproof restore`.

      EXAMPLES:
        netproof cleanup --dry-run      what would be removed
        netproof cleanup                what dead runs left
        netproof cleanup --run k7x2m9qd this run, dead or alive
        netproof cleanup --all          every run, dead or alive

      EXIT STATUS:
        0  nothing is left of what was to be removed
        2  usage or configuration error
        3  something could not be read or removed
      """)

  @OptionGroup var cluster: ClusterOptions

  @Flag(help: "Tell what would be removed, and remove nothing.")
  var dryRun = false

  @Flag(help: "Remove what every run left, runs that go on included.")
  var all = false

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Remove what this run left, even if it counts as alive.", valueName: "id"))
  var runID: String?

  @Option(help: ArgumentHelp("How long everything may take to be gone.", valueName: "seconds"))
  var timeout = 120

  @OptionGroup var format: OutputOption

  func validate() throws {
    if all, runID != nil { throw ValidationError("--all and --run exclude each other.") }
    if !(1...3600).contains(timeout) { throw ValidationError("--timeout \(timeout): give 1 to 3600 seconds.") }
  }

  private var selection: LeftoverCleanup.Selection { all ? .all : runID.map { .run($0) } ?? .dead }

  func run() async throws {
    let client = try cluster.client()
    let cleanup = LeftoverCleanup(client: client, namespace: cluster.location.namespace)
    let found =
      selection == .dead
      ? try await WatchedLeases.settle(cleanup)
      : try await cleanup.find()
    let outcome =
      dryRun
      ? LeftoverCleanup.choose(selection, from: found)
      : try await cleanup.remove(selection, from: found, waiting: .seconds(timeout))
    let document = CleanupDocument(outcome, dryRun: dryRun, changedDevices: await changedDevices(client))
    try format.print(
      CommandOutput(
        document: document, text: { text(outcome, document.changedDevices).joined(separator: "\n") },
        names: { document.names }))
  }

  private func text(_ outcome: LeftoverCleanup.Outcome, _ changed: CleanupDocument.Devices?) -> [String] {
    var lines = outcome.removed.map { "\(dryRun ? "would remove" : "removed") \($0)" }
    lines += outcome.kept.map {
      "kept \($0); to remove it all the same: netproof cleanup --run \($0.runID)"
    }
    if lines.isEmpty { lines = [runID.map { "nothing is left of run \($0)" } ?? "no run has left anything"] }
    guard let changed else { return lines }
    return lines + [
      "devices is \(changed.current ?? "unset"), and was \(changed.original ?? "unset") before a run changed it: "
        + "netproof restore"
    ]
  }

  /// A killed walk also leaves a changed setting; a user who may not read it has not made it.
  private func changedDevices(_ client: KubernetesClient) async -> CleanupDocument.Devices? {
    let restoration = DevicesRestoration(
      client: client, cilium: cluster.location.cilium, timeout: .seconds(timeout))
    guard let pending = try? await restoration.pending() else { return nil }
    return .init(current: pending.current, original: pending.original)
  }
}
