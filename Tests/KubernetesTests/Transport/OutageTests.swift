import Foundation
import ScriptedServer
import Synchronization
import Testing

@testable import Kubernetes

/// An API server, or what is before it, that is away for a moment.
@Suite("Outages of the API server", .timeLimit(.minutes(5)))
struct OutageTests {
  private let resource = ResourcePath.configMap(namespace: "ns", name: "a")
  private let path = "/api/v1/namespaces/ns/configmaps/a"
  private static let found = #"{"metadata":{"name":"a"}}"#

  private func client(_ server: ScriptedServer, _ options: ClientOptions = .init()) throws -> KubernetesClient {
    try KubernetesClient(connection: .init(contextName: "scripted", server: server.url), options: options)
  }

  /// Answers with `statuses` one after another, and with 200 from then on.
  private func server(_ statuses: [Int], headers: [String: String] = [:]) throws -> ScriptedServer {
    let rest = Mutex(statuses)
    return try ScriptedServer { _ in
      let status = rest.withLock { $0.isEmpty ? 200 : $0.removeFirst() }
      return .response(status, status == 200 ? Self.found : "upstream trouble", headers: status == 200 ? [:] : headers)
    }
  }

  @Test("a read is repeated after a 5xx, with or without words about when", arguments: [500, 502, 503, 504])
  func readsAgain(status: Int) async throws {
    let server = try server([status, status])
    defer { server.stop() }
    #expect(try await client(server).get(ConfigMap.self, resource).name == "a")
    #expect(server.count("GET \(path)") == 3)
  }

  @Test("a read is repeated no longer than there is patience, and fails with the server's words")
  func bounded() async throws {
    let server = try server(Array(repeating: 503, count: 100))
    defer { server.stop() }
    let error = await #expect(throws: KubernetesError.self) {
      try await client(server, .init(transientPatience: .milliseconds(600))).get(ConfigMap.self, resource)
    }
    #expect(error?.status?.code == 503)
    #expect(error.map { "\($0)".contains("upstream trouble") } == true)
    // After 0 and about 250 ms; a third attempt would begin too late.
    #expect(server.count("GET \(path)") == 2)
  }

  @Test("a server that asks for longer than is waited is not asked again")
  func tooLong() async throws {
    let server = try server([503], headers: ["Retry-After": "3600"])
    defer { server.stop() }
    await #expect(throws: KubernetesError.self) { try await client(server).get(ConfigMap.self, resource) }
    #expect(server.count("GET \(path)") == 1)
  }

  @Test("what may have been stored is not sent twice, and is remembered as open")
  func createsOnce() async throws {
    let server = try server([504])
    defer { server.stop() }
    let client = try client(server)
    #expect(client.lastUnansweredCreation == nil)
    await #expect(throws: KubernetesError.self) {
      try await client.create(ConfigMap(metadata: .init(name: "a")), at: resource, as: ConfigMap.self)
    }
    #expect(server.count("POST \(path)") == 1)
    #expect(client.lastUnansweredCreation != nil)
  }

  @Test("a creation that the server refuses leaves nothing open")
  func refusedCreation() async throws {
    let server = try server([422])
    defer { server.stop() }
    let client = try client(server)
    await #expect(throws: KubernetesError.self) {
      try await client.create(ConfigMap(metadata: .init(name: "a")), at: resource, as: ConfigMap.self)
    }
    #expect(client.lastUnansweredCreation == nil)
  }

  @Test("a deletion that is repeated and finds nothing has been done by the first attempt")
  func deletesAgain() async throws {
    let server = try server([504, 404])
    defer { server.stop() }
    try await client(server).delete(resource)
    #expect(server.count("DELETE \(path)") == 2)
  }

  @Test("a deletion that finds nothing at first says so")
  func nothingToDelete() async throws {
    let server = try server([404])
    defer { server.stop() }
    let error = await #expect(throws: KubernetesError.self) { try await client(server).delete(resource) }
    guard case .notFound = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test("a refused connection is waited out where the server has answered before")
  func comesBack() async throws {
    let first = try server([])
    let client = try client(first, .init(transientPatience: .seconds(120)))
    _ = try await client.get(ConfigMap.self, resource)
    first.stop()
    let reading = Task { try await client.get(ConfigMap.self, resource) }
    try await Task.sleep(for: .milliseconds(300))
    let second = try ScriptedServer(port: first.port) { _ in .response(200, Self.found) }
    defer { second.stop() }
    #expect(try await reading.value.name == "a")
  }

  @Test("an address at which nobody has answered yet fails with the first refused connection")
  func wrongAddress() async throws {
    let server = try server([])
    server.stop()
    // Were it repeated, the suite's time limit would end it.
    let client = try client(server, .init(transientPatience: .seconds(3600)))
    let error = await #expect(throws: KubernetesError.self) { try await client.get(ConfigMap.self, resource) }
    guard case .unreachable = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test("a watch whose server is away at its beginning fails as a list does, not after a series of them")
  func watchOfWrongAddress() async throws {
    let server = try server([])
    server.stop()
    let client = try client(server, .init(transientPatience: .seconds(3600)))
    await #expect(throws: KubernetesError.self) {
      for try await _ in client.watch(ConfigMap.self, .configMaps()) {}
    }
  }

  @Test("an urgent request passes those that wait their turn, has its own deadline, and is not repeated")
  func urgent() async throws {
    let server = try ScriptedServer { request in
      request.method == "PUT" && String(decoding: request.body, as: UTF8.self).contains("answered")
        ? .response(200, Self.found) : .silence
    }
    defer { server.stop() }
    let client = try client(server, .init(maximumConcurrentRequests: 1, requestTimeout: .seconds(600)))
    let slow = Task { try await client.get(ConfigMap.self, resource) }
    defer { slow.cancel() }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
    let error = await #expect(throws: KubernetesError.self) {
      try await client.replace(
        ConfigMap(metadata: .init(name: "silent")), at: resource, as: ConfigMap.self, urgentWithin: .milliseconds(300))
    }
    guard case .timeout(_, .milliseconds(300)) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    _ = try await client.replace(
      ConfigMap(metadata: .init(name: "answered")), at: resource, as: ConfigMap.self, urgentWithin: .seconds(120))
    #expect(server.count("PUT \(path)") == 2)
  }
}

@Suite("Pauses between attempts")
struct BackoffTests {
  private let start = ContinuousClock.now

  @Test("double up to two seconds, and end with the patience")
  func series() {
    var backoff = Backoff(patience: .seconds(10))
    var now = start
    var pauses: [Duration] = []
    while let pause = backoff.next(at: now) {
      pauses.append(pause)
      now += pause
    }
    #expect(pauses == [250, 500, 1000, 2000, 2000, 2000, 2000].map { .milliseconds($0) })
    #expect(now - start <= .seconds(10))
  }

  @Test("the time that an attempt takes counts, that of the first does not")
  func slowAttempts() {
    var backoff = Backoff(patience: .seconds(10))
    #expect(backoff.next(at: start + .seconds(30)) == .milliseconds(250))
    #expect(backoff.next(at: start + .seconds(61)) == nil)
    var none = Backoff(patience: .zero)
    #expect(none.next(at: start) == nil)
  }
}
