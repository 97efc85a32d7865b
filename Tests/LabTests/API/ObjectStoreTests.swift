import Foundation
import Synchronization
import Testing

@testable import Lab

@Suite("Object store")
struct ObjectStoreTests {
  private func configMap(_ name: String, _ value: String = "1", labels: [String: String] = [:]) -> JSONValue {
    [
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": ["name": .string(name), "namespace": "probe", "labels": JSONValue(labels)],
      "data": ["k": .string(value)],
    ]
  }

  private func change(_ store: ObjectStore, _ name: String, to value: String) throws {
    try store.update(.configMaps, namespace: "probe", name: name) { object in
      var object = object
      object["data"]["k"] = .string(value)
      return object
    }
  }

  @Test("Every change has a revision of its own; no change keeps it")
  func revisions() throws {
    let store = ObjectStore()
    let created = try store.create(.configMaps, configMap("a"))
    #expect(created["metadata"]["resourceVersion"].string == String(store.revision))
    #expect(!created.uid.isEmpty)
    let before = store.revision
    try change(store, "a", to: "1")
    #expect(store.revision == before)
    try change(store, "a", to: "2")
    #expect(store.revision == before + 1)
  }

  @Test("Names are unique, generated names are made up")
  func names() throws {
    let store = ObjectStore()
    try store.create(.configMaps, configMap("a"))
    #expect(throws: APIStatus.alreadyExists("configmaps", group: "", name: "a")) {
      try store.create(.configMaps, configMap("a"))
    }
    var generated = configMap("")
    generated["metadata"]["generateName"] = "x-"
    let name = try store.create(.configMaps, generated).name
    #expect(name.hasPrefix("x-") && name.count == 7)
  }

  @Test("generation counts changes of the specification, not of the status")
  func generation() throws {
    let store = ObjectStore()
    try store.create(
      .daemonSets,
      ["apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "d", "namespace": "n"], "spec": ["a": 1]])
    func update(_ path: String) throws -> Int? {
      try store.update(.daemonSets, namespace: "n", name: "d") { object in
        var object = object
        object[path]["a"] = .int((object[path]["a"].int ?? 0) + 1)
        return object
      }["metadata"]["generation"].int
    }
    #expect(try update("status") == 1)
    #expect(try update("spec") == 2)
  }

  @Test("A removed object is gone, and a watch sees its last state with a new revision")
  func removal() async throws {
    let store = ObjectStore()
    try store.create(.configMaps, configMap("a"))
    let changes = try store.changes(after: store.revision)
    store.remove(.configMaps, namespace: "probe", name: "a")
    #expect(store.get(.configMaps, namespace: "probe", name: "a") == nil)
    #expect(store.list(.configMaps).isEmpty)
    var iterator = changes.makeAsyncIterator()
    let change = try #require(await iterator.next())
    let event = try #require(ObjectFilter(resource: .configMaps).event(for: change))
    #expect(event.type == .deleted)
    #expect(event.object["metadata"]["resourceVersion"].string == String(store.revision))
  }

  @Test("A watch from the past sees what it missed; a forgotten past is a 410")
  func past() async throws {
    let store = ObjectStore(historyLimit: 8)
    try store.create(.configMaps, configMap("a"))
    let start = store.revision
    try change(store, "a", to: "2")
    try change(store, "a", to: "3")
    var seen: [String] = []
    for await change in try store.changes(after: start) {
      seen.append(change.after?["data"]["k"].string ?? "")
      if seen.count == 2 { break }
    }
    #expect(seen == ["2", "3"])
    for value in 4..<20 { try change(store, "a", to: String(value)) }
    #expect(throws: APIStatus.watchExpired(asked: start, oldest: store.compactedRevision)) {
      _ = try store.changes(after: start)
    }
  }

  @Test("An object that leaves the selection is deleted for the watcher, one that enters is added")
  func selectionEvents() {
    let filter = ObjectFilter(resource: .configMaps, labels: LabelSelector(matching: ["app": "x"]))
    let (inside, outside) = (configMap("a", labels: ["app": "x"]), configMap("a", labels: ["app": "y"]))
    func event(_ before: JSONValue?, _ after: JSONValue?) -> WatchEvent.Kind? {
      filter.event(for: StoreChange(revision: 7, resource: .configMaps, before: before, after: after))?.type
    }
    #expect(event(inside, outside) == .deleted)
    #expect(event(outside, inside) == .added)
    #expect(event(inside, inside) == .modified)
    #expect(event(outside, outside) == nil)
    #expect(event(inside, nil) == .deleted)
  }

  @Test("Pages of a list are of one revision although the objects change in between")
  func pages() async throws {
    let facade = try APIFacade.empty()
    for name in ["a", "b", "c"] { try facade.store.create(.configMaps, configMap(name)) }
    let path = "/api/v1/namespaces/probe/configmaps?limit=2"
    let first = try await facade.send("GET", path)
    #expect(first.body["items"].array.map(\.name) == ["a", "b"])
    #expect(first.body["metadata"]["remainingItemCount"].int == 1)
    facade.store.remove(.configMaps, namespace: "probe", name: "c")
    let token = try #require(first.body["metadata"]["continue"].string)
    let second = try await facade.send("GET", "\(path)&continue=\(token)")
    #expect(second.body["items"].array.map(\.name) == ["c"])
    #expect(second.body["metadata"]["resourceVersion"] == first.body["metadata"]["resourceVersion"])
    #expect(second.body["metadata"]["continue"] == .null)
  }

  @Test("An object with finalizers stays until they are gone")
  func finalizers() async throws {
    let facade = try APIFacade.empty()
    var object = configMap("a")
    object["metadata"]["finalizers"] = ["netproof.dev/wait"]
    try facade.store.create(.configMaps, object)
    let path = "/api/v1/namespaces/probe/configmaps/a"
    #expect(try await !facade.send("DELETE", path).body["metadata"]["deletionTimestamp"].isEmpty)
    let patch: JSONValue = ["metadata": ["finalizers": .null]]
    _ = try await facade.send("PATCH", path, patch, type: "application/merge-patch+json")
    #expect(try await facade.send("GET", path).status == 404)
  }

  /// Found as a lab whose API answered nobody any more: a cancellation handler waited for the store's lock under the
  /// task's own, and a change waited for the task's lock under the store's.
  @Test("Watches that are given up while objects change never block the store", .timeLimit(.minutes(2)))
  func givenUpWatches() async throws {
    let store = ObjectStore()
    let object = configMap("a")
    let isOver = Atomic(false)
    Thread.detachNewThread {
      while !isOver.load(ordering: .relaxed) {
        _ = try? store.create(.configMaps, object)
        store.remove(.configMaps, namespace: "probe", name: "a")
        usleep(100)
      }
    }
    for _ in 0..<100 {
      let changes = try store.changes(after: nil)
      let watch = Task { for await _ in changes {} }
      try await Task.sleep(for: .microseconds(200))
      watch.cancel()
      await watch.value
    }
    isOver.store(true, ordering: .relaxed)
    // A store that is blocked does not even answer this.
    #expect(store.revision > 100)
  }
}
