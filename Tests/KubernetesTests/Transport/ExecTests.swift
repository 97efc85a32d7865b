import Foundation
import Synchronization
import Testing

@testable import Kubernetes

@Suite(.enabled(if: LocalServer.isAvailable, "needs python3 and openssl in /usr/bin"))
struct ExecTests {
  private let pod = PodReference(namespace: "probe", name: "bb-master", container: "busybox")

  private func client(_ options: ClientOptions = .init()) throws -> KubernetesClient {
    try KubernetesClient(connection: LocalServer.shared.get().connection(), options: options)
  }

  @Test func returnsBothStreamsAndTheExitStatus() async throws {
    let result = try await client().exec(pod, command: ["exit3-bb-worker"], timeout: .seconds(10))
    #expect(result.stdoutText == "to-stdout\n")
    #expect(result.stderrText == "to-stderr\n")
    #expect(result.exitCode == 3)
  }

  @Test func deliversOutputAsItComes() async throws {
    let pieces = Mutex<[String]>([])
    _ = try await client().exec(pod, command: ["exit0-bb-master"], timeout: .seconds(10)) { stream, data in
      pieces.withLock { $0.append("\(stream) \(data.count)") }
    }
    #expect(pieces.withLock { $0 } == ["stderr 10", "stdout 10"])
  }

  @Test func mapsARefusedUpgrade() async throws {
    let client = try client()
    let missing = await #expect(throws: KubernetesError.self) {
      try await client.exec(pod, command: ["no-such-pod"], timeout: .seconds(10))
    }
    guard case .notFound(_, let status) = missing else {
      Issue.record("unexpected \(String(describing: missing))")
      return
    }
    #expect(status.message == #"pods "nosuch" not found"#)
    let forbidden = await #expect(throws: KubernetesError.self) {
      try await client.exec(pod, command: ["bearer-403"], timeout: .seconds(10))
    }
    guard case .forbidden = forbidden else {
      Issue.record("unexpected \(String(describing: forbidden))")
      return
    }
  }

  @Test func takesNoOutputWithoutStatusForAResult() async throws {
    let client = try client()
    let error = await #expect(throws: KubernetesError.self) {
      try await client.exec(pod, command: ["vanish"], timeout: .seconds(10))
    }
    guard case .exec(_, .noStatus(_, 15)) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test func sendsStandardInputAndItsEnd() async throws {
    let input = Data((0..<200_000).map { UInt8($0 % 251) })
    let result = try await client().exec(pod, command: ["cat"], stdin: input, timeout: .seconds(20))
    #expect(result.stdout == input)
    #expect(try await client().exec(pod, command: ["cat"], stdin: Data(), timeout: .seconds(20)).stdout.isEmpty)
  }

  @Test func drainsLargeOutput() async throws {
    let result = try await client().exec(pod, command: ["large"], timeout: .seconds(30))
    #expect(result.stdout.count == 8 << 20)
    #expect(result.stdout.last == 255)
  }

  @Test func pingsASilentSession() async throws {
    let result = try await client().exec(pod, command: ["ping"], timeout: .seconds(20))
    #expect(result.stdoutText == "9")
  }

  @Test func aStatusStandsEvenIfTheServerDoesNotClose() async throws {
    // The server stays until the client leaves: one that waits for it ends with a timeout.
    #expect(try await client().exec(pod, command: ["linger"], timeout: .seconds(60)).exitCode == 0)
  }

  @Test func endsAtTheDeadlineAndTellsTheServer() async throws {
    let client = try client()
    let error = await #expect(throws: KubernetesError.self) {
      try await client.exec(pod, command: ["hang"], timeout: .milliseconds(400))
    }
    guard case .exec(_, .timeout(.milliseconds(400))) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    var closed: String?
    for _ in 0..<30 where closed == nil {
      try await Task.sleep(for: .milliseconds(100))
      closed = try await client.get(ConfigMap.self, .configMap(namespace: "ns", name: "count")).data?[
        "hang close frame"]
    }
    #expect(closed != nil)
  }

  @Test func aMissingAnswerToTheUpgradeIsNoRunningCommand() async throws {
    let client = try client()
    let error = await #expect(throws: KubernetesError.self) {
      try await client.exec(pod, command: ["mute"], timeout: .milliseconds(400))
    }
    guard case .timeout(_, .milliseconds(400)) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
  }

  @Test func cancellingTheTaskEndsTheSession() async throws {
    let client = try client()
    let task = Task { try await client.exec(pod, command: ["hang"], timeout: .seconds(600)) }
    try await Task.sleep(for: .milliseconds(300))
    task.cancel()
    // By itself the session would end with a timeout.
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func runsDozensOfSessionsAtOnce() async throws {
    let client = try client(.init(maximumConcurrentExecs: 40))
    let outputs = try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<40 {
        group.addTask {
          try await client.exec(pod, command: ["gather", "\(index)"], timeout: .seconds(600)).stdoutText
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    // The server answers none before all are open.
    #expect(outputs == Set((0..<40).map(String.init)))
  }
}
