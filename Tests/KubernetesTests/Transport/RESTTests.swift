import Foundation
import Testing

@testable import Kubernetes

@Suite(.enabled(if: LocalServer.isAvailable, "needs python3 and openssl in /usr/bin"))
struct RESTTests {
  private func client(
    _ options: ClientOptions = .init(), _ change: (inout ClusterConnection) -> Void = { _ in }
  ) throws -> KubernetesClient {
    try KubernetesClient(connection: LocalServer.shared.get().connection(change), options: options)
  }

  private let echo = ResourcePath.configMap(namespace: "ns", name: "echo")

  private func echo(_ client: KubernetesClient) async throws -> [String: String] {
    try #require(try await client.get(ConfigMap.self, echo).data)
  }

  private func counts() async throws -> [String: String] {
    try #require(try await client().get(ConfigMap.self, .configMap(namespace: "ns", name: "count")).data)
  }

  @Test func sendsBodyAndHeadersOfEveryVerb() async throws {
    let client = try client()
    let created = try await client.create(ConfigMap(metadata: .init(name: "a")), at: echo, as: ConfigMap.self)
    #expect(created.data?["method"] == "POST")
    #expect(created.data?["body"] == #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#)
    #expect(created.data?["content-type"] == "application/json")
    let patched = try await client.patch(
      .merge(["data": ["devices": String?.none]]), at: echo, as: ConfigMap.self)
    #expect(patched.data?["method"] == "PATCH")
    #expect(patched.data?["content-type"] == "application/merge-patch+json")
    #expect(patched.data?["body"] == #"{"data":{"devices":null}}"#)
    let replaced = try await client.replace(ConfigMap(metadata: .init()), at: echo, as: ConfigMap.self)
    #expect(replaced.data?["method"] == "PUT")
    try await client.delete(echo, gracePeriodSeconds: 0)
  }

  @Test func refusesAnAnswerThatIsLargerThanWhatIsTaken() async throws {
    let error = await #expect(throws: KubernetesError.self) { _ = try await echo(try client(.init(maximumAnswer: 20))) }
    #expect(error?.description.contains("more than 0 MiB came") == true)
    #expect(error?.isTransient == false)
  }

  @Test func reusesOneConnection() async throws {
    let client = try client()
    // On a machine so busy that minutes pass between two requests, a connection may be given up meanwhile.
    var ports: [String?] = []
    for _ in 0..<5 { ports.append(try await echo(client)["port"]) }
    #expect(zip(ports, ports.dropFirst()).contains { $0 == $1 })
  }

  @Test func presentsTheClientCertificateFromMemory() async throws {
    let server = try LocalServer.shared.get()
    let client = try client { connection in
      connection.credentials = .init(clientCertificate: server.clientCertificate, clientKey: server.clientKey)
    }
    #expect(try await echo(client)["user"] == "tester")
    #expect(try await echo(try self.client())["user"] == "")
  }

  @Test func expectsTheTLSServerNameButKeepsTheHost() async throws {
    let client = try client { $0.tlsServerName = "kubernetes.test" }
    let server = try LocalServer.shared.get()
    #expect(try await echo(client)["host"] == "127.0.0.1:\(server.port)")
    let wrong = try self.client { $0.tlsServerName = "other.test" }
    await #expect(throws: KubernetesError.self) { try await echo(wrong) }
  }

  @Test func distrustsAnUnknownAuthorityUnlessToldNotToCare() async throws {
    let strict = try client { $0.certificateAuthority = nil }
    let error = await #expect(throws: KubernetesError.self) { try await echo(strict) }
    guard case .tls(let context, let cause) = error else {
      Issue.record("not a TLS error: \(String(describing: error))")
      return
    }
    #expect(context.context == "local")
    #expect(cause.contains("certificate"))
    #expect(error?.isConfigurationError == true)
    let insecure = try client {
      $0.certificateAuthority = nil
      $0.insecureSkipTLSVerify = true
    }
    #expect(try await echo(insecure)["method"] == "GET")
  }

  @Test func reportsAClosedPortAsUnreachable() async throws {
    let client = try client { $0.server = "https://127.0.0.1:1" }
    let error = await #expect(throws: KubernetesError.self) { try await client.serverVersion() }
    guard case .unreachable = error else {
      Issue.record("not unreachable: \(String(describing: error))")
      return
    }
    #expect(
      "\(error.map(String.init(describing:)) ?? "")".contains(
        "GET /version (context local, server https://127.0.0.1:1)"))
  }

  @Test func sendsTokenImpersonationAndServerPath() async throws {
    let server = try LocalServer.shared.get()
    let file = server.folder.appendingPathComponent("token-\(UUID().uuidString)")
    try "one\n".write(to: file, atomically: true, encoding: .utf8)
    let client = try client { connection in
      connection.server += "/prefix/"
      connection.credentials.tokenFile = file.path
      connection.impersonation = .init(user: "jane", groups: ["a"], extra: ["acme/x": ["1"]])
    }
    let first = try await echo(client)
    #expect(first["authorization"] == "Bearer one")
    #expect(first["path"] == "/prefix/api/v1/namespaces/ns/configmaps/echo")
    #expect(first["impersonate-user"] == "jane")
    #expect(first["impersonate-group"] == "a")
    #expect(first["impersonate-extra-acme%2fx"] == "1")
    try "two".write(to: file, atomically: true, encoding: .utf8)
    #expect(try await echo(client)["authorization"] == "Bearer two")
  }

  @Test func waitsAsLongAsTheServerSaysAndThenRepeats() async throws {
    let result = try await client().get(ConfigMap.self, .configMap(namespace: "ns", name: "busy"))
    #expect(result.name == "busy")
    #expect(try await counts()["busy"] == "3")
  }

  @Test func givesUpAfterABoundedNumberOfRetries() async throws {
    let client = try client(.init(maximumRetries: 2))
    let error = await #expect(throws: KubernetesError.self) {
      try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "swamped"))
    }
    guard case .tooManyRequests = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(try await counts()["swamped"] == "3")
  }

  @Test func repeatsAReadWhoseConnectionBroke() async throws {
    #expect(try await client().get(ConfigMap.self, .configMap(namespace: "ns", name: "cut")).name == "cut")
  }

  @Test func endsAtTheDeadline() async throws {
    let client = try client(.init(requestTimeout: .milliseconds(300), transientPatience: .zero))
    let error = await #expect(throws: KubernetesError.self) {
      try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "slow"))
    }
    guard case .timeout(_, .milliseconds(300)) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test func cancellingTheTaskEndsTheTransfer() async throws {
    let client = try client()
    let task = Task { try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "slow")) }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func runsNoMoreRequestsAtOnceThanAllowed() async throws {
    let client = try client(.init(maximumConcurrentRequests: 3))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<12 {
        group.addTask { _ = try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "pause")) }
      }
      try await group.waitForAll()
    }
    #expect(try await counts()["most"] == "3")
  }

  @Test func putsPagesTogether() async throws {
    let list = try await client(.init(pageSize: 2)).list(ConfigMap.self, .configMaps(namespace: "ns"))
    #expect(list.items.map(\.name) == ["c0", "c1", "c2", "c3", "c4"])
    #expect(list.metadata.resourceVersion == "10")
  }

  @Test func beginsAListAnewWhenItsTokenExpires() async throws {
    let list = try await client(.init(pageSize: 2)).list(
      ConfigMap.self, .configMaps(namespace: "ns"), labelSelector: "app=expired")
    #expect(list.items.map(\.name) == ["c0", "c1", "c2", "c3", "c4"])
  }

  @Test func asksThePluginAgainAfter401() async throws {
    let server = try LocalServer.shared.get()
    let script = server.folder.appendingPathComponent("plugin")
    try """
    #!/bin/sh
    cd "$(dirname "$0")"
    case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*) ;; *) exit 9 ;; esac
    if [ -e asked ]; then token=second; else token=first; touch asked; fi
    echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$token'"}}'
    """.write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    let client = try client { connection in
      connection.credentials.plugin = .init(
        apiVersion: "client.authentication.k8s.io/v1", command: script.path,
        baseEnvironment: ["PATH": "/usr/bin:/bin"])
    }
    #expect(try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "renew")).name == "renew")
  }
}
