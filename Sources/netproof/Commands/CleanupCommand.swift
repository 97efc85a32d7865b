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
      A run puts everything into a namespace of its own, which says until when \
      the run counts as alive: ten minutes from its last sign of life. Only \
      namespaces whose time is over are removed, so that a run that goes on is \
      never disturbed. A run that you know to be dead can be named with --run.

      Waits until the namespaces are gone. A changed `devices` setting is put \
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

  @Option(help: ArgumentHelp("How long the namespaces may take to be gone.", valueName: "seconds"))
  var timeout = 120

  func validate() throws {
    if all, runID != nil { throw ValidationError("--all and --run exclude each other.") }
    if !(1...3600).contains(timeout) { throw ValidationError("--timeout \(timeout): give 1 to 3600 seconds.") }
  }

  private var selection: LeftoverCleanup.Selection { all ? .all : runID.map { .run($0) } ?? .expired }

  func run() async throws {
    let client = try cluster.client()
    let cleanup = LeftoverCleanup(client: client)
    let outcome =
      dryRun
      ? LeftoverCleanup.choose(selection, from: try await cleanup.find())
      : try await cleanup.remove(selection, waiting: .seconds(timeout))
    for leftover in outcome.removed { print("\(dryRun ? "would remove" : "removed") \(leftover)") }
    for leftover in outcome.kept {
      print("kept \(leftover); if that run is dead: netproof cleanup --run \(leftover.runID)")
    }
    if outcome.removed.isEmpty, outcome.kept.isEmpty {
      print(runID.map { "nothing is left of run \($0)" } ?? "no run has left anything")
    }
    try await hintAtRestore(client)
  }

  /// A killed walk also leaves a changed setting; a user who may not read it has not made it.
  private func hintAtRestore(_ client: KubernetesClient) async throws {
    let restoration = DevicesRestoration(
      client: client, ciliumNamespace: cluster.ciliumNamespace, timeout: .seconds(timeout))
    guard let pending = try? await restoration.pending() else { return }
    print(
      "devices is \(pending.current ?? "unset"), and was \(pending.original ?? "unset") before a run changed it: "
        + "netproof restore")
  }
}
