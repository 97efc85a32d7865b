import Conformance
import Foundation
import Reports

/// The results of a Sonobuoy plugin with `result-format: junit`.
struct SonobuoyDelivery: DeliveryService {
  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    let folder = SonobuoyPlugin.folder(parcel.options.environment)
    try SonobuoyPlugin.finish(parcel.record, in: folder)
    return .delivered("\(folder)/\(ReportFormat.junit.fileName), told in \(SonobuoyPlugin.doneFile)")
  }
}

/// A plugin's side of the contract with the Sonobuoy worker that runs beside it.
///
/// The contract (vmware-tanzu/sonobuoy at 30756018, `site/content/docs/main/plugins.md` and `pkg/worker/worker.go`,
/// `GatherResults`): the plugin writes its results into the results folder, and when they are whole, the path of the
/// file to send into the file `done` there. The worker waits for that file, sends what it names, by the extension of
/// its name, and until then knows nothing of the plugin's end.
public enum SonobuoyPlugin {
  /// Names the results folder; the second one is that of older releases (`pkg/client/gen.go`).
  static let folderVariables = ["SONOBUOY_RESULTS_DIR", "RESULTS_DIR"]
  /// `plugin.ResultsDir` (`pkg/plugin/constants.go`).
  public static let defaultFolder = "/tmp/sonobuoy/results"
  static let doneFile = "done"

  /// Where the results go.
  static func folder(_ environment: [String: String]) -> String {
    folderVariables.compactMap { environment[$0] }.first { !$0.isEmpty } ?? defaultFolder
  }

  /// Writes the results, and then the file that the worker waits for.
  ///
  /// - Throws: ``ReportWriteError``, and what rendering throws.
  static func finish(_ record: RunRecord, in folder: String) throws {
    let place = URL(fileURLWithPath: folder, isDirectory: true)
    try ReportDirectory.prepare(folder)
    let results = place.appendingPathComponent(ReportFormat.junit.fileName)
    try AtomicFile.write(try ReportFormat.junit.render(record), to: results)
    // In one step: the worker reads it the moment that it is there.
    try AtomicFile.write(Data(results.path.utf8), to: place.appendingPathComponent(doneFile))
  }

  /// Tells the worker that nothing was verified and why: otherwise it waits until Sonobuoy's own time is over.
  ///
  /// - Parameter record: A record that says so.
  /// - Throws: ``ReportWriteError``, and what rendering throws.
  public static func giveUp(_ record: RunRecord, environment: [String: String]) throws {
    try finish(record, in: folder(environment))
  }
}
