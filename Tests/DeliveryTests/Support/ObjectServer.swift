import Foundation
import Kubernetes
import ScriptedServer
import Synchronization

/// As much of an API server as a delivery sees: objects with versions that a stale one cannot replace, discovery, and
/// refusals on demand.
final class ObjectServer: Sendable {
  struct State: Sendable {
    /// Path → object.
    fileprivate var objects: [String: Data] = [:]
    fileprivate var version = 0
    /// Groups with versions whose resources there are: `openreports.io/v1alpha1` → `reports`.
    fileprivate var groups: [String: String] = [:]
    fileprivate var refusals: [Refusal] = []
    /// Is done when the path was read.
    fileprivate var afterRead: [String: @Sendable (inout State) -> Void] = [:]
    fileprivate(set) var requests: [String] = []

    /// Puts an object there, as somebody else would.
    mutating func put(_ path: String, _ object: [String: Any]) {
      version += 1
      var object = object
      var metadata = object["metadata"] as? [String: Any] ?? [:]
      metadata["resourceVersion"] = String(version)
      metadata["uid"] = metadata["uid"] ?? "uid-\(version)"
      object["metadata"] = metadata
      objects[path] = try? JSONSerialization.data(withJSONObject: object)
    }

    /// Changes an object, as somebody else would.
    mutating func touch(_ path: String) { if let object = object(path) { put(path, object) } }

    /// Does something the moment after `path` is read for the next time.
    mutating func whenRead(_ path: String, _ work: @escaping @Sendable (inout State) -> Void) { afterRead[path] = work }

    fileprivate func object(_ path: String) -> [String: Any]? {
      objects[path].flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
    }
  }

  fileprivate struct Refusal: Sendable {
    var method: String
    var path: String
    /// So many are let through first.
    var after: Int
    var times: Int
  }

  private let state: Arc
  private let server: ScriptedServer

  /// Is held by the server's thread too.
  private final class Arc: Sendable { let state = Mutex(State()) }

  init(groups: [String: String] = [:]) throws {
    let arc = Arc()
    arc.state.withLock { $0.groups = groups }
    state = arc
    server = try ScriptedServer { request in arc.state.withLock { $0.answer(request) } }
  }

  deinit { server.stop() }

  func client() throws -> KubernetesClient {
    try KubernetesClient(
      connection: ClusterConnection(contextName: "scripted", server: server.url),
      options: ClientOptions(userAgent: "netproof"))
  }

  /// What was asked for: `METHOD path`.
  var requests: [String] { state.state.withLock { $0.requests } }

  /// Refuses (403) the next requests of this kind, `after` so many.
  func refuse(_ method: String, _ path: String, after: Int = 0, times: Int = .max) {
    state.state.withLock { $0.refusals.append(Refusal(method: method, path: path, after: after, times: times)) }
  }

  func refuseNothing() { state.state.withLock { $0.refusals = [] } }

  /// Does something the moment after `path` is read for the next time.
  func afterRead(_ path: String, _ work: @escaping @Sendable (inout State) -> Void) {
    state.state.withLock { $0.whenRead(path, work) }
  }

  /// The objects of a collection, in the order in which they were made.
  func all<T: Decodable>(_ type: T.Type, in collection: String) throws -> [T] {
    let objects = state.state.withLock { state in
      state.objects.filter { $0.key.hasPrefix(collection + "/") }.sorted { $0.key < $1.key }.map(\.value)
    }
    return try objects.map { try JSONDecoder().decode(type, from: $0) }
  }
}

extension ObjectServer.State {
  fileprivate mutating func answer(_ request: ScriptedServer.Request) -> ScriptedServer.Answer {
    requests.append("\(request.method) \(request.path)")
    if isRefused(request) { return failure(403, "Forbidden", "refused by the test") }
    let group = request.path.split(separator: "/").dropFirst().joined(separator: "/")
    switch request.method {
    case "GET" where request.path.hasPrefix("/apis/") && request.path.split(separator: "/").count == 3:
      guard let plural = groups[group] else { return failure(404, "NotFound", "no such group") }
      return .response(200, #"{"kind":"APIResourceList","resources":[{"name":"\#(plural)"}]}"#)
    case "GET":
      let object = objects[request.path]
      afterRead.removeValue(forKey: request.path)?(&self)
      return object.map { Self.found($0) } ?? failure(404, "NotFound", "no such object")
    case "POST": return create(request)
    case "PUT": return replace(request)
    default: return failure(405, "MethodNotAllowed", "not by this server")
    }
  }

  private mutating func create(_ request: ScriptedServer.Request) -> ScriptedServer.Answer {
    guard var (object, metadata) = Self.parts(request.body) else { return failure(400, "BadRequest", "no object") }
    // Sorts by age.
    let made = (metadata["generateName"] as? String).map { $0 + String(1_000_000 + version) }
    guard let name = metadata["name"] as? String ?? made else { return failure(422, "Invalid", "no name") }
    let path = "\(request.path)/\(name)"
    guard objects[path] == nil else { return failure(409, "AlreadyExists", "there is one") }
    metadata["name"] = name
    object["metadata"] = metadata
    put(path, object)
    return Self.found(objects[path] ?? Data(), 201)
  }

  private mutating func replace(_ request: ScriptedServer.Request) -> ScriptedServer.Answer {
    guard let (object, metadata) = Self.parts(request.body) else { return failure(400, "BadRequest", "no object") }
    guard let present = self.object(request.path)?["metadata"] as? [String: Any] else {
      return failure(404, "NotFound", "no such object")
    }
    guard metadata["resourceVersion"] as? String == present["resourceVersion"] as? String else {
      return failure(409, "Conflict", "the object has been modified")
    }
    put(request.path, object)
    return Self.found(objects[request.path] ?? Data())
  }

  private mutating func isRefused(_ request: ScriptedServer.Request) -> Bool {
    for index in refusals.indices
    where refusals[index].method == request.method && refusals[index].path == request.path {
      if refusals[index].after > 0 {
        refusals[index].after -= 1
      } else if refusals[index].times > 0 {
        refusals[index].times -= 1
        return true
      }
    }
    return false
  }

  private static func parts(_ body: Data) -> (object: [String: Any], metadata: [String: Any])? {
    guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { return nil }
    return (object, object["metadata"] as? [String: Any] ?? [:])
  }

  private static func found(_ object: Data, _ status: Int = 200) -> ScriptedServer.Answer {
    .response(status, String(decoding: object, as: UTF8.self))
  }

  private func failure(_ code: Int, _ reason: String, _ message: String) -> ScriptedServer.Answer {
    let text =
      #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"\#(message)","reason":"\#(reason)","code":\#(code)}"#
    return .response(code, text)
  }
}
