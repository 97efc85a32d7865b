import ArgumentParser
import Conformance

/// `netproof restore`: puts `devices` back after a killed walk.
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Puts `devices` back after a run that was killed while changing it.",
    usage: "netproof restore [<options>]",
    discussion: """
      A run that walks through scenarios notes the original value of `devices` \
      on cilium-config before its first change. Writes that value back, restarts \
      the Cilium agents, waits until each is Ready, and takes the note away last: \
      what is cut off can be done again.

      Refuses while a run counts as alive, which may be the one that needs the \
      setting.

      EXAMPLES:
        netproof restore --dry-run    what would be written
        netproof restore

      EXIT STATUS:
        0  restored, or there was nothing to restore
        2  usage or configuration error, or a run counts as alive
        3  something could not be read, written or made ready
      """)

  @OptionGroup var cluster: ClusterOptions

  @Flag(help: "Tell what would be written, and change nothing.")
  var dryRun = false

  @Flag(help: "Restore although a run counts as alive.")
  var force = false

  @Option(help: ArgumentHelp("How long the agents may take to be ready.", valueName: "seconds"))
  var rolloutTimeout = 120

  func validate() throws {
    if !(1...3600).contains(rolloutTimeout) {
      throw ValidationError("--rollout-timeout \(rolloutTimeout): give 1 to 3600 seconds.")
    }
  }

  func run() async throws {
    let client = try cluster.client()
    let restoration = DevicesRestoration(
      client: client, cilium: cluster.location.cilium, timeout: .seconds(rolloutTimeout))
    guard let pending = try await restoration.pending() else {
      print("nothing to restore: no run has left a changed devices setting")
      return
    }
    let change = "devices: \(pending.current ?? "unset") → \(pending.original ?? "unset")"
    if dryRun {
      print("would restore \(change), and restart the Cilium agents")
      return
    }
    if !force { try await refuseWhileAlive(LeftoverCleanup(client: client, namespace: cluster.location.namespace)) }
    StandardError.write("restoring \(change); restarting the Cilium agents\n")
    _ = try await restoration.restore()
    print("restored \(change); every agent is Ready")
  }

  private func refuseWhileAlive(_ cleanup: LeftoverCleanup) async throws {
    let found = try await WatchedLeases.settle(cleanup)
    guard let live = LeftoverCleanup.choose(.dead, from: found).kept.first else { return }
    throw ConfigurationError(
      "A run may still be using the setting: \(live)",
      remedy: "Wait for it, or end it with Ctrl-C, which puts the setting back; --force restores all the same")
  }
}
