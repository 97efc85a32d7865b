import Conformance
import Delivery
import Foundation
import Kubernetes
import Lab
import Reports

/// What a run is asked for: by `netproof run`, and by `netproof sweep`.
struct RunRequest {
  /// Which cluster.
  enum Source: Sendable {
    case kubeconfig(path: String?, context: String?)
    /// The embedded lab of a topology with agents of a release, broken on purpose by these faults.
    case lab(LabTopology, LabCilium, faults: [PlacedFault])

    /// The connection of a cluster that is there already; `nil` for the lab, which is yet to come.
    func connection() throws -> ClusterConnection? {
      switch self {
      case .kubeconfig(let path, let context): try ClusterConnection.load(path: path, context: context)
      case .lab: nil
      }
    }
  }

  var options: RunOptions
  var source: Source
  var report: ReportOptions
  var delivery = DeliveryRequest()
}

/// Where the reports of a run go besides the report directory.
struct DeliveryRequest: Sendable {
  var destinations: [ReportDestination] = []
  var keep = Delivery.Options.defaultKeep
}

/// What `netproof run` does with its options: lab, verification, reports, exit status.
struct RunProgram: Sendable {
  private let options: RunOptions
  private let source: RunRequest.Source
  private let reportDirectory: String
  private let language: Language
  private let explainsWhy: Bool
  private let isQuiet: Bool
  private let isVerbose: Bool
  private let delivery: DeliveryRequest
  private let output: TerminalDevice
  private let reporter: ProgressReporter

  init(_ request: RunRequest) {
    options = request.options
    source = request.source
    reportDirectory = request.report.reportDir
    language = request.report.lang
    explainsWhy = request.report.explainWhy
    isQuiet = request.report.quiet
    isVerbose = request.report.verbose
    delivery = request.delivery
    output = .standardOutput(request.report.color)
    reporter = ProgressReporter(
      device: .standardError(request.report.color), isVerbose: request.report.verbose,
      isQuiet: request.report.quiet)
  }

  func run() async throws -> ExitStatus {
    do {
      return try await conduct()
    } catch {
      // A worker that waits is told, whatever happens.
      if delivery.destinations.contains(.sonobuoy) {
        do {
          try SonobuoyPlugin.giveUp(Verification.record(of: error, options), environment: environment)
        } catch {
          StandardError.write("netproof: Sonobuoy could not be told, and waits for its own timeout: \(error)\n")
        }
      }
      throw error
    }
  }

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  private func conduct() async throws -> ExitStatus {
    try prepare()
    let connection = try source.connection()
    let (result, signal) = await Interruption.watching(onSignal: { name in
      reporter.note("\(name): cleaning up and writing the reports; another Ctrl-C ends at once")
    }) {
      try await withTicker { try await verify(connection) }
    }
    reporter.finish()
    var (record, status) = try result.get()
    // A signal that came after the last measurement has taken nothing away.
    if let signal, record.interruption != nil { record.interruption = "interrupted by \(signal)" }
    func write() -> Result<[String], any Error> {
      Result { try ReportDirectory.write(record: record, to: reportDirectory, language: language) }
    }
    // A folder that cannot be written any more must not keep the results from elsewhere, nor from the terminal.
    var files = write()
    let (delivered, failures) = await deliver(&record, status, connection)
    if !failures.isEmpty { files = write() }
    tell(record, files: try? files.get(), delivered)
    if status == .usage, let reason = record.interruption { StandardError.write("netproof: \(reason)\n") }
    for line in failures { StandardError.write("netproof: \(line)\n") }
    _ = try files.get()
    let verdict = status ?? ExitStatus(record.verdict)
    guard verdict == .conforms else { return verdict }
    if record.fitnessDecides == true, record.isUnfit { return .unfit }
    return failures.isEmpty ? .conforms : .undelivered
  }

  /// The closing words on standard output.
  private func tell(_ record: RunRecord, files: [String]?, _ delivered: [String]) {
    guard !isQuiet else { return print(TerminalSummary.answer(record, coloured: output.isColoured)) }
    print(
      TerminalSummary.render(
        record, width: output.width, coloured: output.isColoured, tellsCost: isVerbose),
      terminator: "")
    if explainsWhy { print(CauseTrialText.render(record), terminator: "") }
    if let files { print("Reports: \(Self.reports(files))") }
    for line in delivered { print(line) }
  }

  /// Leaves the reports where they were asked for. A run that another one kept from beginning has nothing to tell, and
  /// leaves what the last run told.
  private func deliver(
    _ record: inout RunRecord, _ status: ExitStatus?, _ connection: ClusterConnection?
  ) async -> (lines: [String], failures: [String]) {
    let destinations = delivery.destinations.filter { status != .busy || $0 == .sonobuoy }
    return await ReportDispatch(
      destinations: destinations,
      options: .init(
        namespace: options.guest.namespace, keep: delivery.keep, shard: options.sampling.shard, language: language,
        environment: environment),
      connection: connection
    ).run(&record)
  }

  /// What can be wrong with the call is found before anything is started.
  private func prepare() throws {
    if case .lab(let topology, _, let faults) = source {
      try EmbeddedLab.requireRoot()
      for fault in faults { try EmbeddedLab.require(fault, in: topology) }
    }
    try ReportDirectory.prepare(reportDirectory)
  }

  private func verify(_ connection: ClusterConnection?) async throws -> Verification.Result {
    let growing = GrowingRecordFile(directory: reportDirectory) { reporter.note("Note: \($0)") }
    let worker = delivery.destinations.contains(.sonobuoy) ? SonobuoyProgress(environment: environment) : nil
    defer { worker?.finish() }
    let verification = Verification(
      options: options,
      progress: {
        reporter.report($0)
        worker?.report($0)
      }, save: { growing.save($0) })
    switch source {
    case .kubeconfig:
      guard let connection else { throw CancellationError() }
      return try await verification.recorded(
        context: connection.contextName, server: connection.safeServer
      ) {
        try await verification.run(connection)
      }
    case .lab(let topology, let cilium, let faults):
      return try await verification.recorded(context: "lab", server: "the embedded lab") {
        let lab = try await EmbeddedLab.start(topology, cilium) { reporter.report(activity: "lab: \($0)") }
        do {
          var record = try await verify(lab, faults, verification)
          if let death = tellDeath(of: lab) { record.notes.append(Sentence(words: death)) }
          await takeDown(lab)
          return record
        } catch {
          _ = tellDeath(of: lab)
          await takeDown(lab)
          throw error
        }
      }
    }
  }

  private func verify(_ lab: EmbeddedLab, _ faults: [PlacedFault], _ verification: Verification) async throws
    -> RunRecord
  {
    for fault in faults {
      reporter.note("Fault \(fault): \(fault.summary)")
      try await lab.setFault(fault, active: true)
    }
    var verification = verification
    if verification.options.asksNodePorts { verification.options.vantages += lab.vantages }
    var record = try await verification.run(try ClusterConnection.load(path: lab.kubeconfigPath))
    record.notes += faults.map { "The lab was broken on purpose: \($0), \($0.summary)" }
    return record
  }

  /// Says why the lab is gone, where it is: everything that could not be reached then has this cause.
  private func tellDeath(of lab: EmbeddedLab) -> String? {
    guard let words = lab.lastWords else { return nil }
    let kept = (try? lab.keepLog(in: reportDirectory)).map { " Its whole log: \($0)." } ?? ""
    let note = "The lab died during the run: \(words)\(kept)"
    reporter.note(note)
    return note
  }

  private func takeDown(_ lab: EmbeddedLab) async {
    reporter.report(activity: "lab: taking it down")
    // In a task of its own: cancellation must not keep the lab from being taken down.
    await Task { await lab.stop() }.value
  }

  private func withTicker<Value>(_ work: () async throws -> Value) async throws -> Value {
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
