/// Does the same for many, a limited number of them at the same time: a cluster of a thousand nodes must not be asked
/// everything in one moment.
enum FanOut {
  /// Runs `body` for every item and hands each value to `take` as it comes.
  ///
  /// - Parameters:
  ///   - atOnce: How many run at the same time.
  ///   - jitter: The first ones start at random moments within this time, so that they do not meet on the API server;
  ///     each later one starts when an earlier one has ended.
  ///   - take: Called for one value at a time, in the order in which they come.
  /// - Throws: What `body` throws first; the others are cancelled.
  static func each<Item: Sendable, Value: Sendable>(
    _ items: some Sequence<Item>, atOnce: Int, jitter: Duration = .zero,
    _ body: @escaping @Sendable (Item) async throws -> Value, take: (Value) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Value.self) { group in
      var rest = items.makeIterator()
      for _ in 0..<max(1, atOnce) {
        guard let item = rest.next() else { break }
        let delay = jitter * Double.random(in: 0..<1)
        group.addTask {
          if delay > .zero { try await Task.sleep(for: delay) }
          return try await body(item)
        }
      }
      while let value = try await group.next() {
        take(value)
        if let item = rest.next() { group.addTask { try await body(item) } }
      }
    }
  }

  /// The same for what cannot fail.
  static func each<Item: Sendable, Value: Sendable>(
    _ items: some Sequence<Item>, atOnce: Int, _ body: @escaping @Sendable (Item) async -> Value, take: (Value) -> Void
  ) async {
    await withTaskGroup(of: Value.self) { group in
      var rest = items.makeIterator()
      for _ in 0..<max(1, atOnce) {
        guard let item = rest.next() else { break }
        group.addTask { await body(item) }
      }
      while let value = await group.next() {
        take(value)
        if let item = rest.next() { group.addTask { await body(item) } }
      }
    }
  }
}

/// How many things a run does at the same time. A cluster of a few nodes never reaches these limits.
enum Pace {
  /// Client pods that probe at the same time: the execs of one wave. They mostly wait, so their number costs little here,
  /// but each is a stream through the API server.
  static let probingPods = 128
  /// Nodes whose agents are asked at the same time, each several things.
  static let askedAgents = 32
  /// Objects that are created or deleted at the same time.
  static let changedObjects = 16
  /// Within which the first pods of a wave start, per pod.
  static let jitterPerPod = Duration.milliseconds(10)
}
