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

  private let collection = ResourcePath.configMaps(namespace: "ns")
  private let collected = "/api/v1/namespaces/ns/configmaps"
  private let wanted = ConfigMap(metadata: .init(name: "a", labels: ["run": "mine"]))

  /// A creation whose first answer is lost, and what is there by then; `nil` for nothing.
  private func creation(_ present: String?) throws -> ScriptedServer {
    let isFirst = Mutex(true)
    return try ScriptedServer { request in
      guard request.method == "POST" else { return .response(present == nil ? 404 : 200, present ?? "{}") }
      if isFirst.withLock({ exchange(&$0, with: false) }) { return .hangUp }
      return present == nil ? .response(201, Self.found) : .response(409, "there already")
    }
  }

  @Test("what may have been stored is sent again, and remembered as open")
  func createsAgain() async throws {
    let server = try creation(nil)
    defer { server.stop() }
    let client = try client(server)
    #expect(client.lastUnansweredCreation == nil)
    #expect(try await client.create(wanted, at: collection, as: ConfigMap.self).name == "a")
    #expect(server.count("POST \(collected)") == 2)
    #expect(client.lastUnansweredCreation != nil)
  }

  @Test("what the first attempt has stored is the object, by its labels")
  func findsItsOwn() async throws {
    let server = try creation(#"{"metadata":{"name":"a","uid":"7","labels":{"run":"mine"}}}"#)
    defer { server.stop() }
    #expect(try await client(server).create(wanted, at: collection, as: ConfigMap.self).metadata.uid == "7")
  }

  @Test("somebody else's object of that name stays a conflict", arguments: ["{\"run\":\"other\"}", "{}"])
  func isSomebodyElses(labels: String) async throws {
    let server = try creation("{\"metadata\":{\"name\":\"a\",\"labels\":\(labels)}}")
    defer { server.stop() }
    let error = await #expect(throws: KubernetesError.self) {
      try await client(server).create(wanted, at: collection, as: ConfigMap.self)
    }
    guard case .conflict = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test("a conflict at the first attempt is one")
  func conflict() async throws {
    let server = try server([409])
    defer { server.stop() }
    await #expect(throws: KubernetesError.self) {
      try await client(server).create(wanted, at: collection, as: ConfigMap.self)
    }
    #expect(server.requests.count == 1)
  }

  @Test("credentials that one answer does not know are tried twice more, those that stay unknown no longer")
  func unauthorized() async throws {
    let once = try server([401])
    defer { once.stop() }
    #expect(try await client(once).get(ConfigMap.self, resource).name == "a")
    let always = try server(Array(repeating: 401, count: 100))
    defer { always.stop() }
    let error = await #expect(throws: KubernetesError.self) {
      try await client(always).get(ConfigMap.self, resource)
    }
    guard case .unauthorized = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(always.requests.count == 3)
  }

  @Test("an answer that cannot be read is asked for twice more, and one that stays so is an error")
  func unreadable() async throws {
    let left = Mutex(2)
    let server = try ScriptedServer { _ in
      .response(
        200,
        left.withLock {
          $0 -= 1; return $0 >= 0
        } ? "<html>busy</html>" : Self.found)
    }
    defer { server.stop() }
    #expect(try await client(server).get(ConfigMap.self, resource).name == "a")
    let always = try ScriptedServer { _ in .response(200, "<html>busy</html>") }
    defer { always.stop() }
    let error = await #expect(throws: KubernetesError.self) {
      try await client(always).get(ConfigMap.self, resource)
    }
    guard case .decoding = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(always.requests.count == 3)
  }

  @Test(
    "a session that broke is begun again where the command may run twice, else only what was refused",
    arguments: [true, false])
  func exec(mayRunTwice: Bool) async throws {
    let pod = PodReference(namespace: "ns", name: "p", container: nil)
    let broken = try ScriptedServer { _ in .hangUp }
    defer { broken.stop() }
    await #expect(throws: KubernetesError.self) {
      try await client(broken).exec(pod, command: ["true"], timeout: .seconds(60), mayRunTwice: mayRunTwice)
    }
    #expect(broken.requests.count == (mayRunTwice ? 3 : 1))
    let refusing = try ScriptedServer { _ in .response(500, "etcd leader changed") }
    defer { refusing.stop() }
    await #expect(throws: KubernetesError.self) {
      try await client(refusing).exec(pod, command: ["true"], timeout: .seconds(60), mayRunTwice: mayRunTwice)
    }
    #expect(refusing.requests.count == 3)
    let garbled = try ScriptedServer { _ in .response(200, "<html>busy</html>") }
    defer { garbled.stop() }
    await #expect(throws: KubernetesError.self) {
      try await client(garbled).exec(pod, command: ["true"], timeout: .seconds(60), mayRunTwice: mayRunTwice)
    }
    #expect(garbled.requests.count == 3)
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

@Suite("How long one operation may take")
struct RetryBudgetTests {
  private let start = ContinuousClock.now
  private let failures: [RetryBudget.Failure] = [
    .unauthorized(renewed: false), .unauthorized(renewed: true), .asked(.seconds(15)), .asked(.seconds(1)), .unreadable,
    .transient, .brief,
  ]

  @Test("whatever fails in whatever order, no attempt begins after the patience, so none ends after the worst case")
  func worstCase() {
    let options = ClientOptions()
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var budget = RetryBudget(options)
      // Every attempt takes as long as it may.
      var now = start + options.requestTimeout
      while let pause = budget.pause(after: failures.randomElement(using: &generator) ?? .transient, at: now) {
        now += pause
        #expect(now <= start + options.requestTimeout + options.longestPatience)
        now += options.requestTimeout
      }
      #expect(now <= start + options.longestOperation)
    }
    #expect(options.longestOperation == .seconds(120))
  }

  @Test(
    "each kind has its number of attempts",
    arguments: [
      (RetryBudget.Failure.unauthorized(renewed: false), 2), (.unreadable, 2), (.brief, 2), (.asked(.seconds(1)), 4),
      (.asked(.seconds(16)), 0), (.transient, 7),
    ])
  func attempts(failure: RetryBudget.Failure, count: Int) {
    var budget = RetryBudget(.init())
    var now = start
    var seen = 0
    while let pause = budget.pause(after: failure, at: now), seen < 100 {
      now += pause
      seen += 1
    }
    #expect(seen == count)
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
