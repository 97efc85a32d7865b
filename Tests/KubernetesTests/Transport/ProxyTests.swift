import Foundation
import Testing

@testable import Kubernetes

/// The proxies resolve `kubernetes.test`, a name that exists nowhere else: a request that bypassed them would fail.
@Suite(.enabled(if: LocalServer.isAvailable, "needs python3 and openssl in /usr/bin"))
struct ProxyTests {
  private func client(_ proxy: (LocalServer) -> String) throws -> KubernetesClient {
    let server = try LocalServer.shared.get()
    return try KubernetesClient(
      connection: server.connection {
        $0.server = "https://kubernetes.test:6443"
        $0.proxyURL = proxy(server)
      })
  }

  private func check(_ client: KubernetesClient, counter: String) async throws {
    let pod = PodReference(namespace: "probe", name: "bb-master")
    #expect(try await client.exec(pod, command: ["exit3-bb-worker"], timeout: .seconds(10)).exitCode == 3)
    let counts = try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "count")).data
    // One connection for the session, one for REST.
    #expect(counts?["proxied " + counter] == "2")
  }

  @Test func goesThroughAnHTTPProxy() async throws {
    try await check(
      try client { "http://127.0.0.1:\($0.httpProxyPort)" }, counter: "CONNECT kubernetes.test:6443 HTTP/1.1")
  }

  @Test func letsASOCKSProxyResolveTheName() async throws {
    try await check(try client { "socks5://127.0.0.1:\($0.socksProxyPort)" }, counter: "SOCKS kubernetes.test")
  }

  @Test func aDeadProxyIsUnreachable() async throws {
    let client = try client { _ in "http://127.0.0.1:1" }
    let pod = PodReference(namespace: "probe", name: "bb-master")
    for operation in ["REST", "exec"] {
      let error = await #expect(throws: KubernetesError.self) {
        if operation == "REST" { _ = try await client.serverVersion() }
        _ = try await client.exec(pod, command: ["true"], timeout: .seconds(5))
      }
      guard case .unreachable = error else {
        Issue.record("\(operation): \(String(describing: error))")
        return
      }
    }
  }
}
