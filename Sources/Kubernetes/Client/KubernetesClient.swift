import Foundation
import Synchronization

/// A client of one API server. Safe to share; connections are reused and shut down with the last reference.
///
/// Every method honours cancellation of its task (throwing `CancellationError`) and otherwise throws
/// ``KubernetesError``.
public final class KubernetesClient: Sendable {
  /// The cluster and user that it talks as.
  public let connection: ClusterConnection
  /// Its limits and deadlines.
  public let options: ClientOptions
  let transport: CurlTransport
  let credentials: CredentialProvider
  let rate: RateLimiter
  let execRate: RateLimiter
  let requestLimiter: AsyncLimiter
  let execLimiter: AsyncLimiter
  /// Whether the server has ever answered anything: its address is right then.
  let hasAnswered = Atomic<Bool>(false)
  let ledger = ClientLedger()
  let unansweredCreation = Mutex<ContinuousClock.Instant?>(nil)

  /// Makes a client; no connection is made yet.
  /// - Throws: ``KubernetesError/configuration(problem:remedy:)`` for a server URL that cannot be used.
  public init(connection: ClusterConnection, options: ClientOptions = .init()) throws {
    self.connection = connection
    self.options = options
    let endpoint = try ServerEndpoint(connection)
    do throws(CurlFailure) {
      transport = try CurlTransport(endpoint: endpoint, options: options)
    } catch {
      throw KubernetesError.transport(connection.requestContext("start"), cause: error.message)
    }
    credentials = CredentialProvider(connection)
    rate = RateLimiter(perSecond: options.requestsPerSecond, burst: options.requestBurst)
    execRate = RateLimiter(perSecond: options.execsPerSecond, burst: options.maximumConcurrentExecs)
    requestLimiter = AsyncLimiter(options.maximumConcurrentRequests)
    execLimiter = AsyncLimiter(options.maximumConcurrentExecs)
  }

  /// When a creation last ended without its answer, by cancellation or a broken connection: the server may still store
  /// that object a moment later. `nil` when none did.
  public var lastUnansweredCreation: ContinuousClock.Instant? { unansweredCreation.withLock { $0 } }

  /// What it has asked of the server until now.
  public var cost: ClientCost { ledger.cost }

  /// Headers of every request, REST or exec, besides `Authorization`.
  var commonHeaders: [(name: String, value: String)] {
    guard let impersonation = connection.impersonation else { return [] }
    var headers = [(name: "Impersonate-User", value: impersonation.user)]
    if let uid = impersonation.uid { headers.append(("Impersonate-Uid", uid)) }
    headers += impersonation.groups.map { ("Impersonate-Group", $0) }
    for (key, values) in impersonation.extra.sorted(by: { $0.key < $1.key }) {
      headers += values.map { ("Impersonate-Extra-" + URLText.encode(key), $0) }
    }
    return headers
  }
}
