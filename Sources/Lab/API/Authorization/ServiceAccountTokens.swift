import Foundation
import Synchronization

/// The tokens that the lab has issued to service accounts (`TokenRequest`). They live as long as the lab.
final class ServiceAccountTokens: Sendable {
  private struct Issued {
    var namespace: String
    var name: String
    /// A token dies with its account: one of the same name that is made later is another.
    var uid: String
    var expiry: Date
  }

  private let issued = Mutex<[String: Issued]>([:])

  /// As a real server: at least ten minutes.
  private static let shortest = 600
  private static let usual = 3600

  /// A token for an account, and when it expires.
  func issue(for account: JSONValue, seconds: Int?, now: Date) -> (token: String, expiry: Date) {
    let token = "lab." + (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    let expiry = now.addingTimeInterval(TimeInterval(max(Self.shortest, seconds ?? Self.usual)))
    let metadata = account["metadata"]
    issued.withLock {
      $0[token] = Issued(
        namespace: metadata["namespace"].string ?? "", name: metadata["name"].string ?? "",
        uid: metadata["uid"].string ?? "", expiry: expiry)
    }
    return (token, expiry)
  }

  /// Whose token it is; nil for one that is unknown or expired, or whose account is gone.
  func user(of token: String, store: ObjectStore, now: Date) -> APIUser? {
    guard let known = issued.withLock({ $0[token] }), known.expiry > now,
      let account = store.get(.serviceAccounts, namespace: known.namespace, name: known.name),
      account["metadata"]["uid"].string == known.uid
    else { return nil }
    return .serviceAccount(namespace: known.namespace, name: known.name)
  }
}

extension APIUser {
  /// The user that a service account's token stands for.
  static func serviceAccount(namespace: String, name: String) -> APIUser {
    APIUser(
      name: "system:serviceaccount:\(namespace):\(name)",
      groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"])
  }

  /// Whether the user has said who they are.
  var isAuthenticated: Bool { groups.contains("system:authenticated") }
}

extension APIFacade {
  /// `POST …/serviceaccounts/NAME/token`.
  func issueToken(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    guard let name = target.name,
      let account = store.get(target.type.key, namespace: target.namespace, name: name)
    else { throw target.notFound }
    let isProtobuf = RequestBody.mediaType(request) == ProtobufBody.mediaType
    guard var answer = isProtobuf ? ProtobufBody.object(request.body) : try? JSONValue(parsing: request.body) else {
      throw .badRequest("the body is no TokenRequest")
    }
    let (token, expiry) = tokens.issue(for: account, seconds: answer["spec"]["expirationSeconds"].int, now: now())
    answer["kind"] = "TokenRequest"
    answer["apiVersion"] = "authentication.k8s.io/v1"
    answer["metadata"]["name"] = .string(name)
    answer["metadata"]["namespace"] = target.namespace.map { .string($0) } ?? .null
    answer["status"] = ["token": .string(token), "expirationTimestamp": .string(expiry.formatted(.iso8601))]
    return .json(answer, status: 201)
  }
}
