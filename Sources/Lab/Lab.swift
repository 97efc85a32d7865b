import Foundation
import Synchronization

/// A running lab: the embedded cluster on this machine.
public struct Lab: Sendable {
  /// The kubeconfig that reaches the lab's API server; context `netproof-lab`.
  public var kubeconfigPath: String { state.kubeconfig }
  /// Where the lab's files are.
  public var stateDirectory: String { state.path }

  private let state: StateDirectory
  private let host: ProcessIdentity
  /// The write end of the pipe that keeps an attached lab alive.
  private let lifeline: Lifeline?
  /// How its process ended, when this process is the starter.
  private let ending: ExitRecord?

  /// The address of the lab's HTTPS server, which answers with the caller's public address.
  public static let httpsAddress = LabTopology.httpsAddress
  /// The same server's IPv6 address, in labs with IPv6.
  public static let httpsAddressIPv6 = LabTopology.httpsAddressIPv6
  /// How long to wait for a pod of the lab: its pods run within a second of their creation.
  public static let podPatience = Duration.seconds(6)

  /// How long a lab may take to start.
  private static let patience = Duration.seconds(90)

  /// Starts a lab that ends with this process, however this process ends.
  /// - Parameters:
  ///   - options: What kind of lab. Its state directory must not be another lab's.
  ///   - progress: Gets every step.
  /// - Throws: `LabError` with what failed; nothing is left behind then.
  public static func start(
    _ options: LabOptions, progress: @Sendable (LabProgress) -> Void = { _ in }
  ) async throws -> Lab {
    try await launch(options, detached: false, progress: progress)
  }

  /// Starts a lab that outlives this process; `stop()` of `running(in:)` ends it.
  /// - Throws: `LabError`, also when a lab already runs in this state directory.
  public static func startDetached(
    _ options: LabOptions, progress: @Sendable (LabProgress) -> Void = { _ in }
  ) async throws -> Lab {
    try await launch(options, detached: true, progress: progress)
  }

  /// The lab of a state directory, when it runs and is ready.
  public static func running(in stateDirectory: String = LabOptions.defaultStateDirectory) -> Lab? {
    let state = StateDirectory(path: stateDirectory)
    guard let host = state.host, host.isAlive,
      FileManager.default.fileExists(atPath: state.ready)
    else { return nil }
    return Lab(state: state, host: host, lifeline: nil, ending: nil)
  }

  /// The lab's shape; nil when its file is gone.
  public var topology: LabTopology? { try? state.readTopology() }

  /// Why the last lab of a state directory is gone, if it died instead of being stopped; nil when there is none or it
  /// runs.
  public static func lastWords(in stateDirectory: String = LabOptions.defaultStateDirectory) -> String? {
    let state = StateDirectory(path: stateDirectory)
    guard let host = state.host, !host.isAlive else { return nil }
    return LastWords(state: state, status: nil).text
  }

  /// Whether the lab still runs.
  public var isRunning: Bool { host.isAlive }

  /// Why the lab has ended and what it logged last, when it died; nil while it runs, and after `stop()`.
  public var lastWords: String? {
    guard !host.isAlive, FileManager.default.fileExists(atPath: state.log) else { return nil }
    return LastWords(state: state, status: ending).text
  }

  /// Copies the lab's log to a file, for those who look for the cause of its death.
  public func copyLog(to file: String) throws {
    try Data(contentsOf: URL(filePath: state.log)).write(to: URL(filePath: file), options: .atomic)
  }

  /// Ends the lab and everything in it, and removes its state directory. Stopping twice is no error.
  public func stop() async {
    lifeline?.cut()
    if lifeline == nil, host.isAlive { kill(host.pid, SIGKILL) }
    let deadline = ContinuousClock.now + .seconds(5)
    while host.isAlive, ContinuousClock.now < deadline {
      try? await Task.sleep(for: .milliseconds(10))
    }
    // Cutting the lifeline is enough for a healthy lab.
    if host.isAlive { kill(host.pid, SIGKILL) }
    state.remove()
  }

  /// The command that runs a program in a network namespace of the lab: a node's or network's name, `internet`, or `pod-UID`.
  /// - Throws: `LabError` when the lab's process cannot be found.
  public func command(inNamespace namespace: String, _ command: [String]) throws -> [String] {
    // `unshare` waits outside; its child is the first process inside.
    let children = (try? String(contentsOfFile: "/proc/\(host.pid)/task/\(host.pid)/children", encoding: .utf8)) ?? ""
    guard let child = children.split(separator: " ").first else {
      throw LabError("the lab in \(state.path) has no process any more; start it again")
    }
    return ["nsenter", "--target", String(child), "--mount", "--pid", "ip", "netns", "exec", namespace] + command
  }

  private static func launch(
    _ options: LabOptions, detached: Bool, progress: @Sendable (LabProgress) -> Void
  ) async throws -> Lab {
    try LabPrerequisites.check()
    let state = StateDirectory(path: options.stateDirectory)
    if running(in: options.stateDirectory) != nil {
      throw LabError("a lab already runs in \(options.stateDirectory); end it with `netproof lab down`")
    }
    StateDirectory.removeAbandoned()
    try state.prepare()
    try state.write(String(decoding: try JSONEncoder().encode(options.topology), as: UTF8.self), to: state.topology)
    let pipe = detached ? nil : Lifeline()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", options.executable]
      + LabHostArguments(options: options, detached: detached).words
    process.standardInput = pipe?.readEnd ?? FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: state.progress)
    process.standardError = FileHandle(forWritingAtPath: state.log)
    let ending = ExitRecord(process)
    do {
      try process.run()
    } catch {
      state.remove()
      throw LabError("cannot start the lab's process (unshare \(options.executable)): \(error)")
    }
    pipe?.closeReadEnd()
    guard let host = ProcessIdentity(pid: process.processIdentifier) else {
      throw LabError("the lab's process ended at once; see \(state.log)")
    }
    try state.write(String(decoding: try JSONEncoder().encode(host), as: UTF8.self), to: state.owner)
    let lab = Lab(state: state, host: host, lifeline: pipe, ending: ending)
    do {
      try await lab.waitUntilReady(progress)
    } catch {
      let words = LastWords(state: state, status: ending).text
      await lab.stop()
      guard !(error is CancellationError) else { throw error }
      throw LabError("\(error)\nThe lab's last words: \(words)")
    }
    return lab
  }

  /// Follows the lab's progress file until it says ready.
  private func waitUntilReady(_ progress: @Sendable (LabProgress) -> Void) async throws {
    let deadline = ContinuousClock.now + Self.patience
    var seen = 0
    while true {
      let lines = ((try? String(contentsOfFile: state.progress, encoding: .utf8)) ?? "").split(separator: "\n")
      for line in lines.dropFirst(seen) {
        guard let entry = try? JSONDecoder().decode(LabHostLine.self, from: Data(line.utf8)) else { break }
        seen += 1
        if let error = entry.error { throw LabError("the lab could not be brought up: \(error)") }
        if let step = entry.step { progress(LabProgress(step: step, elapsed: entry.elapsed)) }
      }
      if FileManager.default.fileExists(atPath: state.ready) { return }
      guard host.isAlive else { throw LabError("the lab's process ended before it was ready") }
      guard ContinuousClock.now < deadline else { throw LabError("the lab was not ready after \(Self.patience)") }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}

/// A pipe whose write end keeps a lab alive.
final class Lifeline: Sendable {
  let readEnd: FileHandle
  private let writeEnd: Mutex<FileHandle?>

  init() {
    let pipe = Pipe()
    readEnd = pipe.fileHandleForReading
    // No other child of this process may hold it open.
    _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    writeEnd = Mutex(pipe.fileHandleForWriting)
  }

  /// The child has its own copy.
  func closeReadEnd() { try? readEnd.close() }

  /// Ends the lab.
  func cut() {
    writeEnd.withLock { handle in
      try? handle?.close()
      handle = nil
    }
  }
}
