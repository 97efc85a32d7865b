import Conformance
import Foundation
import Kubernetes
import Lab
import Reports

/// What `netproof run` does with its options: lab, verification, reports, exit status.
struct RunProgram: Sendable {
  private let options: RunOptions
  private let kubeconfig: String?
  private let context: String?
  private let usesLab: Bool
  private let faults: [LabFault]
  private let reportDirectory: String
  private let output: TerminalDevice
  private let reporter: ProgressReporter

  init(_ command: RunCommand) {
    options = command.options
    kubeconfig = command.cluster.kubeconfig
    context = command.cluster.context
    usesLab = command.lab
    faults = command.fault
    reportDirectory = command.reportDir
    output = .standardOutput(command.color)
    reporter = ProgressReporter(device: .standardError(command.color), isVerbose: command.verbose)
  }

  func run() async throws -> ExitStatus {
    try prepare()
    let (result, signal) = await Interruption.watching(onSignal: { name in
      reporter.note("\(name): cleaning up and writing the reports; once more ends at once")
    }) {
      try await withTicker { try await verify() }
    }
    reporter.finish()
    var record = try result.get()
    if let signal, record.interruption == nil || record.interruption?.isEmpty == true {
      record.interruption = "interrupted by \(signal)"
    }
    let files = try ReportDirectory.write(record: record, to: reportDirectory)
    print(TerminalSummary.render(record, width: output.width, coloured: output.isColoured), terminator: "")
    print("Reports: \(files.map(Self.relative).joined(separator: ", "))")
    return ExitStatus(record.verdict)
  }

  /// What can be wrong with the call is found before anything is started.
  private func prepare() throws {
    if usesLab { try EmbeddedLab.requireRoot() }
    try ReportDirectory.prepare(reportDirectory)
  }

  private func verify() async throws -> RunRecord {
    guard usesLab else {
      return try await verify(kubeconfig: kubeconfig, context: context)
    }
    let startedAt = Date()
    let lab: any LabControl
    do {
      lab = try await EmbeddedLab.start { reporter.report(activity: "lab: \($0)") }
    } catch let error as ConfigurationError {
      throw error
    } catch {
      return Verification.unestablished(
        "the lab did not come up: \(error)", context: "lab", server: "none", options: options, startedAt: startedAt)
    }
    let result: Result<RunRecord, any Error>
    do {
      for fault in faults {
        reporter.note("Fault \(fault.rawValue): \(fault.summary)")
        try await lab.setFault(fault, active: true)
      }
      result = .success(try await verify(kubeconfig: lab.kubeconfigPath, context: nil))
    } catch {
      result = .failure(error)
    }
    reporter.report(activity: "lab: taking it down")
    // Cancellation must not keep the lab from being taken down.
    await Task { await lab.stop() }.value
    var record = try result.get()
    record.notes += faults.map { "The lab was broken on purpose: \($0.rawValue), \($0.summary)" }
    return record
  }

  private func verify(kubeconfig: String?, context: String?) async throws -> RunRecord {
    let environment = ProcessInfo.processInfo.environment
    let connection = try Kubeconfig.load(
      path: kubeconfig, environment: environment, homeDirectory: NSHomeDirectory()
    ).connection(context: context)
    return try await Verification.run(connection: connection, options: options) { reporter.report($0) }
  }

  private func withTicker(_ work: () async throws -> RunRecord) async throws -> RunRecord {
    let ticker = Task { await reporter.tick() }
    defer { ticker.cancel() }
    return try await work()
  }

  private static func relative(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
