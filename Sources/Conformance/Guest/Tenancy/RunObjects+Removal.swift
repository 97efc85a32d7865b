import Kubernetes
import Synchronization

extension RunObjects {
  /// How long a server may take to store an object whose creation was given up. It ends such requests with their
  /// connection; what is past that point is a matter of milliseconds.
  static let creationSettles = Duration.seconds(2)

  /// What is known of a removal while it goes on.
  private struct Standing: Sendable {
    /// What was found last; `nil` when nobody could look yet.
    var left: [Found]?
    /// Why the last attempt came to nothing, if it did.
    var trouble: KubernetesError?
  }

  /// Deletes what runs have until nothing of it is left: a server that is away for a while comes back, and a request
  /// that was under way when its run ended may make a pod after the others were deleted.
  ///
  /// - Throws: ``ScenarioError`` with what is still there when the time is up; at once, what waiting does not cure.
  func remove(runs: Set<String>, timeout: Duration) async throws {
    let standing = Mutex(Standing())
    let tell: @Sendable (Standing) -> Void = { now in standing.withLock { $0 = now } }
    let isDone = try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await removeUntilGone(runs, tell)
        return true
      }
      group.addTask {
        try await Task.sleep(for: timeout)
        return false
      }
      defer { group.cancelAll() }
      return try await group.next() ?? false
    }
    if !isDone { throw overdue(runs, standing.withLock { $0 }, timeout) }
  }

  private func removeUntilGone(_ runs: Set<String>, _ tell: @Sendable (Standing) -> Void) async throws {
    var standing = Standing()
    var isToDelete = true
    var pause = Duration.milliseconds(100)
    while true {
      do {
        if isToDelete { for run in runs.sorted() { try await delete(run: run) } }
        isToDelete = false
        let left = try await find(run: runs.count == 1 ? runs.first : nil).filter { runs.contains($0.run) }
        standing = Standing(left: left)
        if left.isEmpty, isSettled { return }
        // Deleting again what is on its way out would only cost the server.
        isToDelete = left.contains { !$0.isTerminating }
      } catch let error as KubernetesError where error.isTransient {
        standing.trouble = error
      }
      tell(standing)
      try await Task.sleep(for: pause)
      pause = min(pause * 1.5, .seconds(1))
    }
  }

  /// Whether everything that was sent has either become an object or never will.
  private var isSettled: Bool {
    client.lastUnansweredCreation.map { $0 + Self.creationSettles < .now } ?? true
  }

  private func overdue(_ runs: Set<String>, _ standing: Standing, _ timeout: Duration) -> ScenarioError {
    let counted = Self.count(standing.left ?? []).sorted { $0.key < $1.key }
    let what =
      counted.isEmpty
      ? "what run \(runs.sorted().joined(separator: ", ")) has made"
      : counted.map { "\(Leftover.describe($0.value)) of run \($0.key)" }.joined(separator: ", ")
    let why =
      standing.trouble.map { "not removed within \(timeout). The last attempt: \($0)." }
      ?? "deleted, but still there after \(timeout). A node that is out of reach keeps its pods until it is back."
    return ScenarioError("\(what) in namespace \(namespace): \(why) `netproof cleanup` goes on with it.")
  }
}
