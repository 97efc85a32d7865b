import Kubernetes

/// Who is watched: all nodes all the time, or where there are more than are watched at once, some after others. The pods
/// of a turn are ended when those of the next one answer.
actor WatchTurns {
  /// A set that is watched, or what of it stays under watch after its turn.
  private struct Watched {
    var crew: WatchCrew
    var number: Int
    var began: Double
    /// What stays under watch; `nil` while its turn lasts.
    var kept: Set<Subject>?
    /// How often that has stayed.
    var times: [Subject: Int] = [:]

    func logs(until now: Double) -> [WatchAssembly.Seen] {
      crew.logs(began...max(began, now)).filter { kept?.contains($0.path.subject) ?? true }
    }

    /// The nodes whose client pods are needed, and those whose server pods are.
    var needed: (clients: Set<String>, servers: Set<String>) {
      guard let kept else {
        let all = Set(crew.set.nodes.compactMap(\.metadata.name))
        return (all, all)
      }
      let sources = Set(kept.map(\.source))
      return (sources, sources.union(kept.compactMap(\.target)))
    }
  }

  /// Why a turn did not begin.
  private struct NotBegun: Error, CustomStringConvertible {
    var reason: Sentence
    var description: String { reason.text }
  }

  private let client: KubernetesClient
  private let options: WatchOptions
  private let stay: WatchStay.Ready
  private let journal: WatchJournal
  private let progress: @Sendable (WatchProgress) -> Void
  private var rotation: TurnRotation?
  private var watched: [Watched]
  private var seen: [WatchAssembly.Seen] = []
  private var turns: [WatchTurn] = []
  private var nodes: [NodeSummary]
  private var skipped: [String: Sentence]
  private var unreadable = 0
  /// How many sets were made, those that never had their turn too.
  private var sets = 1
  /// Objects that were made and not removed yet.
  private var made: [ProbeFixture.PlacedObjects: Set<Int>] = [:]
  /// How long it took to start the set that was started last.
  private var startTime: Duration
  private var trouble: String?

  /// Pods that have just been started have this long to be known everywhere, before what they lose counts.
  private static let settling = Duration.seconds(3)
  /// After so long a turn that could not begin is tried again.
  private static let pause = Duration.seconds(30)
  /// As many names are told of nodes or pairs.
  private static let mostNames = 6

  /// - Throws: ``InvalidProbe``.
  init(
    client: KubernetesClient, options: WatchOptions, stay: WatchStay.Ready, journal: WatchJournal,
    progress: @escaping @Sendable (WatchProgress) -> Void
  ) throws {
    self.client = client
    self.options = options
    self.stay = stay
    self.journal = journal
    self.progress = progress
    rotation = stay.rotation
    nodes = stay.summary.nodes
    skipped = stay.summary.skippedNodes
    startTime = stay.startTime
    watched = [Watched(crew: try WatchCrew(stay.first, options), number: 1, began: 0)]
  }

  private var takesTurns: Bool { rotation != nil }

  /// Starts with the first set, and returns when it is watched.
  ///
  /// - Returns: When that was, in seconds since the watch began.
  func begin() async -> Double {
    let crew = watched[0].crew
    crew.start(client, options, lifetime: options.lifetime, journal)
    follow(crew, also: [], isFirst: true)
    noteMade(stay.first)
    if takesTurns { watchPods() }
    await crew.waitUntilBegun()
    if takesTurns { try? await Task.sleep(for: Self.settling) }
    let began = journal.now
    watched[0].began = began
    if takesTurns, options.run.sampling.aim != nil {
      journal.note("--confidence is about nights, and chooses no pairs where nodes take turns")
    }
    if takesTurns { tell(crew.set, number: 1, kept: [], failing: [], at: began) }
    progress(.watching(paths: crew.pathCount))
    return began
  }

  /// Takes turns until the task is cancelled; returns at once where all nodes are watched all the time.
  func take() async {
    guard takesTurns else { return }
    // A turn's length is from its beginning to that of the next one, whose pods take a while to start.
    var pause = max(options.turn - startTime, options.turn / 2)
    while (try? await Task.sleep(for: pause)) != nil {
      do {
        try await change()
        trouble = nil
        pause = max(options.turn - startTime, options.turn / 2)
      } catch {
        if Task.isCancelled { return }
        await removeUnneeded()
        pause = min(options.turn, Self.pause)
        guard trouble != "\(error)" else { continue }
        trouble = "\(error)"
        let reason = (error as? NotBegun)?.reason ?? Sentence(words: "\(error)")
        announce("it could not begin, and those before stay under watch: \(reason)", number: turns.count + 2)
      }
    }
  }

  /// What is lost so far, and the longest outage.
  func standing() -> (lost: Int, longest: Double) {
    let now = journal.now
    let logs = (seen + watched.flatMap { $0.logs(until: now) }).filter { $0.path.isExpectedToWork == true }.map(\.log)
    return (logs.reduce(0) { $0 + $1.lost }, logs.compactMap { $0.longestOutage?.seconds }.max() ?? 0)
  }

  /// Ends everything that follows pods.
  ///
  /// - Parameter ended: Until when the pods were watched; from then on their silence means nothing.
  func end(at ended: Double) async -> WatchAssembly.Whole {
    for one in watched { await one.crew.end() }
    for one in watched {
      let logs = one.logs(until: ended)
      seen += takesTurns ? logs.map { $0.ofTurn(one.number, from: one.began, until: ended, endsWatch: true) } : logs
      if one.kept == nil, takesTurns { record(one, ended: ended, failing: failing(logs)) }
      unreadable += one.crew.unreadable
    }
    var summary = stay.summary
    (summary.nodes, summary.skippedNodes) = (nodes, skipped)
    return WatchAssembly.Whole(
      seen: seen, turns: takesTurns ? turns : nil, coverage: stay.coverage, summary: summary,
      unreadable: unreadable)
  }

  // MARK: - The change of turns

  private func change() async throws {
    let started = ContinuousClock.now
    guard var rotation else { return }
    let read = try await options.run.reader(client).nodes(options.run)
    let taking = read.taking.filter { stay.pool?.contains($0.metadata.name ?? "") ?? true }
    guard !taking.isEmpty else { throw NotBegun(reason: "no node can take part") }
    let sample = rotation.next(taking.map(NodePlace.init))
    let chosen = Set(sample.nodes)
    let number = sets
    sets += 1
    let count = sample.nodes.count
    for objects in Self.allObjects {
      let first = number * options.nodesAtOnce
      made[objects, default: []].formUnion(first..<first + count)
    }
    let set = try await stay.starter.start(
      taking.filter { chosen.contains($0.metadata.name ?? "") }, sample, number: number)
    guard set.sendsAnything else { throw NotBegun(reason: "none of its pods runs") }
    let crew = try WatchCrew(set, options)
    crew.start(client, options, lifetime: stay.starter.lifetimeLeft, journal)
    await crew.waitUntilBegun()
    try? await Task.sleep(for: Self.settling)
    guard !Task.isCancelled, crew.hasAnyBegun else {
      await crew.end()
      try Task.checkCancellation()
      throw NotBegun(reason: "none of its pods says anything")
    }
    startTime = ContinuousClock.now - started
    self.rotation = rotation
    await hand(over: crew, there: Set((read.taking.compactMap(\.metadata.name)) + read.skipped.keys))
    take(note: set, of: taking, skipped: read.skipped)
    await removeUnneeded()
  }

  /// From now on the crew's set is watched, and of those before what is failing.
  private func hand(over crew: WatchCrew, there: Set<String>) async {
    let now = journal.now
    let logs = watched.map { $0.logs(until: now) }
    var candidates: [KeptSubjects.Candidate] = []
    for (one, logs) in zip(watched, logs) {
      for subject in failing(logs) {
        let open = logs.filter { $0.path.subject == subject && $0.log.isFailing }
        candidates.append(
          .init(
            subject: subject, turn: one.number, times: one.times[subject] ?? 0,
            seconds: open.compactMap { $0.log.outages.last?.seconds }.max() ?? 0))
      }
    }
    let kept = KeptSubjects.choose(candidates, nodes: there, limit: options.keptLimit)
    var left: [Watched] = []
    for (before, logs) in zip(watched, logs) {
      var one = before
      let staying = Set(kept.filter { $0.turn == one.number }.map(\.subject))
      seen += logs.filter { !staying.contains($0.path.subject) }
        .map { $0.ofTurn(one.number, from: one.began, until: now) }
      if one.kept == nil { record(one, ended: now, failing: failing(logs)) }
      one.kept = staying
      for subject in staying { one.times[subject, default: 0] += 1 }
      await one.crew.end(but: Set(staying.map(\.source)))
      if staying.isEmpty { unreadable += one.crew.unreadable } else { left.append(one) }
    }
    let others = left.map { one in
      (facts: one.crew.set.facts, pairs: one.crew.set.overlayPairs.filter { one.kept?.contains($0) == true })
    }
    follow(crew, also: others, isFirst: false)
    for one in left { await one.crew.endOverlay() }
    watched = left + [Watched(crew: crew, number: turns.count + 1, began: now)]
    watchPods()
    let staying = kept.map(\.subject)
    tell(
      crew.set, number: turns.count + 1, kept: staying,
      failing: candidates.map(\.subject).filter { !staying.contains($0) }, at: now)
  }

  /// Tells the record of the nodes that have had their turn, and of the others why not.
  private func take(note set: WatchedSet, of taking: [Node], skipped others: [String: Sentence]) {
    var known = Set(nodes.map(\.name))
    nodes += ClusterSummary.summaries(set.nodes, set.facts).filter { !known.contains($0.name) }
    known.formUnion(set.sample.nodes)
    for node in taking.compactMap(\.metadata.name) { skipped[node] = WatchChoice.noTurn }
    skipped.merge(others) { _, new in new }
    skipped = skipped.filter { !known.contains($0.key) }
  }

  /// The nodes and pairs of which something that should work does not answer.
  private func failing(_ logs: [WatchAssembly.Seen]) -> [Subject] {
    logs.filter { $0.path.isExpectedToWork == true && $0.log.isFailing }.map(\.path.subject).uniqued()
  }

  private func record(_ one: Watched, ended: Double, failing: [Subject]) {
    let others = watched.filter { $0.number != one.number }.flatMap { $0.kept ?? [] }
    turns.append(
      WatchTurn(
        number: one.number, began: one.began, ended: ended, nodes: one.crew.set.sample.nodes,
        targets: one.crew.set.sample.targets, kept: others.sorted { $0.description < $1.description },
        failing: failing))
  }

  private func follow(
    _ crew: WatchCrew, also others: [(facts: ClusterFacts, pairs: [Subject])], isFirst: Bool
  ) {
    var tailscale = crew.set.tailscale
    // Pods of those that stay under watch are there still.
    for one in watched where one.crew !== crew {
      guard let reader = one.crew.set.tailscale else { continue }
      let pods = reader.pods.filter { one.needed.clients.contains($0.key) }
      let all = (tailscale?.pods ?? [:]).merging(pods) { new, _ in new }
      tailscale = all.isEmpty ? nil : TailscaleReader(client: client, pods: all)
    }
    let watcher = TailnetWatcher(reader: options.run.reader(client), tailscale: tailscale, journal: journal)
    crew.followOverlay(watcher, also: others, isFirst: isFirst)
  }

  // MARK: - What is told

  private func tell(_ set: WatchedSet, number: Int, kept: [Subject], failing: [Subject], at: Double) {
    func names(_ subjects: [Subject]) -> String { subjects.map(\.description).told(Self.mostNames) }
    let (sample, all) = (set.sample, set.sample.nodes.told(Self.mostNames))
    var parts: [Sentence] = [
      "\(sample.nodes.count) nodes and \(sample.tested) pairs are watched from now on: \(all)"
    ]
    if !kept.isEmpty { parts.append("\(kept.count) that are failing stay under watch: \(names(kept))") }
    if !failing.isEmpty {
      parts.append("\(failing.count) were still failing when their turn ended: \(names(failing))")
    }
    announce(parts.joined(separator: "; "), number: number, at: at)
  }

  private func announce(_ text: Sentence, number: Int, at: Double? = nil) {
    journal.add([ClusterEvent(at: at ?? journal.now, kind: .turn, object: "\(number)", text: text)])
    progress(.note("turn \(number): \(text)"))
  }

  // MARK: - What is removed

  private static let allObjects: [ProbeFixture.PlacedObjects] =
    [.services, .pods(role: TailscalePods.role)]
    + ProbeRole.allCases.map { ProbeFixture.PlacedObjects.pods(role: $0.rawValue) }

  private func noteMade(_ set: WatchedSet) {
    let places = set.firstPlace..<set.firstPlace + set.nodes.count
    for objects in Self.allObjects { made[objects, default: []].formUnion(places) }
  }

  /// The pods that events are told of: what a turn makes and removes is no event.
  private func watchPods() {
    var names: Set<String> = []
    for one in watched {
      let needed = one.needed
      for (node, pods) in one.crew.set.pods.nodes {
        if needed.clients.contains(node), let pod = try? pods.client.get() { names.insert(pod.reference.name) }
        if needed.servers.contains(node), let pod = try? pods.server.get() { names.insert(pod.reference.name) }
      }
    }
    journal.watchPods(names)
  }

  /// Removes what belongs to no set that is watched. What cannot be removed now is tried again with the next turn, and at
  /// the end of the watch.
  private func removeUnneeded() async {
    var needed: [ProbeFixture.PlacedObjects: Set<Int>] = [:]
    for one in watched {
      let (nodes, set) = (one.needed, one.crew.set)
      needed[.pods(role: ProbeRole.client.rawValue), default: []].formUnion(set.places(nodes.clients))
      needed[.pods(role: TailscalePods.role), default: []].formUnion(set.tailscalePlaces(nodes.clients))
      for objects in [ProbeFixture.PlacedObjects.services, .pods(role: ProbeRole.server.rawValue)] {
        needed[objects, default: []].formUnion(set.places(nodes.servers))
      }
    }
    for objects in Self.allObjects {
      let places = made[objects, default: []].subtracting(needed[objects] ?? [])
      do {
        try await ProbeFixture.remove(
          objects, at: places, of: stay.runID, in: options.run.guest.namespace, client)
        made[objects]?.subtract(places)
      } catch { continue }
    }
  }
}
