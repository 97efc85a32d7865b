import Foundation
import Kubernetes

/// Tells a run that goes on from one that was killed: its namespace says until when it counts as alive, and the run
/// moves that moment on while it lasts.
enum RunLifetime {
  /// Holds the moment, as RFC 3339 time.
  static let annotation = "netproof.dev/expires"
  /// How long a run counts as alive after its last sign of life. Long enough for clocks that differ a little and an
  /// API server that is away for a while.
  static let duration: TimeInterval = 600
  /// How often a run gives a sign of life.
  static let interval: Duration = .seconds(120)
  /// When a namespace without a readable annotation has expired: its pods are dead by then (`activeDeadlineSeconds`).
  static let withoutAnnotation: TimeInterval = 3600

  static func annotations(at now: Date) -> [String: String] {
    [annotation: now.addingTimeInterval(duration).formatted(.iso8601)]
  }
}

/// The signs of life of a run.
struct RunHeartbeat: Sendable {
  let client: KubernetesClient
  let namespace: String

  private struct Change: Encodable {
    struct Metadata: Encodable { var annotations: [String: String] }
    var metadata: Metadata
  }

  /// Moves the moment on until the task is cancelled or the namespace is gone; `note` gets the first failure.
  func run(every interval: Duration = RunLifetime.interval, note: (String) async -> Void) async {
    var hasFailed = false
    while !Task.isCancelled {
      do {
        try await Task.sleep(for: interval)
        try await beat()
      } catch is CancellationError {
        return
      } catch KubernetesError.notFound {
        return
      } catch {
        if !hasFailed {
          await note(
            "namespace \(namespace) could not be marked as in use, so that another run may remove it: \(error)")
        }
        hasFailed = true
      }
    }
  }

  /// One sign of life.
  func beat(at now: Date = Date()) async throws {
    let change = Change(metadata: .init(annotations: RunLifetime.annotations(at: now)))
    _ = try await client.patch(.merge(change), at: .namespace(namespace), as: Namespace.self)
  }
}
