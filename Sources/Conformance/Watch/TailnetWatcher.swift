/// Follows how the overlay carries packets between watched nodes, by asking the nodes again and again.
struct TailnetWatcher: Sendable {
  let reader: ClusterReader
  /// Asks the nodes' tailscaled; `nil` where nobody is to.
  let tailscale: TailscaleReader?
  let journal: WatchJournal

  /// The time between two questions: an event is known that much later than it happened, at most.
  static let pause = Duration.seconds(5)

  /// Follows until the task is cancelled. Where no overlay is, nobody is asked.
  ///
  /// - Parameter isFirst: Whether the watch has just begun, of which the state of all ways is told.
  func run(_ facts: ClusterFacts, pairs: [Subject], isFirst: Bool) async {
    var changes = TailnetChanges(facts, pairs: pairs)
    let nodes = changes.nodes
    guard !nodes.isEmpty else { return }
    guard let shell = try? await AgentShell(reader) else {
      if !Task.isCancelled {
        journal.note("the overlay between the nodes was not followed: the agents could not be listed")
      }
      return
    }
    if isFirst { for note in changes.state { journal.note(note) } }
    journal.add(changes.begun(at: journal.now))
    while !Task.isCancelled {
      async let said = tailscale?.read()
      var told: [String: TunnelListings] = [:]
      await FanOut.each(nodes, atOnce: Pace.askedAgents) { node in
        (node, await TunnelCommand.read(node, shell))
      } take: { (node: String, listings: TunnelListings?) in
        told[node] = listings
      }
      told.take(await said?.told ?? [:])
      journal.add(changes.take(told, at: journal.now))
      try? await Task.sleep(for: Self.pause)
    }
  }
}
