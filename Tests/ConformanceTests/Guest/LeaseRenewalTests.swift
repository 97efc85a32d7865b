import Foundation
import Kubernetes
import ScriptedServer
import Synchronization
import Testing

@testable import Conformance

@Suite("Signs of life", .timeLimit(.minutes(5)))
struct LeaseRenewalTests {
  @Test("one that hangs is given up long before the Lease is over, and the next one comes soon")
  func hangingRenewal() async throws {
    #expect(RunLease.renewalTimeout * 3 + RunLease.interval <= RunLease.duration)
    let lease = Lease(metadata: ObjectMeta(name: "netproof"), spec: LeaseSpec(holderIdentity: "abc@here"))
    let body = String(decoding: try JSONEncoder().encode(lease), as: UTF8.self)
    let isFirst = Mutex(true)
    let server = try ScriptedServer { _ in
      isFirst.withLock { first in
        defer { first = false }
        return first ? .silence : .response(200, body)
      }
    }
    defer { server.stop() }
    let client = try KubernetesClient(
      connection: .init(contextName: "scripted", server: server.url), options: .init(requestTimeout: .seconds(3600)))
    let held = HeldLease(
      RunLease(client: client, namespace: "netproof", holder: LeaseHolder(runID: "abc", host: "here")), lease)
    let living = Task { try await held.keepAlive(every: .milliseconds(100)) }
    let path = "PUT /apis/coordination.k8s.io/v1/namespaces/netproof/leases/netproof"
    while server.count(path) < 3 { try await Task.sleep(for: .milliseconds(50)) }
    living.cancel()
    await #expect(throws: CancellationError.self) { try await living.value }
  }
}
