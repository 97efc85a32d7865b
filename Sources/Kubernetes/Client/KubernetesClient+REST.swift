import Foundation

extension KubernetesClient {
  /// Reads one object.
  ///
  /// - Parameter urgentWithin: See ``replace(_:at:as:urgentWithin:)``.
  public func get<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, urgentWithin: Duration? = nil
  ) async throws -> T {
    try await send("GET", resource.path, urgentWithin: urgentWithin) { [self] in
      try decode(type, $0, of: "GET \(resource)")
    }
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
      let page = try await send("GET", resource.path, query: query) { [self] in
        try decode(ResourceList<T>.self, $0, of: "GET \(resource)")
      }
      items += page.items
      token = page.metadata.continue ?? ""
      if token.isEmpty { return ResourceList(metadata: page.metadata, items: items) }
    }
  }

  /// Creates an object in the collection `at` and returns it as stored.
  ///
  /// An attempt that ends without its answer may have stored it (``lastUnansweredCreation``), and is repeated all the
  /// same: where the object is there by then, and carries the labels that it was to have, it is the one.
  ///
  /// - Parameter dryRun: Let admission and validation have their say, and store nothing.
  public func create<T: Encodable & Sendable, R: Decodable & Sendable>(
    _ object: T, at resource: ResourcePath, as type: R.Type, dryRun: Bool = false
  ) async throws -> R {
    let encoded = try KubernetesJSON.encode(object)
    let context = connection.requestContext("POST \(resource)")
    let created: Created<R> = try await send(
      "POST", resource.path, query: dryRun ? [("dryRun", "All")] : [], contentType: "application/json", body: encoded,
      settle: { $0.head.status == 409 ? .present(KubernetesError.from($0, context)) : nil },
      leftOpen: { [self] in if !dryRun { unansweredCreation.withLock { $0 = .now } } },
      read: { [self] in .stored(try decode(type, $0, of: "POST \(resource)")) })
    switch created {
    case .stored(let stored): return stored
    case .present(let conflict):
      guard let wanted = try? KubernetesJSON.decode(Headed.self, from: encoded).metadata, let name = wanted.name else {
        throw conflict
      }
      let path = resource.named(name)
      let present = try await get(Headed.self, path).metadata
      guard present?.labels == wanted.labels else { throw conflict }
      return try await get(type, path)
    }
  }

  /// How a creation ended.
  private enum Created<R: Sendable>: Sendable {
    case stored(R)
    /// An object of this name is there, and an earlier attempt may have made it.
    case present(KubernetesError)
  }

  /// As much of any object as tells whose it is.
  private struct Headed: Decodable { var metadata: ObjectMeta? }

  /// Posts JSON to a path that is no resource, and is content with any successful answer.
  public func post(_ path: String, _ body: some Encodable & Sendable) async throws {
    _ = try await send(
      "POST", path, contentType: "application/json", body: try KubernetesJSON.encode(body), accept: "*/*")
  }

  /// Replaces the object `at`. With a `resourceVersion` inside, it fails with a conflict if the object has changed.
  ///
  /// With a version inside, a repeated attempt meets a conflict where an earlier one was carried out without its answer.
  ///
  /// The models hold only the fields that netproof needs: replacing what was read with one drops the others. Prefer
  /// ``patch(_:at:as:)`` for objects of others.
  ///
  /// - Parameter urgentWithin: The deadline of a request that does not wait its turn behind others, such as a sign of
  ///   life. It is sent once; trying again is its sender's matter.
  public func replace<T: Encodable & Sendable, R: Decodable & Sendable>(
    _ object: T, at resource: ResourcePath, as type: R.Type, urgentWithin: Duration? = nil
  ) async throws -> R {
    try await send(
      "PUT", resource.path, contentType: "application/json", body: try KubernetesJSON.encode(object),
      urgentWithin: urgentWithin
    ) { [self] in try decode(type, $0, of: "PUT \(resource)") }
  }

  /// Changes the object `at` and returns it as stored. Applied twice, the patch must come to the same: it may be repeated.
  public func patch<R: Decodable & Sendable>(
    _ patch: Patch, at resource: ResourcePath, as type: R.Type
  ) async throws -> R {
    try await send("PATCH", resource.path, contentType: patch.contentType, body: patch.body) { [self] in
      try decode(type, $0, of: "PATCH \(resource)")
    }
  }

  /// Deletes one object. Returns when the server has accepted it: a pod may still be terminating. One that is gone when
  /// the request is repeated was deleted by the attempt that seemed to fail.
  public func delete(
    _ resource: ResourcePath, gracePeriodSeconds: Int? = nil, propagation: DeletionPropagation? = nil,
    preconditions: DeletionPreconditions? = nil
  ) async throws {
    let how = DeleteOptions(
      gracePeriodSeconds: gracePeriodSeconds, propagationPolicy: propagation, preconditions: preconditions)
    try await send(
      "DELETE", resource.path, contentType: "application/json", body: try KubernetesJSON.encode(how),
      settle: { $0.head.status == 404 ? () : nil }
    ) { _ in }
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
    try await send("GET", "/version") { [self] in try decode(VersionInfo.self, $0, of: "GET /version") }
  }

  static func selectors(label: String?, field: String?) -> [(String, String)] {
    [label.map { ("labelSelector", $0) }, field.map { ("fieldSelector", $0) }].compactMap { $0 }
  }
}
