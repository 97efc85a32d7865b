import Foundation
import Reports

/// What to do about a folder that has no room for another run.
enum FolderSpace {
  /// The error, with how large the kept runs are where it says that the volume is full; any other as it is.
  ///
  /// - Parameter runs: The folders of the runs that are kept.
  static func explained(_ error: any Error, runs: [URL]) -> any Error {
    guard let error = error as? ReportWriteError, isFull(error.reason) else { return error }
    let bytes = runs.reduce(0) { $0 + size($1) }
    let kept =
      "\(runs.count) run\(runs.count == 1 ? " is" : "s are") kept there, \(megabytes(bytes)) together. Keep fewer (--keep), or"
    return DeliveryError(
      """
      Could not write \(error.path): \(error.reason). \(runs.isEmpty ? "No run is kept there:" : kept) give the volume more \
      room (`netproof manifests --claim-size`, or enlarge the claim).
      """)
  }

  /// Whether the system's words say that there is no room, or that a quota is used up.
  private static func isFull(_ reason: String) -> Bool {
    [ENOSPC, EDQUOT].contains { reason == String(cString: strerror($0)) }
  }

  private static func size(_ folder: URL) -> Int {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
    return (files?.allObjects ?? []).reduce(0) { sum, file in
      sum + ((try? (file as? URL)?.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
    }
  }

  private static func megabytes(_ bytes: Int) -> String {
    bytes < 1_000_000 ? "less than 1 MB" : "\(bytes / 1_000_000) MB"
  }
}
