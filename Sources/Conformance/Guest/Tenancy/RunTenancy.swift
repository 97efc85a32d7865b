import Kubernetes

/// A run's stay in a cluster: its namespace and its Lease, from the first object to the last.
struct RunTenancy: Sendable {
  let client: KubernetesClient
  let runID: String
  let namespace: String
  private let lease: HeldLease

  /// How long the run's pods may take to be gone when it ends.
  static let removalTimeout = Duration.seconds(45)

  /// Prepares the namespace and takes the Lease.
  ///
  /// - Throws: ``LeaseHeld``, ``GuestError``, ``KubernetesError``.
  static func begin(
    client: KubernetesClient, runID: String, options: GuestOptions, note: @Sendable (String) async -> Void
  ) async throws -> RunTenancy {
    let home = RunNamespace(client: client, name: options.namespace)
    while true {
      try await home.prepare(run: runID, level: options.namespaceLevel)
      do {
        let lease = try await RunLease(
          client: client, namespace: options.namespace, holder: LeaseHolder(runID: runID)
        ).acquire(waiting: options.leaseWait, note: note)
        return RunTenancy(client: client, runID: runID, namespace: options.namespace, lease: lease)
      } catch let error as KubernetesError {
        // The run that was waited for has taken its namespace with it.
        guard try await home.isGoneOrGoing() else { throw error }
      }
    }
  }

  /// Gives signs of life while `body` runs, and cancels it when the Lease is lost.
  ///
  /// - Parameter isEnduring: Only another run's taking the Lease ends `body`, and no silence of the API server.
  /// - Throws: ``LeaseLost``, and what `body` throws.
  func holding<Value: Sendable>(
    isEnduring: Bool = false, _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        do {
          try await lease.keepAlive(isEnduring: isEnduring)
        } catch is CancellationError {}
        return nil
      }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        if let value = ended { return value }
      }
      throw CancellationError()
    }
  }

  /// Removes everything that the run made, waits until it is gone, and lets the Lease go.
  ///
  /// - Parameter mayHaveSets: Whether the run may have made its pods by DaemonSets. Where it cannot, nobody is asked for
  ///   them.
  /// - Throws: What could not be removed; the Lease is let go all the same.
  func end(mayHaveSets: Bool = true) async throws {
    let objects = RunObjects(
      client: client, namespace: namespace, kinds: RunObjects.all.filter { mayHaveSets || !$0.makesPods })
    switch await Result({ try await objects.remove(runs: [runID], timeout: Self.removalTimeout) }) {
    case .success:
      // Deleted with the Lease still held, so that no other run moves in meanwhile. The Lease goes with it.
      if try await RunNamespace(client: client, name: namespace).removeIfMadeByRun() { return }
      try await lease.release()
    case .failure(let error):
      // What is left tells more than a Lease that is over by itself in half a minute.
      try? await lease.release()
      throw error
    }
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous piece of work came to.
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
