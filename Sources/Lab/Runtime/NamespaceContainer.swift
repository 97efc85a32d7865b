import CLinux
import Foundation
import Subprocess
import Synchronization

/// A container as a real process in its own mount, PID, UTS and IPC namespaces, inside the pod's network namespace.
final class NamespaceContainer: RunningContainer {
  let processID: Int32
  let startedAt: Date
  private let launch: Launch
  private let output: ContainerOutput
  private let state: ContainerState
  private let task: Task<Int32, Never>
  /// Stands for the first process, whose number another one may have by now.
  private let process: ProcessHandle

  /// What to start.
  struct Launch: Sendable {
    /// For messages.
    var name: String
    /// The pod's network namespace.
    var netns: String
    /// One of `ContainerScripts`.
    var script: String
    /// The script's arguments behind the pid file.
    var arguments: [String]
    /// The environment of the script itself.
    var scriptEnvironment: [String: String]
    /// The environment of commands that are executed in the container.
    var environment: [String: String]
    var workingDirectory: String
    /// Where the script announces itself.
    var pidFile: String
  }

  private init(
    process: ProcessHandle, launch: Launch, output: ContainerOutput, state: ContainerState, task: Task<Int32, Never>
  ) {
    processID = process.id
    self.process = process
    self.launch = launch
    self.output = output
    self.state = state
    self.task = task
    startedAt = Date()
  }

  /// Starts the container and returns when commands can be executed in it.
  /// - Throws: `LabError` with the output of the set-up when that fails.
  static func start(_ launch: Launch, deadline: Duration = .seconds(20)) async throws -> NamespaceContainer {
    let output = ContainerOutput()
    let state = ContainerState()
    let command = try command(for: launch)
    let task = Task { () -> Int32 in
      let status = await run(command, environment: launch.scriptEnvironment, into: output)
      state.end()
      return status
    }
    let end = ContinuousClock.now + deadline
    do {
      while true {
        if let processID = readProcessID(launch.pidFile) {
          return NamespaceContainer(
            process: try ProcessHandle(processID), launch: launch, output: output, state: state, task: task)
        }
        guard !state.hasEnded, ContinuousClock.now < end else {
          let said = String(decoding: await output.contents().suffix(600), as: UTF8.self).trimmed
          throw LabError("setting up container \(launch.name) failed: \(said.isEmpty ? "no output" : said)")
        }
        try await Task.sleep(for: .milliseconds(3))
      }
    } catch {
      task.cancel()
      _ = await task.value
      throw error
    }
  }

  func waitForExit() async -> Int32 { await task.value }

  func stop(gracePeriod: Duration) async {
    let end = ContinuousClock.now + gracePeriod
    // A first process without a handler never sees SIGTERM from outside its PID namespace, as on a real node.
    if gracePeriod > .zero, !process.hasEnded { kill(processID, SIGTERM) }
    while !state.hasEnded, ContinuousClock.now < end {
      do { try await Task.sleep(for: .milliseconds(10)) } catch { break }
    }
    if !process.hasEnded { kill(processID, SIGKILL) }
    task.cancel()
    _ = await task.value
  }

  func log() async -> Data { await output.contents() }

  func exec(
    _ command: [String], stdin: AsyncStream<Data>?, output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32 {
    guard let program = command.first else { throw ExecError(description: "args must not be empty") }
    guard !process.hasEnded else { throw ExecError.stoppedContainer }
    do {
      try ExecutableLookup.check(
        program, path: launch.environment["PATH"] ?? LabCommand.searchPath,
        workingDirectory: launch.workingDirectory, root: "/proc/\(processID)/root")
    } catch {
      // Without its first process a container has no files to look at.
      throw process.hasEnded ? ExecError.stoppedContainer : error
    }
    let nsenter = try LabCommand.path(of: "nsenter")
    let arguments = ["-t", String(processID), "-n", "-m", "-p", "-u", "-i", "-r", "-w", "--"] + command
    let configuration = Configuration(
      executable: .path(.init(nsenter)), arguments: Arguments(arguments),
      environment: Self.environment(launch.environment), platformOptions: LabCommand.killingSession)
    let gate = EntryGate(output)
    let status =
      if let stdin {
        try await ContainerExec.run(configuration, stdin: stdin) { await gate.pass($0) }
      } else {
        try await ContainerExec.run(configuration) { await gate.pass($0) }
      }
    // What entering says of a container that ended meanwhile is not the command's output.
    if status != 0, await gate.holdsComplaint {
      if await gate.complains(of: processID) { throw ExecError.stoppedContainer }
      // Into namespaces without a first process nothing can be started.
      if await process.hasEnded(within: Self.ending) { throw ExecError.stoppedContainer }
    }
    await gate.open()
    return status
  }

  /// How long a first process may take to its end once nothing can be started beside it.
  private static let ending = Duration.seconds(2)

  // MARK: The first process

  private static func command(for launch: Launch) throws -> Configuration {
    let arguments =
      [
        "--net=\(LabPaths.namespace(launch.netns))", "unshare", "--mount", "--pid", "--uts", "--ipc", "--fork",
        "--kill-child", "sh", "-c", launch.script, "sh", launch.pidFile,
      ] + launch.arguments
    return Configuration(
      executable: .path(.init(try LabCommand.path(of: "nsenter"))), arguments: Arguments(arguments),
      environment: environment(launch.scriptEnvironment), platformOptions: LabCommand.killingSession)
  }

  private static func run(
    _ configuration: Configuration, environment: [String: String], into output: ContainerOutput
  ) async -> Int32 {
    do {
      let result = try await Subprocess.run(
        configuration, input: .none, output: .sequence, error: .combinedWithOutput
      ) { execution in
        for try await buffer in execution.standardOutput { await output.append(Data(buffer: buffer)) }
      }
      return result.terminationStatus.shellStatus
    } catch is CancellationError {
      return 128 + SIGKILL
    } catch {
      await output.append(Data("\(error)\n".utf8))
      return 255
    }
  }

  static func environment(_ values: [String: String]) -> Environment {
    .custom(Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
  }

  /// The script writes the whole line at once.
  private static func readProcessID(_ file: String) -> Int32? {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8), text.hasSuffix("\n") else { return nil }
    return Int32(text.trimmed)
  }
}

/// Whether a container's first process has ended.
private final class ContainerState: Sendable {
  private let ended = Mutex(false)

  var hasEnded: Bool { ended.withLock { $0 } }

  func end() { ended.withLock { $0 = true } }
}
