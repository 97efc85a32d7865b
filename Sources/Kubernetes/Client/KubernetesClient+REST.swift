import Foundation

extension KubernetesClient {
  /// Reads one object.
  ///
  /// - Parameter urgentWithin: See ``replace(_:at:as:urgentWithin:)``.
  public func get<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, urgentWithin: Duration? = nil
  ) async throws -> T {
    try decode(type, try await send("GET", resource.path, urgentWithin: urgentWithin), of: "GET \(resource)")
  }

  /// Reads a collection, page by page, and puts the pages together.
  ///
  /// A continue token that expires in between (410) starts the list anew, once.
  public func list<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, labelSelector: String? = nil, fieldSelector: String? = nil
  ) async throws -> ResourceList<T> {
    let selectors = Self.selectors(label: labelSelector, field: fieldSelector)
    do {
      return try await pages(type, resource, selectors)
    } catch KubernetesError.gone {
      return try await pages(type, resource, selectors)
    }
  }

  private func pages<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, _ selectors: [(String, String)]
  ) async throws -> ResourceList<T> {
    var items: [T] = []
    var token = ""
    while true {
      var query = selectors + [("limit", String(options.pageSize))]
      if !token.isEmpty { query.append(("continue", token)) }
      let body = try await send("GET", resource.path, query: query)
      let page = try decode(ResourceList<T>.self, body, of: "GET \(resource)")
      items += page.items
      token = page.metadata.continue ?? ""
      if token.isEmpty { return ResourceList(metadata: page.metadata, items: items) }
    }
  }

  /// Creates an object in the collection `at` and returns it as stored.
  ///
  /// It is sent once: after a failure nobody knows whether it is there (``lastUnansweredCreation``).
  ///
  /// - Parameter dryRun: Let admission and validation have their say, and store nothing.
  public func create<T: Encodable & Sendable, R: Decodable & Sendable>(
    _ object: T, at resource: ResourcePath, as type: R.Type, dryRun: Bool = false
  ) async throws -> R {
    let encoded = try KubernetesJSON.encode(object)
    let body: Data
    do {
      body = try await send(
        "POST", resource.path, query: dryRun ? [("dryRun", "All")] : [], contentType: "application/json", body: encoded)
    } catch {
      if !dryRun, Self.leavesOutcomeOpen(error) { unansweredCreation.withLock { $0 = .now } }
      throw error
    }
    return try decode(type, body, of: "POST \(resource)")
  }

  /// Whether a request that ended so may have been carried out.
  private static func leavesOutcomeOpen(_ error: any Error) -> Bool {
    switch error {
    case is CancellationError, KubernetesError.transport, KubernetesError.timeout: true
    case KubernetesError.status(_, let status): (500...599).contains(status.code ?? 0)
    default: false
    }
  }

  /// Posts JSON to a path that is no resource, and is content with any successful answer.
  public func post(_ path: String, _ body: some Encodable & Sendable) async throws {
    _ = try await send(
      "POST", path, contentType: "application/json", body: try KubernetesJSON.encode(body), accept: "*/*")
  }

  /// Replaces the object `at`. With a `resourceVersion` inside, it fails with a conflict if the object has changed.
  ///
  /// The models hold only the fields that netproof needs: replacing what was read with one drops the others. Prefer
  /// ``patch(_:at:as:)`` for objects of others.
  ///
  /// - Parameter urgentWithin: The deadline of a request that does not wait its turn behind others, such as a sign of
  ///   life. It is sent once; trying again is its sender's matter.
  public func replace<T: Encodable & Sendable, R: Decodable & Sendable>(
    _ object: T, at resource: ResourcePath, as type: R.Type, urgentWithin: Duration? = nil
  ) async throws -> R {
    let body = try await send(
      "PUT", resource.path, contentType: "application/json", body: try KubernetesJSON.encode(object),
      urgentWithin: urgentWithin)
    return try decode(type, body, of: "PUT \(resource)")
  }

  /// Changes the object `at` and returns it as stored.
  public func patch<R: Decodable & Sendable>(
    _ patch: Patch, at resource: ResourcePath, as type: R.Type
  ) async throws -> R {
    let body = try await send("PATCH", resource.path, contentType: patch.contentType, body: patch.body)
    return try decode(type, body, of: "PATCH \(resource)")
  }

  /// Deletes one object. Returns when the server has accepted it: a pod may still be terminating. One that is gone when
  /// the request is repeated was deleted by the attempt that seemed to fail.
  public func delete(
    _ resource: ResourcePath, gracePeriodSeconds: Int? = nil, propagation: DeletionPropagation? = nil,
    preconditions: DeletionPreconditions? = nil
  ) async throws {
    let how = DeleteOptions(
      gracePeriodSeconds: gracePeriodSeconds, propagationPolicy: propagation, preconditions: preconditions)
    _ = try await send(
      "DELETE", resource.path, contentType: "application/json", body: try KubernetesJSON.encode(how))
  }

  /// Deletes all objects of a collection that match the selectors.
  public func deleteCollection(
    _ resource: ResourcePath, labelSelector: String? = nil, fieldSelector: String? = nil,
    gracePeriodSeconds: Int? = nil, propagation: DeletionPropagation? = nil
  ) async throws {
    let how = DeleteOptions(gracePeriodSeconds: gracePeriodSeconds, propagationPolicy: propagation)
    _ = try await send(
      "DELETE", resource.path, query: Self.selectors(label: labelSelector, field: fieldSelector),
      contentType: "application/json", body: try KubernetesJSON.encode(how))
  }

  /// The end of a container's log, as text; with `previous` that of the container which ended before the present one.
  public func podLog(_ pod: PodReference, tailLines: Int? = nil, previous: Bool = false) async throws -> String {
    var query: [(String, String)] = []
    if let container = pod.container { query.append(("container", container)) }
    if let tailLines { query.append(("tailLines", String(tailLines))) }
    if previous { query.append(("previous", "true")) }
    let path = ResourcePath.pod(namespace: pod.namespace, name: pod.name).subresource("log").path
    // Logs are text/plain, errors JSON: asking for JSON only would be answered with 406.
    return String(decoding: try await send("GET", path, query: query, accept: "*/*"), as: UTF8.self)
  }

  /// The server's version.
  public func serverVersion() async throws -> VersionInfo {
    try decode(VersionInfo.self, try await send("GET", "/version"), of: "GET /version")
  }

  static func selectors(label: String?, field: String?) -> [(String, String)] {
    [label.map { ("labelSelector", $0) }, field.map { ("fieldSelector", $0) }].compactMap { $0 }
  }
}
