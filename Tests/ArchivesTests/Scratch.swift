import Archives
import Foundation

/// A folder of a test's own, removed with it.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-archives-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes bytes and returns the path.
  func file(_ name: String, _ data: Data) throws -> String {
    try data.write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  /// Writes an archive and returns the path.
  func archive(
    _ name: String, _ format: ArchiveWriter.Format, _ files: [(String, Data)], modified: Date = Scratch.time
  ) throws -> String {
    let writer = try ArchiveWriter(path: path(name), format: format)
    for (name, data) in files { try writer.add(name, data, modified: modified) }
    try writer.close()
    return path(name)
  }

  static let time = Date(timeIntervalSince1970: 1_795_968_000)
}

/// Keeps everything that it is shown.
struct Keeper: ArchiveVisitor {
  var files: [ArchiveFile] = []
  var passed: [String] = []
  var damages: [ArchiveDamage] = []
  var wants: (ArchiveEntry) -> Bool = { _ in true }

  mutating func interest(in entry: ArchiveEntry) -> ArchiveInterest {
    guard wants(entry) else {
      passed.append(entry.path)
      return .none
    }
    return .content
  }
  mutating func take(_ file: ArchiveFile) { files.append(file) }
  mutating func note(_ damage: ArchiveDamage) { damages.append(damage) }

  var paths: [String] { files.map(\.entry.path) }
}

extension Data {
  init(_ text: String) { self.init(text.utf8) }

  /// Bytes that hardly can be packed, the same for every run.
  static func noise(_ count: Int, seed: UInt64 = 1) -> Data {
    var random = SplitMix(state: seed)
    return Data((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
  }
}

/// A generator that gives every run of a test the same numbers.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
