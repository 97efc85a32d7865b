import Archives
import Foundation
import Sysdump

/// Real archives, as `Fixtures/README.md` tells of them: the files that netproof reads, in one archive with a folder for
/// each of them.
public enum Recordings {
  /// Name → path → content.
  public static let all: [String: [String: Data]] = {
    guard let url = Bundle.module.url(forResource: "Fixtures/recordings.tar", withExtension: "zst") else { return [:] }
    var sorter = Sorter()
    _ = try? ArchiveReader.read([url.path], &sorter)
    return sorter.archives
  }()

  /// Their names in order.
  public static var names: [String] { all.keys.sorted() }

  private struct Sorter: ArchiveVisitor {
    var archives: [String: [String: Data]] = [:]
    mutating func interest(in entry: ArchiveEntry) -> ArchiveInterest { .content }
    mutating func take(_ file: ArchiveFile) {
      guard let slash = file.entry.path.firstIndex(of: "/") else { return }
      let rest = file.entry.path[file.entry.path.index(after: slash)...]
      archives[String(file.entry.path[..<slash]), default: [:]][String(rest)] = file.data
    }
    mutating func note(_ damage: ArchiveDamage) {}
  }

  /// There is no such recording.
  public struct Missing: Error {
    /// Its name.
    public let name: String
  }

  /// The files of one of them.
  public static func files(of name: String) throws -> [String: Data] {
    guard let files = all[name] else { throw Missing(name: name) }
    return files
  }

  /// Reads one of them, as it is or with its files changed.
  public static func read(_ name: String, _ change: (inout [String: Data]) -> Void = { _ in }) throws -> Sysdump {
    var files = try files(of: name)
    change(&files)
    return try read(files)
  }

  /// Reads files as if they were an archive.
  public static func read(_ files: [String: Data]) throws -> Sysdump {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-sysdump-\(UUID()).tar").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try ArchiveWriter(path: path, format: .tar)
    for (path, data) in files.sorted(by: { $0.key < $1.key }) {
      try writer.add(path, data, modified: Date(timeIntervalSince1970: 1_795_970_000))
    }
    try writer.close()
    return try Sysdump.read([path])
  }
}
