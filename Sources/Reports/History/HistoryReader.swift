import Conformance
import Foundation

/// Reads the run records of a folder.
public enum HistoryReader {
  /// Why there is no history.
  public struct NoRecords: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String
  }

  /// Reads every `.json` file in the folder and below it, one after another.
  ///
  /// What is no run record, or cannot be read, is left out and named in ``History/skipped``.
  /// - Throws: ``NoRecords`` when the folder cannot be read, or holds no run record.
  public static func read(_ directory: String) throws -> History {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isFolder), isFolder.boolValue else {
      throw NoRecords(description: "\(directory) is not a folder. Give one that holds run records (run.json).")
    }
    var digests: [RunDigest] = []
    var skipped: [String: String] = [:]
    for path in files(directory) {
      do {
        digests.append(RunDigest(path: path, record: try RunRecordFile.read(path)))
      } catch {
        skipped[path] = "\(error)"
      }
    }
    guard !digests.isEmpty else {
      let reasons = skipped.sorted { $0.key < $1.key }.prefix(5).map { "\n  \($0.value)" }.joined()
      throw NoRecords(description: "\(directory) holds no run record that can be read (run.json).\(reasons)")
    }
    return History(digests, skipped: skipped)
  }

  /// In a fixed order; folders that cannot be read are passed over.
  private static func files(_ directory: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map {
      URL(fileURLWithPath: directory).appendingPathComponent($0).relativePath
    }
  }
}
