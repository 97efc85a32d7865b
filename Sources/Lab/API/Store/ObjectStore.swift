import Foundation
import Synchronization

/// The objects of the cluster, with one revision counter and a bounded memory of changes, as etcd behind an API server.
///
/// Every operation is short and atomic, so that controllers can read, decide and write without races.
final class ObjectStore: Sendable {
  let registry: ResourceRegistry
  private let state: Mutex<State>
  private let now: @Sendable () -> Date

  struct State {
    var revision: UInt64
    var objects: [ResourceKey: [ObjectName: JSONValue]] = [:]
    var history: [StoreChange] = []
    /// Watches can start after this revision; older changes are forgotten.
    var compactedRevision: UInt64
    /// Those that have ended are forgotten at the next change. They must not take themselves out when their task is
    /// cancelled: a cancellation handler runs under the task's own lock, which `yield` needs under the store's.
    var watchers: [AsyncStream<StoreChange>.Continuation] = []
    let historyLimit: Int
  }

  /// - Parameters:
  ///   - historyLimit: How many changes are kept for watches that start in the past.
  ///   - now: The clock of `creationTimestamp`.
  init(registry: ResourceRegistry = .lab, historyLimit: Int = 4096, now: @escaping @Sendable () -> Date = { Date() }) {
    self.registry = registry
    self.now = now
    // A real cluster's first revisions are used up by its own start; clients rely on "1" being in the past.
    state = Mutex(State(revision: 100, compactedRevision: 100, historyLimit: historyLimit))
  }

  /// The revision of the last change.
  var revision: UInt64 { state.withLock { $0.revision } }

  /// One object, or nil.
  func get(_ resource: ResourceKey, namespace: String? = nil, name: String) -> JSONValue? {
    state.withLock { $0.objects[resource]?[ObjectName(namespace: namespace, name: name)] }
  }

  /// All selected objects in the order of namespace and name.
  func list(_ filter: ObjectFilter) -> [JSONValue] {
    snapshot(filter).objects
  }

  /// All objects of a resource.
  func list(_ resource: ResourceKey, namespace: String? = nil) -> [JSONValue] {
    list(ObjectFilter(resource: resource, namespace: namespace))
  }

  /// Selected objects together with the revision they are of.
  func snapshot(_ filter: ObjectFilter) -> (objects: [JSONValue], revision: UInt64) {
    let (all, revision) = state.withLock { ($0.objects[filter.resource] ?? [:], $0.revision) }
    let selected = all.filter { filter.matches($0.value) }.sorted { $0.key < $1.key }
    return (selected.map(\.value), revision)
  }

  /// Adds an object: gives it a uid, a name (from `generateName`), a creation time and a revision.
  @discardableResult
  func create(_ resource: ResourceKey, _ object: JSONValue, dryRun: Bool = false) throws(APIStatus) -> JSONValue {
    guard let type = registry[resource] else { throw .notFound(resource.plural, group: resource.group, name: "") }
    var object = object
    if object["metadata"]["name"].isEmpty, let prefix = object["metadata"]["generateName"].string {
      object["metadata"]["name"] = .string(prefix + RandomName.suffix())
    }
    object["metadata"]["uid"] = .string(UUID().uuidString.lowercased())
    object["metadata"]["creationTimestamp"] = .string(Timestamp.text(now()))
    object["metadata"]["deletionTimestamp"] = .null
    object["metadata"]["deletionGracePeriodSeconds"] = .null
    object["metadata"]["resourceVersion"] = .null
    if type.hasGeneration { object["metadata"]["generation"] = 1 }
    let name = ObjectName(of: object)
    let result = object
    return try locked { state throws(APIStatus) in
      guard state.objects[resource]?[name] == nil else {
        throw .alreadyExists(resource.plural, group: resource.group, name: name.name)
      }
      if dryRun { return result }
      return state.commit(resource, name, before: nil, after: result)
    }
  }

  /// Changes an object in place. `transform` sees the present object and returns the wanted one; a `resourceVersion` or
  /// `uid` in it that differs from the present one is a conflict. No change keeps the revision.
  @discardableResult
  func update(
    _ resource: ResourceKey, namespace: String? = nil, name: String, dryRun: Bool = false,
    transform: (JSONValue) throws(APIStatus) -> JSONValue
  ) throws(APIStatus) -> JSONValue {
    let key = ObjectName(namespace: namespace, name: name)
    let hasGeneration = registry[resource]?.hasGeneration ?? false
    return try locked { state throws(APIStatus) in
      guard let present = state.objects[resource]?[key] else {
        throw .notFound(resource.plural, group: resource.group, name: name)
      }
      var wanted = try transform(present)
      let (old, new) = (present["metadata"], wanted["metadata"])
      if let asked = new["resourceVersion"].string, !asked.isEmpty, asked != old["resourceVersion"].string {
        throw .conflict(resource.plural, group: resource.group, name: name)
      }
      if let asked = new["uid"].string, !asked.isEmpty, asked != old["uid"].string {
        throw .conflict(
          resource.plural, group: resource.group, name: name,
          why: "Precondition failed: UID in precondition: \(asked), UID in object meta: \(old["uid"].string ?? "")")
      }
      for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation"] {
        wanted["metadata"][field] = old[field]
      }
      if !old["deletionTimestamp"].isEmpty {
        wanted["metadata"]["deletionTimestamp"] = old["deletionTimestamp"]
      }
      if wanted == present { return present }
      if hasGeneration, Self.specification(wanted) != Self.specification(present) {
        wanted["metadata"]["generation"] = .int((old["generation"].int ?? 0) + 1)
      }
      if dryRun { return wanted }
      if !wanted["metadata"]["deletionTimestamp"].isEmpty, wanted["metadata"]["finalizers"].isEmpty,
        !old["finalizers"].isEmpty
      {
        return state.commit(resource, key, before: present, after: nil)
      }
      return state.commit(resource, key, before: present, after: wanted)
    }
  }

  /// Removes an object at once, when it still has the given uid. Returns its last state, or nil when there was none.
  @discardableResult
  func remove(_ resource: ResourceKey, namespace: String? = nil, name: String, uid: String? = nil) -> JSONValue? {
    let key = ObjectName(namespace: namespace, name: name)
    return state.withLock { state in
      guard let present = state.objects[resource]?[key] else { return nil }
      if let uid, present["metadata"]["uid"].string != uid { return nil }
      return state.commit(resource, key, before: present, after: nil)
    }
  }

  /// Every change after `revision`, as they come; `nil` from now on. Throws 410 when the past is forgotten.
  ///
  /// The stream ends when its consumer is cancelled.
  func changes(after revision: UInt64?) throws(APIStatus) -> AsyncStream<StoreChange> {
    let (stream, continuation) = AsyncStream.makeStream(of: StoreChange.self)
    try locked { state throws(APIStatus) in
      if let revision {
        guard revision >= state.compactedRevision else {
          throw .watchExpired(asked: revision, oldest: state.compactedRevision)
        }
        for change in state.history where change.revision > revision {
          continuation.yield(change)
        }
      }
      state.watchers.append(continuation)
    }
    return stream
  }

  /// The present objects of a resource and all changes after a revision; nil when they are forgotten.
  func past(of resource: ResourceKey, since revision: UInt64) -> (
    objects: [ObjectName: JSONValue], changes: [StoreChange]
  )? {
    state.withLock { state in
      guard revision >= state.compactedRevision, revision <= state.revision else { return nil }
      return (state.objects[resource] ?? [:], state.history.filter { $0.revision > revision })
    }
  }

  /// The revision before which nothing is remembered.
  var compactedRevision: UInt64 { state.withLock { $0.compactedRevision } }

  /// All that `generation` counts: everything but metadata and status.
  private static func specification(_ object: JSONValue) -> JSONValue {
    var object = object
    object["metadata"] = .null
    object["status"] = .null
    return object
  }

  /// `withLock` whose error type is the API's.
  private func locked<Result: Sendable>(
    _ body: (inout State) throws(APIStatus) -> Result
  ) throws(APIStatus) -> Result {
    let outcome: Swift.Result<Result, APIStatus> = state.withLock { state in
      do throws(APIStatus) {
        return .success(try body(&state))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}

extension ObjectStore.State {
  /// Makes a change, remembers it and tells the watchers. Returns the object after it, or the last state of a removed
  /// one with the revision of its removal.
  mutating func commit(
    _ resource: ResourceKey, _ name: ObjectName, before: JSONValue?, after: JSONValue?
  ) -> JSONValue {
    revision += 1
    var object = after ?? before ?? .null
    object["metadata"]["resourceVersion"] = .string(String(revision))
    objects[resource, default: [:]][name] = after == nil ? nil : object
    let change = StoreChange(
      revision: revision, resource: resource, before: before, after: after == nil ? nil : object)
    history.append(change)
    if history.count > historyLimit {
      // A quarter at once: removing from the front of an array moves all the rest.
      let count = max(1, historyLimit / 4)
      compactedRevision = history[count - 1].revision
      history.removeFirst(count)
    }
    watchers.removeAll { watcher in
      if case .terminated = watcher.yield(change) { return true }
      return false
    }
    return object
  }
}

/// The name of an object inside its resource; ordered as the API server lists.
struct ObjectName: Sendable, Hashable, Comparable {
  var namespace: String
  var name: String

  init(namespace: String?, name: String) {
    self.namespace = namespace ?? ""
    self.name = name
  }

  init(of object: JSONValue) {
    self.init(namespace: object["metadata"]["namespace"].string, name: object["metadata"]["name"].string ?? "")
  }

  static func < (left: ObjectName, right: ObjectName) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}

/// Names as Kubernetes makes them up: no vowels, nothing that looks like another character.
enum RandomName {
  private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")

  /// The five characters after `generateName`.
  static func suffix(length: Int = 5) -> String {
    String((0..<length).compactMap { _ in alphabet.randomElement() })
  }

  /// A stable short name of a text, as `pod-template-hash` and `controller-revision-hash` are.
  static func hash(_ text: String, length: Int = 9) -> String {
    var value = FNV1a.hash(text)
    var result = ""
    while result.count < length {
      // One step of splitmix64 a character: the low bits of FNV alone repeat.
      value &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      result.append(alphabet[Int((mixed ^ (mixed >> 31)) % UInt64(alphabet.count))])
    }
    return result
  }
}
