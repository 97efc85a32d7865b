import Foundation
import Kubernetes
import ScriptedServer
import Synchronization
import Testing

@testable import Conformance

/// A namespace with pods on a server that is not at its best.
private final class PodStore: Sendable {
  struct State {
    /// Pods, and whether they are on their way out.
    var pods: [String: Bool] = [:]
    /// How many of the next deletions are answered with 500.
    var failures = 0
    /// Pods that come into being after a deletion, as those of a creation that was under way do.
    var late: [String] = []
    /// Whether deleted pods stay, as those of a node that is out of reach do.
    var isStuck = false
  }

  let state: Mutex<State>

  init(_ state: State) { self.state = Mutex(state) }

  func answer(_ request: ScriptedServer.Request) -> ScriptedServer.Answer {
    switch (request.method, request.target.contains("/pods?")) {
    case ("DELETE", true): state.withLock { $0.deletePods() ? .response(200) : .response(500, "etcd: leader changed") }
    case ("GET", true): .response(200, state.withLock { $0.list() })
    case ("POST", _): .silence
    case ("GET", false): .response(200, #"{"metadata":{},"items":[]}"#)
    default: .response(200)
    }
  }
}

extension PodStore.State {
  mutating func deletePods() -> Bool {
    if failures > 0 {
      failures -= 1
      return false
    }
    pods = isStuck ? pods.mapValues { _ in true } : [:]
    for name in late { pods[name] = false }
    late = []
    return true
  }

  func list() -> String {
    let items = pods.map { name, isTerminating in
      let deletion = isTerminating ? #","deletionTimestamp":"2026-01-01T00:00:00Z""# : ""
      return #"{"metadata":{"name":"\#(name)","labels":{"netproof.dev/run":"abc"}\#(deletion)}}"#
    }
    return #"{"metadata":{},"items":[\#(items.joined(separator: ","))]}"#
  }
}

@Suite("What a run has made goes, however hard it is", .timeLimit(.minutes(5)))
struct RunObjectsRemovalTests {
  private func with(
    _ state: PodStore.State, _ body: (RunObjects, PodStore, ScriptedServer) async throws -> Void
  ) async throws {
    let store = PodStore(state)
    let server = try ScriptedServer { store.answer($0) }
    defer { server.stop() }
    let client = try KubernetesClient(
      connection: .init(contextName: "scripted", server: server.url), options: .init(transientPatience: .zero))
    try await body(RunObjects(client: client, namespace: "netproof"), store, server)
  }

  private let pods = "DELETE /api/v1/namespaces/netproof/pods"

  @Test("a deletion that the server fails is tried again")
  func failingDeletion() async throws {
    try await with(.init(pods: ["a": false], failures: 2)) { objects, store, server in
      try await objects.remove(runs: ["abc"], timeout: .seconds(120))
      #expect(store.state.withLock { $0.pods.isEmpty })
      #expect(server.count(pods) == 3)
    }
  }

  @Test("a pod that comes into being after the deletion is deleted too")
  func latePod() async throws {
    try await with(.init(pods: ["a": false], late: ["b"])) { objects, store, server in
      try await objects.remove(runs: ["abc"], timeout: .seconds(120))
      #expect(store.state.withLock { $0.pods.isEmpty })
      #expect(server.count(pods) == 2)
    }
  }

  @Test("after a creation that nobody has answered, nothing to be seen is not yet nothing left")
  func openCreation() async throws {
    try await with(.init()) { objects, store, server in
      let creating = Task {
        try await objects.client.create(
          Pod(metadata: ObjectMeta(name: "late")), at: .pods(namespace: "netproof"), as: Pod.self)
      }
      while server.count("POST /api/v1/namespaces/netproof/pods") == 0 { try await Task.sleep(for: .milliseconds(10)) }
      creating.cancel()
      _ = await creating.result
      let removing = Task { try await objects.remove(runs: ["abc"], timeout: .seconds(120)) }
      // The server stores it once it has been asked to delete everything.
      while server.count(pods) == 0 { try await Task.sleep(for: .milliseconds(10)) }
      store.state.withLock { $0.pods["late"] = false }
      try await removing.value
      #expect(store.state.withLock { $0.pods.isEmpty })
    }
  }

  @Test("what is on its way out is not deleted again, and is named when the time is up")
  func stuckPod() async throws {
    try await with(.init(pods: ["a": false], isStuck: true)) { objects, _, server in
      let error = await #expect(throws: ScenarioError.self) {
        try await objects.remove(runs: ["abc"], timeout: .seconds(15))
      }
      let text = "\(error.map(String.init(describing:)) ?? "")"
      #expect(text.contains("1 pod of run abc in namespace netproof: deleted, but still there after"), "\(text)")
      #expect(text.contains("netproof cleanup"))
      #expect(server.count(pods) == 1)
    }
  }

  @Test("a server that stays broken is told, with what it said and what to do")
  func brokenServer() async throws {
    try await with(.init(pods: ["a": false], failures: .max)) { objects, _, server in
      let error = await #expect(throws: ScenarioError.self) {
        try await objects.remove(runs: ["abc"], timeout: .seconds(15))
      }
      let text = "\(error.map(String.init(describing:)) ?? "")"
      for part in ["what run abc has made in namespace netproof", "leader changed", "netproof cleanup"] {
        #expect(text.contains(part), "\(text)")
      }
      #expect(server.count(pods) > 1)
    }
  }

  @Test("what makes pods is deleted before them, or they would be made anew; who may not see such has made none")
  func sets() async throws {
    let (jobs, sets) = ("/apis/batch/v1/namespaces/netproof/jobs", "/apis/apps/v1/namespaces/netproof/daemonsets")
    let order = Mutex<[String]>([])
    let left = Mutex(true)
    let server = try ScriptedServer { request in
      if request.method == "DELETE" { order.withLock { $0.append(request.path) } }
      switch request.operation {
      case "DELETE \(sets)":
        left.withLock { $0 = false }
        return .response(200)
      case "GET \(sets)" where left.withLock { $0 }:
        let set = #"{"metadata":{"name":"client-abc-0","labels":{"netproof.dev/run":"abc"}}}"#
        return .response(200, #"{"metadata":{},"items":[\#(set)]}"#)
      case "GET \(jobs)", "DELETE \(jobs)": return .response(403, "no")
      default: return .response(200, #"{"metadata":{},"items":[]}"#)
      }
    }
    defer { server.stop() }
    let client = try KubernetesClient(connection: .init(contextName: "scripted", server: server.url))
    let objects = RunObjects(client: client, namespace: "netproof")
    #expect(try await objects.count() == ["abc": ["daemonsets": 1]])
    try await objects.remove(runs: ["abc"], timeout: .seconds(120))
    let deleted = order.withLock { $0 }
    let first = deleted.firstIndex { $0.hasSuffix("/daemonsets") }
    let pods = deleted.firstIndex { $0.hasSuffix("/pods") }
    #expect(first.flatMap { first in pods.map { first < $0 } } == true, "\(deleted)")
    let few = RunObjects(client: client, namespace: "netproof", kinds: RunObjects.all.filter { !$0.makesPods })
    let before = order.withLock { $0.count }
    try await few.remove(runs: ["abc"], timeout: .seconds(120))
    #expect(order.withLock { $0.count } == before + 2)
  }

  @Test("a missing permission is told at once")
  func forbidden() async throws {
    let server = try ScriptedServer { _ in .response(403, "no") }
    defer { server.stop() }
    let client = try KubernetesClient(connection: .init(contextName: "scripted", server: server.url))
    await #expect(throws: KubernetesError.self) {
      // Were it waited for, the suite's time limit would end it.
      try await RunObjects(client: client, namespace: "netproof").remove(runs: ["abc"], timeout: .seconds(3600))
    }
  }
}
