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
}
