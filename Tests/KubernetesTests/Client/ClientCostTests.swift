import Foundation
import ScriptedServer
import Testing

@testable import Kubernetes

@Suite("What a client has asked of its server")
struct ClientCostTests {
  private static let found = #"{"metadata":{"name":"a"}}"#

  @Test("requests count with their repetitions, and the bytes of every answer")
  func requests() async throws {
    let server = try ScriptedServer { request in
      .response(request.path.hasSuffix("gone") ? 404 : 200, request.path.hasSuffix("gone") ? "{}" : Self.found)
    }
    defer { server.stop() }
    let client = try KubernetesClient(connection: .init(contextName: "scripted", server: server.url))
    #expect(client.cost == ClientCost())
    _ = try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "a"))
    await #expect(throws: KubernetesError.self) {
      try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "gone"))
    }
    let cost = client.cost
    #expect(cost == ClientCost(calls: 2, peakInFlight: 1, answerBytes: Self.found.count + 2))
  }

  @Test("what is open at the same time is the peak; watches, which stay open, are none of it")
  func peak() async throws {
    let ledger = ClientLedger()
    await ledger.request {
      await ledger.exec { ledger.note { $0.calls += 1 } }
      await ledger.request {}
    }
    await #expect(throws: CancellationError.self) { try await ledger.exec { throw CancellationError() } }
    await ledger.request {}
    #expect(ledger.cost == ClientCost(calls: 4, execs: 2, peakInFlight: 2), "what fails is over, too")
  }

  @Test(
    "exec sessions count, and the output of commands, streamed or kept",
    .enabled(if: LocalServer.isAvailable, "needs python3 and openssl in /usr/bin"))
  func execs() async throws {
    let client = try KubernetesClient(connection: LocalServer.shared.get().connection())
    let pod = PodReference(namespace: "probe", name: "bb-master", container: "busybox")
    let kept = try await client.exec(pod, command: ["exit3-bb-worker"], timeout: .seconds(60))
    #expect(client.cost.execs == 1 && client.cost.execBytes == kept.stdout.count + kept.stderr.count)
    _ = try await client.exec(pod, command: ["exit0-bb-master"], timeout: .seconds(60)) { _, _ in }
    #expect(client.cost.execs == 2 && client.cost.execBytes == kept.stdout.count + kept.stderr.count + 20)
    #expect(client.cost.calls == 0)
  }
}
