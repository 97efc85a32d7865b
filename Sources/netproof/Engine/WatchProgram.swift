import Conformance
import Foundation
import Kubernetes
import Reports

/// What `netproof watch` does with its options: the watch, the command in it, reports, exit status.
struct WatchProgram: Sendable {
  private let options: WatchOptions
  private let cluster: ClusterOptions
  private let duration: Duration?
  private let margin: Duration
  private let command: WatchedCommand?
  private let format: WatchFormat
  private let isQuiet: Bool
  private let language: Language
  private let reportDirectory: String?
  private let output: TerminalDevice
  private let reporter: ProgressReporter

  init(_ command: WatchCommand) {
    options = command.options
    cluster = command.cluster
    duration = command.duration?.duration
    margin = command.margin.duration
    self.command = command.command.isEmpty ? nil : WatchedCommand(words: command.command)
    format = command.format
    isQuiet = command.quiet
    language = command.language.lang
    reportDirectory = command.reportDir
    output = .standardOutput(command.color)
    reporter = ProgressReporter(device: .standardError(command.color), isVerbose: false, isQuiet: command.quiet)
  }

  func run() async throws -> ExitStatus {
    try await command?.check()
    if let reportDirectory { try ReportDirectory.prepare(reportDirectory) }
    let client = try cluster.client()
    let (result, _) = await Interruption.watching(onSignal: { name in
      reporter.note("\(name): ending the watch; another Ctrl-C ends at once")
    }) {
      let ticker = Task { await reporter.tick() }
      defer { ticker.cancel() }
      return try await watch(client)
    }
    reporter.finish()
    let record = try result.get()
    if let reportDirectory {
      let files = try WatchFiles.write(record, to: reportDirectory, language: language)
      reporter.note("Reports: \(files.joined(separator: ", "))")
    }
    try StandardOutput.write(
      try format.render(
        record, language: language, width: output.width, coloured: output.isColoured, quiet: isQuiet))
    if let command = record.command, command.exitStatus.map({ $0 != 0 }) == true { return .commandFailed }
    return ExitStatus(record.verdict)
  }

  private func watch(_ client: KubernetesClient) async throws -> WatchRecord {
    try await Watch(client: client, options: options) { tell($0) }.run { now in
      guard let command else {
        try? await Task.sleep(for: duration ?? WatchCommand.usual)
        return nil
      }
      return await run(command, now)
    }
  }

  private func run(_ command: WatchedCommand, _ now: @Sendable () -> Double) async -> WatchRecord.Command {
    try? await Task.sleep(for: margin)
    var ran = WatchRecord.Command(program: command.program, began: now())
    if Task.isCancelled { return ran }
    // The status line and the command would write over each other.
    reporter.finish()
    do {
      ran.exitStatus = try await limited { try await command.run() }
    } catch is CancellationError {
      return ran
    } catch {
      StandardError.write("netproof: \(command.program) could not be run: \(error)\n")
      ran.exitStatus = 127
    }
    ran.ended = now()
    try? await Task.sleep(for: margin)
    return ran
  }

  /// Ends the command when its time is up.
  private func limited(_ work: @escaping @Sendable () async throws -> Int32?) async throws -> Int32? {
    try await withThrowingTaskGroup(of: Int32?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: duration ?? WatchCommand.usual)
        return nil
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  private func tell(_ event: WatchProgress) {
    switch event {
    case .activity(let text): reporter.report(activity: text)
    case .note(let text): reporter.note(text.text)
    case .covering(let coverage): reporter.note("Nodes take turns: \(WatchText.coverage(coverage))")
    case .watching(let paths):
      reporter.note("Watching \(paths) paths" + (command == nil && duration == nil ? "; Ctrl-C ends it" : ""))
      reporter.report(activity: "watching")
    case .standing(_, let lost, let longest):
      reporter.report(
        activity: lost == 0
          ? "watching, nothing lost" : "watching, \(lost) probes lost, longest outage \(WatchText.seconds(longest))")
    }
  }
}
