import Archives
import Foundation
import Generators
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

/// Recorded archives with something lost, cut, emptied or changed in them: whatever they are, they are read to the end or
/// refused with a reason, and what is lost never becomes a contradiction.
@Suite("Any archive")
struct ArchivePropertyTests {
  /// Something that happens to archives on their way.
  enum Damage: CaseIterable {
    case missing, empty, cutAtLine, cutAnywhere, errorText, folderMissing
  }

  private static func path(in files: [String: Data], _ random: inout SeededGenerator) -> String {
    random.pick(files.keys.sorted())
  }

  private static func damage(_ files: inout [String: Data], _ random: inout SeededGenerator) -> String {
    let path = path(in: files, &random)
    let data = files[path] ?? Data()
    let damage = random.pick(Damage.allCases)
    switch damage {
    case .missing: files[path] = nil
    case .empty: files[path] = Data()
    case .cutAnywhere: files[path] = data.prefix(random.below(data.count + 1))
    case .cutAtLine:
      let ends = data.indices.filter { data[$0] == UInt8(ascii: "\n") }
      if !ends.isEmpty { files[path] = data[...random.pick(ends)] }
    case .errorText:
      files[path] = Data("Error: x\n> Error while running 'x':  exit status 1\n\n".utf8)
    case .folderMissing:
      let folder = path.split(separator: "/").dropLast().joined(separator: "/") + "/"
      if folder.contains("/cmd/") { for path in files.keys where path.hasPrefix(folder) { files[path] = nil } }
    }
    return "\(damage) \(path) (\(data.count) → \(files[path]?.count ?? -1))"
  }

  /// The archive's record; `nil` where it was refused, with a reason.
  private static func record(_ read: () throws -> Sysdump) throws -> RunRecord? {
    do {
      return try ArchiveInspection(try read()).record(toolVersion: "1.0.0", forecasts: true)
    } catch let error as ArchiveError {
      #expect(!error.description.isEmpty)
    } catch let error as ScenarioError {
      #expect(!error.description.isEmpty)
    }
    return nil
  }

  @Test("with parts lost contradicts in nothing that the whole one does not")
  func lost() async throws {
    var whole: [String: Set<String>] = [:]
    var read = 0
    try await Rounds("archives", standard: 40).run { seed, random in
      let name = random.pick(Recordings.names)
      if whole[name] == nil {
        let record = try Self.record { try Recordings.read(name) }
        whole[name] = Set(record.map(ArchiveInspectionTests.contradictions) ?? [])
      }
      var files = try Recordings.files(of: name)
      var told: [String] = []
      for _ in 0...random.below(5) where !files.isEmpty { told.append(Self.damage(&files, &random)) }
      guard let record = try Self.record({ try Recordings.read(files, changedFrom: name) }) else { return }
      read += 1
      let new = Set(ArchiveInspectionTests.contradictions(record)).subtracting(whole[name] ?? [])
      #expect(new.isEmpty, "\(name), seed \(seed): \(new.sorted()) after \(told.joined(separator: "; "))")
    }
    #expect(read > 0)
  }

  @Test("with the files of its nodes mixed up, or its bytes changed, is read to the end or refused")
  func changed() async throws {
    try await Rounds("archive-bytes", standard: 30).run { _, random in
      let name = random.pick(Recordings.names)
      var files = try Recordings.files(of: name)
      if random.once(in: 2) { Self.mix(&files, &random) }
      for _ in 0..<random.below(4) {
        let path = Self.path(in: files, &random)
        guard var data = files[path], !data.isEmpty else { continue }
        for _ in 0...random.below(20) { data[random.below(data.count)] = UInt8(random.below(256)) }
        files[path] = data
      }
      _ = try Self.record { try Recordings.read(files, changedFrom: name) }
    }
  }

  @Test("reads the same in part, beside what was read before, as it does as a whole")
  func parts() throws {
    let name = "1.18-F-vxlan-drop"
    var files = try Recordings.files(of: name)
    var random = SeededGenerator(seed: 17)
    for _ in 0..<4 { _ = Self.damage(&files, &random) }
    let whole = try Self.record { try Recordings.read(files) }
    let part = try Self.record { try Recordings.read(files, changedFrom: name) }
    #expect(whole?.scenarios == part?.scenarios && whole?.scenarios.isEmpty == false)
  }

  /// Swaps one file between two agents.
  private static func mix(_ files: inout [String: Data], _ random: inout SeededGenerator) {
    let path = path(in: files, &random)
    guard let name = path.split(separator: "/").last else { return }
    let alike = files.keys.filter { $0.hasSuffix("/cmd/\(name)") && $0 != path }.sorted()
    guard !alike.isEmpty else { return }
    let other = random.pick(alike)
    (files[path], files[other]) = (files[other], files[path])
  }

  @Test("whose packed bytes were changed on their way contradicts in nothing: its sums do not fit")
  func packed() async throws {
    let name = "1.18-C-steady"
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-archive-\(UUID()).zip").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let writer = try ArchiveWriter(path: path, format: .zip)
    for (path, data) in try Recordings.files(of: name).sorted(by: { $0.key < $1.key }) {
      try writer.add(path, data, modified: Date(timeIntervalSince1970: 1_795_970_000))
    }
    try writer.close()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try await Rounds("archive-packed", standard: 20).run { seed, random in
      var changed = bytes
      for _ in 0...random.below(6) { changed[random.below(changed.count)] = UInt8(random.below(256)) }
      if random.once(in: 4) { changed = changed.prefix(random.below(changed.count)) }
      try changed.write(to: URL(fileURLWithPath: path))
      guard let record = try Self.record({ try Sysdump.read([path]) }) else { return }
      #expect(ArchiveInspectionTests.contradictions(record).isEmpty, "seed \(seed)")
    }
  }
}
