import Conformance
import Foundation
import Reports

/// A folder with a folder per run, of which the newest are kept, and a link `latest`. `netproof history` reads it. Of a run
/// in parts, every part has such a folder.
struct FolderDelivery: DeliveryService {
  let path: String

  /// The link to the newest run's folder.
  static let latest = "latest"
  private static let incomplete = ".incomplete-"

  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    let parent = Self.parent(of: parcel.record, in: path)
    try ReportDirectory.prepare(parent.path)
    let name = Self.name(parcel.record)
    let draft = parent.appendingPathComponent(Self.incomplete + name, isDirectory: true)
    try? FileManager.default.removeItem(at: draft)
    try ReportDirectory.prepare(draft.path)
    // The time of the last success goes from one run's metrics to the next.
    try? FileManager.default.copyItem(
      at: parent.appendingPathComponent(Self.latest).appendingPathComponent(ReportFormat.metrics.fileName),
      to: draft.appendingPathComponent(ReportFormat.metrics.fileName))
    try ReportDirectory.write(record: parcel.record, to: draft.path, language: parcel.options.language)
    let final = parent.appendingPathComponent(name, isDirectory: true)
    try? FileManager.default.removeItem(at: final)
    try move(draft.path, to: final.path)
    try link(parent, to: name)
    let removed = try prune(parent, keeping: parcel.options.keep)
    return .delivered(
      "\(final.path)" + (removed == 0 ? "" : ", removed \(removed) older run\(removed == 1 ? "" : "s")"))
  }

  /// The parts of a run write side by side, each in a folder of its own with its own `latest`: `PATH/2-of-3`.
  static func parent(of record: RunRecord, in path: String) -> URL {
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    guard let shard = record.sample?.shard else { return folder }
    return folder.appendingPathComponent(shard.slug, isDirectory: true)
  }

  /// Sorts by time, and is unique: `2026-11-21T03-00-00Z-k7x2b9qd`.
  static func name(_ record: RunRecord) -> String {
    record.startedAt.formatted(.iso8601).replacing(":", with: "-") + "-" + record.runID
  }

  /// Whether a folder is one of ours; nothing else is ever removed.
  static func isRun(_ name: String) -> Bool {
    name.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}Z-[a-z0-9]+/) != nil
  }

  /// The folders that go when so many are kept, oldest first.
  static func superfluous(_ names: [String], keeping count: Int) -> [String] {
    Array(names.filter(isRun).sorted().dropLast(count))
  }

  /// Replaces the link in one step: a reader finds the old one or the new one.
  private func link(_ parent: URL, to name: String) throws {
    let draft = parent.appendingPathComponent(Self.incomplete + Self.latest).path
    try? FileManager.default.removeItem(atPath: draft)
    guard symlink(name, draft) == 0 else { throw failure(draft) }
    try move(draft, to: parent.appendingPathComponent(Self.latest).path)
  }

  private func move(_ source: String, to target: String) throws {
    guard rename(source, target) == 0 else { throw failure(target) }
  }

  private func failure(_ path: String) -> ReportWriteError {
    ReportWriteError(path: path, reason: String(cString: strerror(errno)))
  }

  private func prune(_ parent: URL, keeping count: Int) throws -> Int {
    let names = try FileManager.default.contentsOfDirectory(atPath: parent.path)
    let old = Self.superfluous(names, keeping: count)
    for name in old { try FileManager.default.removeItem(at: parent.appendingPathComponent(name)) }
    return old.count
  }
}
