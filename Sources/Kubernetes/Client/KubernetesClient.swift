import Foundation

/// A client of one API server. Safe to share; connections are reused and shut down with the last reference.
///
/// Every method honours cancellation of its task and throws ``KubernetesError``.
public final class KubernetesClient: Sendable {
  /// The cluster and user that it talks as.
  public let connection: ClusterConnection
  /// Its limits and deadlines.
  public let options: ClientOptions

  /// Makes a client; no connection is made yet.
  /// - Throws: ``KubernetesError/configuration(problem:remedy:)`` for a server URL or credentials that cannot be used.
  public init(connection: ClusterConnection, options: ClientOptions = .init()) throws {
    self.connection = connection
    self.options = options
  }
}
