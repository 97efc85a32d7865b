import Foundation
import Testing

@testable import Kubernetes

/// An nginx on loopback that speaks HTTP/2 in front of the local server, as API servers do; ends by itself after ten
/// minutes should this process not come to stop it.
private final class Nginx: Sendable {
  static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx")
  let port = Int.random(in: 20_000..<30_000)
  private let process = Process()

  init(_ server: LocalServer) throws {
    let folder = server.folder.appendingPathComponent("nginx-\(port)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try """
    daemon off; master_process off; pid nginx.pid; error_log error.log;
    events {}
    http {
      access_log off;
      client_body_temp_path body; proxy_temp_path proxy;
      fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
      server {
        listen 127.0.0.1:\(port) ssl http2;
        ssl_certificate ../server.pem;
        ssl_certificate_key ../server.key;
        location /api/v1/nodes/protocol {
          default_type application/json;
          return 200 '{"metadata":{"name":"$server_protocol","uid":"$connection"}}';
        }
        location / { proxy_pass https://127.0.0.1:\(server.port); proxy_http_version 1.1; proxy_buffering off; }
      }
    }
    """.write(to: folder.appendingPathComponent("nginx.conf"), atomically: true, encoding: .utf8)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["-s", "KILL", "600", "/usr/sbin/nginx", "-p", folder.path + "/", "-c", "nginx.conf"]
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// `timeout` leads a process group of its own. SIGKILL, because the children of Swift's worker threads inherit a
  /// signal mask that blocks SIGTERM.
  func stop() { kill(-process.processIdentifier, SIGKILL) }
}

@Suite(.enabled(if: LocalServer.isAvailable && Nginx.isAvailable, "needs nginx, python3 and openssl"))
struct HTTP2Tests {
  private func withClient(_ body: (KubernetesClient) async throws -> Void) async throws {
    let server = try LocalServer.shared.get()
    let nginx = try Nginx(server)
    defer { nginx.stop() }
    let client = try KubernetesClient(connection: server.connection { $0.server = "https://127.0.0.1:\(nginx.port)" })
    for _ in 0..<50 where (try? await client.get(Node.self, .node("protocol"))) == nil {
      try await Task.sleep(for: .milliseconds(100))
    }
    try await body(client)
  }

  @Test func sharesOneHTTP2ConnectionAmongParallelRequestsAndAWatch() async throws {
    try await withClient { client in
      let watch = client.watch(ConfigMap.self, .configMaps(), labelSelector: "watch=endless", fromVersion: "5")
      var events = watch.makeAsyncIterator()
      #expect(try await events.next()?.object?.name == "endless")
      let nodes = try await withThrowingTaskGroup(of: Node.self) { group in
        for _ in 0..<20 { group.addTask { try await client.get(Node.self, .node("protocol")) } }
        return try await group.reduce(into: [Node]()) { $0.append($1) }
      }
      #expect(Set(nodes.map(\.name)) == ["HTTP/2.0"])
      #expect(Set(nodes.map(\.metadata.uid)).count == 1)
    }
  }

  @Test func leavesAConnectionOnWhichARequestWasNotAnsweredInTime() async throws {
    try await withClient { client in
      // Keeps the connection open.
      let watch = client.watch(ConfigMap.self, .configMaps(), labelSelector: "watch=endless", fromVersion: "5")
      var events = watch.makeAsyncIterator()
      #expect(try await events.next()?.object?.name == "endless")
      let first = try await client.get(Node.self, .node("protocol")).metadata.uid
      #expect(try await client.get(Node.self, .node("protocol")).metadata.uid == first)
      await #expect(throws: KubernetesError.self) {
        try await client.get(
          ConfigMap.self, .configMap(namespace: "ns", name: "slow"), urgentWithin: .milliseconds(300))
      }
      let second = try await client.get(Node.self, .node("protocol")).metadata.uid
      #expect(second != nil && second != first)
      #expect(try await client.get(Node.self, .node("protocol")).metadata.uid == second)
    }
  }

  @Test func sendsBodiesAndReadsErrors() async throws {
    try await withClient { client in
      let echo = ResourcePath.configMap(namespace: "ns", name: "echo")
      let data = ["text": String(repeating: "x", count: 100_000)]
      let created = try await client.create(
        ConfigMap(metadata: .init(name: "a"), data: data), at: echo, as: ConfigMap.self)
      #expect((created.data?["body"]?.count ?? 0) > 100_000)
      let error = await #expect(throws: KubernetesError.self) {
        try await client.get(Pod.self, .pod(namespace: "ns", name: "gone"))
      }
      guard case .notFound = error else {
        Issue.record("unexpected \(String(describing: error))")
        return
      }
    }
  }

  @Test func speaksHTTP1ForExecOnTheSameServer() async throws {
    // nginx does not pass the upgrade on, so the session is refused; what counts is that it was asked in HTTP/1.1.
    try await withClient { client in
      let error = await #expect(throws: KubernetesError.self) {
        try await client.exec(.init(namespace: "a", name: "b"), command: ["bearer-403"], timeout: .seconds(10))
      }
      guard case .forbidden = error else {
        Issue.record("unexpected \(String(describing: error))")
        return
      }
    }
  }
}
