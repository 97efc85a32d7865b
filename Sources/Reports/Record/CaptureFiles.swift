import Conformance
import Foundation

/// The packets of cases that are not green, as files that Wireshark and tcpdump read.
enum CaptureFiles {
  /// The folder for them, inside the report folder.
  private static let folderName = "captures"

  /// Writes every capture that the record holds, and removes those of an earlier run.
  ///
  /// - Throws: ``ReportWriteError``.
  static func write(_ record: RunRecord, to folder: URL) throws {
    let captures = record.scenarios.flatMap { scenario in
      scenario.cases.flatMap { entry in
        (entry.path?.captures ?? []).map { (entry.captureName($0, scenario.scenario), $0.pcap) }
      }
    }
    let place = folder.appendingPathComponent(folderName, isDirectory: true)
    try? FileManager.default.removeItem(at: place)
    guard !captures.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    } catch {
      throw ReportWriteError(path: place.path, reason: AtomicFile.reason(error))
    }
    for (name, pcap) in captures { try AtomicFile.write(pcap, to: folder.appendingPathComponent(name)) }
  }
}
