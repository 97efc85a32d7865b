import Archives
import Foundation
import Synchronization
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

  /// One of them as it is: it is read once.
  public static func read(_ name: String) throws -> Sysdump {
    guard let dump = dumps[name] else { throw Missing(name: name) }
    return try dump.value { try read(files(of: name)) }
  }

  /// Reads one of them with its files changed.
  ///
  /// Where only files of agents are others than they were, only those agents are read anew: what they say hangs on nothing
  /// else in the archive.
  ///
  /// - Parameter moved: Path → how many seconds later than the others that file was written.
  public static func read(
    _ name: String, moved: [String: TimeInterval] = [:], _ change: (inout [String: Data]) throws -> Void
  ) throws -> Sysdump {
    var files = try files(of: name)
    try change(&files)
    return try read(files, changedFrom: name, moved: moved)
  }

  /// Reads files of which most are those of a recording.
  public static func read(
    _ files: [String: Data], changedFrom name: String, moved: [String: TimeInterval] = [:]
  ) throws -> Sysdump {
    let before = try self.files(of: name)
    let changed = Set(before.keys).union(files.keys).filter { files[$0] != before[$0] || moved[$0] != nil }
    let folders = changed.map(folder)
    guard !folders.contains(nil) else { return try read(files, moved: moved) }
    var dump = try read(name)
    dump.agents.removeAll { folders.contains($0.folder) }
    dump.files = files.count
    let anew = files.filter { path, _ in folder(of: path).map { folders.contains($0) } ?? false }
    if !anew.isEmpty {
      let part = try read(anew, moved: moved)
      dump.agents = (dump.agents + part.agents).sorted { $0.folder < $1.folder }
      dump.damages += part.damages
    }
    return dump
  }

  /// The folder of the agent that a file is of.
  private static func folder(of path: String) -> String? {
    switch ArchiveLayout(path: path) {
    case .command(let folder, _), .state(let folder, _): folder
    case .objects, .log, .sysdumpLog, .other: nil
    }
  }

  private static let dumps = all.mapValues { _ in Once<Sysdump>() }

  /// What several tests ask for at once, and one of them makes.
  private final class Once<Value: Sendable>: Sendable {
    private let made = Mutex<Value?>(nil)

    func value(_ make: () throws -> Value) throws -> Value {
      try made.withLock { made in
        if let made { return made }
        let value = try make()
        made = value
        return value
      }
    }
  }

  /// When every file was written that is not told to have been written at another time.
  public static let time = Date(timeIntervalSince1970: 1_795_970_000)

  /// Reads files as if they were an archive.
  public static func read(_ files: [String: Data], moved: [String: TimeInterval] = [:]) throws -> Sysdump {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-sysdump-\(UUID()).tar").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try ArchiveWriter(path: path, format: .tar)
    for (path, data) in files.sorted(by: { $0.key < $1.key }) {
      try writer.add(path, data, modified: time.addingTimeInterval(moved[path] ?? 0))
    }
    try writer.close()
    return try Sysdump.read([path])
  }
}
