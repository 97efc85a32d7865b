import Foundation

extension KubernetesClient {
  /// Reads one object.
  public func get<T: Decodable & Sendable>(_ type: T.Type, _ resource: ResourcePath) async throws -> T {
    fatalError("skeleton")
  }

  /// Reads a collection, page by page, and puts the pages together.
  public func list<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, labelSelector: String? = nil, fieldSelector: String? = nil
  ) async throws -> ResourceList<T> {
    fatalError("skeleton")
  }

  /// Creates an object in the collection `at` and returns it as stored.
  public func create<T: Encodable & Sendable, R: Decodable & Sendable>(
    _ object: T, at resource: ResourcePath, as type: R.Type
  ) async throws -> R {
    fatalError("skeleton")
  }

  /// Replaces the object `at`. With a `resourceVersion` inside, it fails with a conflict if the object has changed.
  ///
  /// The models hold only the fields that netproof needs: replacing what was read with one drops the others. Prefer
  /// ``patch(_:at:as:)`` for objects of others.
  public func replace<T: Encodable & Sendable, R: Decodable & Sendable>(
    _ object: T, at resource: ResourcePath, as type: R.Type
  ) async throws -> R {
    fatalError("skeleton")
  }

  /// Changes the object `at` and returns it as stored.
  public func patch<R: Decodable & Sendable>(
    _ patch: Patch, at resource: ResourcePath, as type: R.Type
  ) async throws -> R {
    fatalError("skeleton")
  }

  /// Deletes one object. Returns when the server has accepted it: a pod may still be terminating.
  public func delete(
    _ resource: ResourcePath, gracePeriodSeconds: Int? = nil, propagation: DeletionPropagation? = nil,
    preconditions: DeletionPreconditions? = nil
  ) async throws {
    fatalError("skeleton")
  }

  /// Deletes all objects of a collection that match the selectors.
  public func deleteCollection(
    _ resource: ResourcePath, labelSelector: String? = nil, fieldSelector: String? = nil,
    gracePeriodSeconds: Int? = nil, propagation: DeletionPropagation? = nil
  ) async throws {
    fatalError("skeleton")
  }

  /// The end of a container's log, as text.
  public func podLog(_ pod: PodReference, tailLines: Int? = nil) async throws -> String {
    fatalError("skeleton")
  }

  /// The server's version.
  public func serverVersion() async throws -> VersionInfo {
    fatalError("skeleton")
  }
}
