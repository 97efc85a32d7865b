import Foundation
import Synchronization

/// Runs a credential plugin as a child process, without a terminal.
enum PluginProcess {
  /// Long enough for a plugin that asks a cloud, short enough not to look like a hang.
  static let timeLimit = 60.0
  /// How long a pipe may stay open after the plugin's end.
  private static let afterExit = 1.0

  /// Its standard output, once it has exited with status 0. Cancellation kills it.
  static func run(_ plugin: CredentialPlugin, request: ExecCredential) async throws -> Data {
    let info = String(decoding: try KubernetesJSON.encode(request), as: UTF8.self)
    let child = PluginChild()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // A process is waited for by blocking; that must not take one of Swift's few task threads.
        Thread.detachNewThread {
          // Swift's task threads block signals, this thread has inherited that, and so would the plugin: it and what it
          // starts would ignore SIGTERM.
          var none = sigset_t()
          sigemptyset(&none)
          pthread_sigmask(SIG_SETMASK, &none, nil)
          continuation.resume(with: Result { try runAndWait(plugin, info: info, child) })
        }
      }
    } onCancel: {
      child.cancel()
    }
  }

  private static func runAndWait(_ plugin: CredentialPlugin, info: String, _ child: PluginChild) throws -> Data {
    let process = Process()
    process.executableURL = try executable(plugin)
    process.arguments = plugin.arguments
    process.environment =
      plugin.baseEnvironment.merging(plugin.environment) { $1 }.merging(["KUBERNETES_EXEC_INFO": info]) { $1 }
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw problem(plugin, "it cannot be started: \(FileProblem.describe(error))")
    }
    child.started(process.processIdentifier)
    let limit = DispatchWorkItem { child.kill() }
    DispatchQueue.global().asyncAfter(deadline: .now() + timeLimit, execute: limit)
    defer { limit.cancel() }
    let printed = BackgroundReader(output.fileHandleForReading)
    let complaints = BackgroundReader(errors.fileHandleForReading)
    process.waitUntilExit()
    child.ended()
    if child.isCancelled { throw CancellationError() }
    // Something that the plugin has left running may hold the pipes open for ever; what the plugin itself has printed is
    // there by now.
    let data = printed.finish(within: afterExit)
    let words = String(decoding: complaints.finish(within: afterExit).prefix(500), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    if process.terminationReason == .uncaughtSignal || process.terminationStatus != 0 {
      let how = "exit status \(process.terminationStatus)" + (words.isEmpty ? "" : ", standard error: \(words)")
      throw problem(plugin, "it failed or was stopped after \(Int(timeLimit)) s (\(how))")
    }
    return data
  }

  /// As a shell finds it: a path as it is, a bare name on the PATH.
  private static func executable(_ plugin: CredentialPlugin) throws -> URL {
    if plugin.command.contains("/") { return URL(fileURLWithPath: plugin.command) }
    let path = plugin.environment["PATH"] ?? plugin.baseEnvironment["PATH"] ?? ""
    for folder in path.split(separator: ":") {
      let candidate = "\(folder)/\(plugin.command)"
      if FileManager.default.isExecutableFile(atPath: candidate) { return URL(fileURLWithPath: candidate) }
    }
    throw problem(plugin, "there is no such program on the PATH")
  }

  private static func problem(_ plugin: CredentialPlugin, _ text: String) -> KubernetesError {
    .configuration(
      problem: "credential plugin \(plugin.command): \(text)",
      remedy: plugin.installHint.flatMap { $0.isEmpty ? nil : $0 } ?? "run it by hand to see what is wrong")
  }
}

/// A plugin's process, for those who end it from elsewhere; never another one that has got its number since.
private final class PluginChild: Sendable {
  private struct State {
    var pid: pid_t?
    var isCancelled = false
  }

  private let state = Mutex(State())

  var isCancelled: Bool { state.withLock(\.isCancelled) }

  func started(_ pid: pid_t) {
    state.withLock { state in
      state.pid = pid
      if state.isCancelled { Foundation.kill(pid, SIGKILL) }
    }
  }

  func ended() { state.withLock { $0.pid = nil } }

  func kill() { state.withLock { state in _ = state.pid.map { Foundation.kill($0, SIGKILL) } } }

  func cancel() {
    state.withLock { $0.isCancelled = true }
    kill()
  }
}

/// Reads a pipe beside another one, so that the process blocks on neither.
private final class BackgroundReader: Sendable {
  /// More than any credential. What comes beyond it is read and dropped, and what is left is no ExecCredential.
  private static let limit = 4 << 20

  private let data = Mutex(Data())
  private let done = DispatchSemaphore(value: 0)

  init(_ handle: FileHandle) {
    Thread.detachNewThread { [self] in
      while true {
        let piece = handle.availableData
        if piece.isEmpty { break }
        data.withLock { $0 += piece.prefix(Self.limit - $0.count) }
      }
      done.signal()
    }
  }

  /// What has come until the pipe's end, or until the time is up.
  func finish(within seconds: Double) -> Data {
    _ = done.wait(timeout: .now() + seconds)
    return data.withLock { $0 }
  }
}
