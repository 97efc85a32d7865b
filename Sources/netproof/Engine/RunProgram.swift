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
    // A signal that came after the last measurement has taken nothing away.
    if let signal, record.interruption != nil { record.interruption = "interrupted by \(signal)" }
    let files = try ReportDirectory.write(record: record, to: reportDirectory)
    print(TerminalSummary.render(record, width: output.width, coloured: output.isColoured), terminator: "")
    print("Reports: \(Self.reports(files))")
    return ExitStatus(record.verdict)
  }

  /// What can be wrong with the call is found before anything is started.
  private func prepare() throws {
    if usesLab { try EmbeddedLab.requireRoot() }
    try ReportDirectory.prepare(reportDirectory)
  }

  private func verify() async throws -> RunRecord {
    let growing = GrowingRecordFile(directory: reportDirectory) { reporter.note("Note: \($0)") }
    let verification = Verification(
      options: options, progress: { reporter.report($0) }, save: { growing.save($0) })
    guard usesLab else {
      let connection = try connection(kubeconfig, context: context)
      return try await verification.recorded(
        context: connection.contextName, server: connection.safeServer
      ) {
        try await verification.run(connection)
      }
    }
    return try await verification.recorded(context: "lab", server: "the embedded lab") {
      let lab = try await EmbeddedLab.start { reporter.report(activity: "lab: \($0)") }
      do {
        let record = try await verify(lab, verification)
        await takeDown(lab)
        return record
      } catch {
        await takeDown(lab)
        throw error
      }
    }
  }

  private func verify(_ lab: EmbeddedLab, _ verification: Verification) async throws -> RunRecord {
    for fault in faults {
      reporter.note("Fault \(fault.rawValue): \(fault.summary)")
      try await lab.setFault(fault, active: true)
    }
    var record = try await verification.run(try connection(lab.kubeconfigPath, context: nil))
    record.notes += faults.map { "The lab was broken on purpose: \($0.rawValue), \($0.summary)" }
    return record
  }

  private func takeDown(_ lab: EmbeddedLab) async {
    reporter.report(activity: "lab: taking it down")
    // In a task of its own: cancellation must not keep the lab from being taken down.
    await Task { await lab.stop() }.value
  }

  private func connection(_ kubeconfig: String?, context: String?) throws -> ClusterConnection {
    // HOME first, as kubectl does: under sudo it may differ from the user database.
    let environment = ProcessInfo.processInfo.environment
    return try Kubeconfig.load(
      path: kubeconfig, environment: environment, homeDirectory: environment["HOME"] ?? NSHomeDirectory()
    ).connection(context: context)
  }

  private func withTicker(_ work: () async throws -> RunRecord) async throws -> RunRecord {
    let ticker = Task { await reporter.tick() }
    defer { ticker.cancel() }
    return try await work()
  }

  /// The folder and its files, short enough for a narrow terminal.
  private static func reports(_ files: [String]) -> String {
    let names = files.map { URL(filePath: $0).lastPathComponent }
    let folder = files.first.map { relative(URL(filePath: $0).deletingLastPathComponent().path) } ?? ""
    return "\(folder) (\(names.joined(separator: ", ")))"
  }

  private static func relative(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
