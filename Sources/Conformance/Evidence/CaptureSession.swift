import Capture
import Foundation
import Kubernetes
import Synchronization

/// Captures on nodes around a measurement: all listen before it begins, and end after it.
struct CaptureSession: Sendable {
  /// Has room for one lasting exec per node, so that captures never keep probes waiting.
  let client: KubernetesClient
  /// Node name → its capture pod, or why there is none.
  let pods: [String: Result<PodReference, AgentShell.Failure>]
  /// Node name → what runs there.
  let commands: [String: CaptureCommand]

  /// What a node's capture has brought.
  struct Output: Sendable {
    var file: PacketFile
    /// Why packets may be missing; nil when none can be.
    var incompleteness: Sentence?
  }

  typealias Outputs = [String: Result<Output, AgentShell.Failure>]

  /// How long captures may take to listen.
  private static let patience = Duration.seconds(15)
  /// How long an answer may be late.
  private static let grace = Duration.milliseconds(300)

  /// Runs `body` while packets are captured. A node whose capture does not come about costs its evidence, not the run.
  func around<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
  ) async throws -> (value: Value, outputs: Outputs) {
    try await withThrowingTaskGroup(of: (String, Result<Output, AgentShell.Failure>).self) { group in
      let listeners = Listeners(expecting: commands.keys.filter { (try? pods[$0]?.get()) != nil })
      for (node, command) in commands {
        group.addTask {
          defer { listeners.end(node) }
          return (node, try await capture(command, on: node, listeners))
        }
      }
      try await listeners.wait(Self.patience)
      let value = try await body()
      try await Task.sleep(for: Self.grace)
      await stop(listeners.processes)
      let outputs = try await group.reduce(into: Outputs()) { $0[$1.0] = $1.1 }
      return (value, outputs)
    }
  }

  private func capture(
    _ command: CaptureCommand, on node: String, _ listeners: Listeners
  ) async throws -> Result<Output, AgentShell.Failure> {
    let pod: PodReference
    switch pods[node] {
    case .success(let running)?: pod = running
    case .failure(let failure)?: return .failure(failure)
    case nil: return .failure(AgentShell.Failure(description: "no capture pod was made on \(node)"))
    }
    do {
      let result = try await client.exec(
        pod, command: command.arguments, timeout: .seconds(command.seconds + 10),
        onOutput: { stream, data in listeners.hear(node, stream, data) })
      let (stdout, stderr) = listeners.heard(node)
      guard !stdout.isEmpty else {
        let text = stderr.prefix(300).trimmingCharacters(in: .whitespacesAndNewlines)
        let remedy = "the image needs a shell, timeout and tcpdump 4.99 or newer (--capture-image)"
        return .failure(
          AgentShell.Failure(description: "tcpdump in \(pod) ended with status \(result.exitCode): \(text); \(remedy)"))
      }
      let read = try command.read(
        stdout: stdout, stderr: stderr, endedWell: result.exitCode == 0)
      return .success(Output(file: read.file, incompleteness: read.incompleteness))
    } catch let error as CancellationError {
      throw error
    } catch {
      return .failure(AgentShell.Failure(description: "the capture in \(pod) failed: \(error)"))
    }
  }

  /// Tells every capture to end. One that cannot be told ends by its own time limit.
  private func stop(_ processes: [String: Int32]) async {
    await FanOut.each(processes.sorted { $0.key < $1.key }, atOnce: Pace.probingPods) { node, process in
      guard let pod = try? pods[node]?.get() else { return }
      let command = ["sh", "-c", "kill -INT \(process)"]
      _ = try? await client.exec(pod, command: command, timeout: .seconds(15), onOutput: nil)
    } take: { _ in
    }
  }
}

/// Who listens already, by what the captures print. Filled from the client's network thread.
private final class Listeners: Sendable {
  private struct State {
    var stdout: [String: Data] = [:]
    var stderr: [String: Data] = [:]
    var waiting: Set<String>
    var processes: [String: Int32] = [:]
  }

  private let state: Mutex<State>

  init(expecting nodes: some Sequence<String>) { state = Mutex(State(waiting: Set(nodes))) }

  func hear(_ node: String, _ stream: ExecStream, _ data: Data) {
    state.withLock { state in
      // What a capture may bring is bounded by its own limits on packets and on their length.
      guard stream == .stderr else { return state.stdout[node, default: Data()].append(data) }
      state.stderr[node, default: Data()].append(data)
      let text = String(decoding: state.stderr[node] ?? data, as: UTF8.self)
      guard let process = CaptureCommand.readyProcess(text) else { return }
      state.processes[node] = process
      state.waiting.remove(node)
    }
  }

  /// All that a node's capture has written.
  func heard(_ node: String) -> (stdout: Data, stderr: String) {
    state.withLock { state in
      (state.stdout[node] ?? Data(), String(decoding: state.stderr[node] ?? Data(), as: UTF8.self))
    }
  }

  func end(_ node: String) { _ = state.withLock { $0.waiting.remove(node) } }

  var processes: [String: Int32] { state.withLock { $0.processes } }

  /// Waits until every capture listens or has ended, at most until the time is up: then those are without evidence.
  func wait(_ limit: Duration) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline, state.withLock({ !$0.waiting.isEmpty }) {
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
