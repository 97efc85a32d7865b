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
  /// A draft that nothing was written to for so long, in seconds, is one of a run that was killed. Writing a run takes
  /// seconds; another one may be doing so at the same time.
  static let draftLifetime: TimeInterval = 3600

  func deliver(_ parcel: Parcel) async throws -> DeliveryOutcome.Result {
    let parent = Self.parent(of: parcel.record.sample?.shard ?? parcel.options.shard, in: path)
    try ReportDirectory.prepare(parent.path)
    let name = Self.name(parcel.record)
    // Room first: on a full volume nothing can be written before something is removed. The run that `latest` names stays.
    removeDrafts(parent, at: Date())
    var removed = (try? prune(parent, keeping: max(parcel.options.keep - 1, 1))) ?? 0
    let draft = parent.appendingPathComponent(Self.incomplete + name, isDirectory: true)
    let final = parent.appendingPathComponent(name, isDirectory: true)
    do {
      try write(parcel, to: draft, parent)
      try? FileManager.default.removeItem(at: final)
      try move(draft.path, to: final.path)
      try link(parent, to: name)
    } catch {
      try? FileManager.default.removeItem(at: draft)
      throw FolderSpace.explained(error, runs: Self.runs(in: parent))
    }
    removed += try prune(parent, keeping: parcel.options.keep)
    return .delivered(
      "\(final.path)" + (removed == 0 ? "" : ", removed \(removed) older run\(removed == 1 ? "" : "s")"))
  }

  private func write(_ parcel: Parcel, to draft: URL, _ parent: URL) throws {
    try? FileManager.default.removeItem(at: draft)
    try ReportDirectory.prepare(draft.path)
    // The time of the last success goes from one run's metrics to the next.
    try? FileManager.default.copyItem(
      at: parent.appendingPathComponent(Self.latest).appendingPathComponent(ReportFormat.metrics.fileName),
      to: draft.appendingPathComponent(ReportFormat.metrics.fileName))
    try ReportDirectory.write(record: parcel.record, to: draft.path, language: parcel.options.language)
  }

  /// The parts of a run write side by side, each in a folder of its own with its own `latest`: `PATH/2-of-3`.
  static func parent(of shard: RunShard?, in path: String) -> URL {
    let folder = URL(fileURLWithPath: path, isDirectory: true)
    guard let shard else { return folder }
    return folder.appendingPathComponent(shard.slug, isDirectory: true)
  }

  /// Sorts by time, and is unique: `2026-11-21T03-00-00Z-k7x2b9qd`.
  static func name(_ record: RunRecord) -> String {
    record.startedAt.formatted(.iso8601).replacing(":", with: "-") + "-" + record.runID
  }

  /// Whether a folder is one of ours; nothing else is ever removed.
  static func isRun(_ name: some StringProtocol) -> Bool {
    String(name).wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}Z-[a-z0-9]+/) != nil
  }

  /// The folders that go when so many are kept, oldest first.
  static func superfluous(_ names: [String], keeping count: Int) -> [String] {
    Array(names.filter(isRun).sorted().dropLast(count))
  }

  /// Whether a folder is what a run that was killed had begun to write.
  static func isStaleDraft(_ name: String, changed: Date, at time: Date) -> Bool {
    name.hasPrefix(incomplete) && isRun(name.dropFirst(incomplete.count))
      && time.timeIntervalSince(changed) > draftLifetime
  }

  /// The folders of runs, oldest first.
  private static func runs(in parent: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    return names.filter(isRun).sorted().map { parent.appendingPathComponent($0) }
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

  /// Removes what killed runs have left half written. One that cannot be removed keeps no report from being written.
  private func removeDrafts(_ parent: URL, at time: Date) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? [] {
      let draft = parent.appendingPathComponent(name)
      let attributes = try? FileManager.default.attributesOfItem(atPath: draft.path)
      guard let changed = attributes?[.modificationDate] as? Date else { continue }
      if Self.isStaleDraft(name, changed: changed, at: time) { try? FileManager.default.removeItem(at: draft) }
    }
  }
}
