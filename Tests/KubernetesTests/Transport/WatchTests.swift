import Foundation
import Testing

@testable import Kubernetes

@Suite(.enabled(if: LocalServer.isAvailable, "needs python3 and openssl in /usr/bin"))
struct WatchTests {
  @Test func resumesFromTheBookmarkAndRestartsAfter410() async throws {
    let client = try KubernetesClient(connection: LocalServer.shared.get().connection())
    var events: [String] = []
    for try await event in client.watch(ConfigMap.self, .configMaps(), labelSelector: "watch=story") {
      switch event {
      case .added(let object): events.append("+" + object.name)
      case .modified(let object): events.append("~" + object.name)
      case .deleted(let object): events.append("-" + object.name)
      case .restarted: events.append("restarted")
      }
      if events.count == 6 { break }
    }
    #expect(events == ["+c0", "~grün", "-c0", "restarted", "+c0", "+endless"])
    let counts = try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "count")).data
    // From the list, from the bookmark, from the last event, and from the second list.
    #expect(counts?["watch=story versions"] == "10,12,13,10,")
  }

  @Test func endingTheIterationEndsTheConnection() async throws {
    let client = try KubernetesClient(connection: LocalServer.shared.get().connection())
    for try await event in client.watch(
      ConfigMap.self, .configMaps(), labelSelector: "watch=endless", fromVersion: "5")
    {
      #expect(event.object?.name == "endless")
      break
    }
    var gone: String?
    for _ in 0..<50 where gone == nil {
      try await Task.sleep(for: .milliseconds(100))
      gone = try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "count")).data?["watch gone"]
    }
    #expect(gone != nil)
  }

  @Test func asksThePluginAgainAfter401AndGoesOn() async throws {
    let server = try LocalServer.shared.get()
    let script = server.folder.appendingPathComponent("watch-plugin")
    try """
    #!/bin/sh
    cd "$(dirname "$0")"
    if [ -e watch-asked ]; then token=second; else token=first; touch watch-asked; fi
    echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$token'"}}'
    """.write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    let client = try KubernetesClient(
      connection: server.connection { connection in
        connection.credentials.plugin = .init(
          apiVersion: "client.authentication.k8s.io/v1", command: script.path,
          baseEnvironment: ["PATH": "/usr/bin:/bin"])
      })
    let watch = client.watch(ConfigMap.self, .configMaps(), labelSelector: "watch=renewed", fromVersion: "5")
    var events = watch.makeAsyncIterator()
    #expect(try await events.next()?.object?.name == "renewed")
  }

  @Test func endsWithA401ThatNothingCures() async throws {
    let client = try KubernetesClient(connection: LocalServer.shared.get().connection())
    let error = await #expect(throws: KubernetesError.self) {
      for try await _ in client.watch(
        ConfigMap.self, .configMaps(), labelSelector: "watch=renewed", fromVersion: "5")
      {}
    }
    guard case .unauthorized = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test func pausesBeforeItReopensAWatchThatWasEndedAtOnce() async throws {
    let client = try KubernetesClient(connection: LocalServer.shared.get().connection())
    let watch = client.watch(ConfigMap.self, .configMaps(), labelSelector: "watch=short", fromVersion: "5")
    var events = watch.makeAsyncIterator()
    #expect(try await events.next()?.object?.name == "third")
    let counts = try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "count")).data
    let pause = try #require(counts?["watch=short pause"].flatMap { Double($0) })
    #expect(pause >= 0.99, "the shortest time between the end of a watch and the next one, in seconds")
  }
}
