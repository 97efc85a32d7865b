// libFuzzer's target for the files of sysdumps and bugtool archives.
import Foundation

@testable import Archives
@testable import Sysdump

/// One or several files of an archive, each behind a line `=== PATH`: whatever stands in them, they are read to their end,
/// and what was read names a file that is there and a line that it has.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSysdump(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let files = split(Data(UnsafeBufferPointer(start: start, count: count)))
  // What is read of no file is not worth keeping.
  guard files.contains(where: { Sysdump.wants($0.entry.path) }) else { return -1 }
  let dump = Sysdump(files: files, name: "fuzz")
  let lines = Dictionary(
    files.map { ($0.entry.path, 1 + $0.data.count { $0 == 0x0A || $0 == 0x0D }) }, uniquingKeysWith: max)
  for agent in dump.agents { check(agent, AgentRecord.readings, lines) }
  check(dump.objects, ClusterObjects.readings, lines)
  for reference in dump.failedTasks + dump.missingKinds.values + dump.logs.map(\.reference) { check(reference, lines) }
  return 0
}

private func check<Holder>(_ holder: Holder, _ places: [ReadingPlace<Holder>], _ lines: [String: Int]) {
  var copy = holder
  for place in places {
    place.distrust(in: &copy) { reference in
      check(reference, lines)
      return "for a check"
    }
  }
}

private func check(_ reference: FileReference, _ lines: [String: Int]) {
  guard let count = lines[reference.path] else { preconditionFailure("\(reference.path) is no file") }
  precondition(reference.line.map { (1...count).contains($0) } ?? true, "\(reference.place) is no line")
  precondition(reference.excerpt.count <= FileReference.longestExcerpt, "excerpts are bounded")
}

private func split(_ input: Data) -> [ArchiveFile] {
  var files: [(path: String, data: Data)] = []
  for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
    if line.starts(with: "=== ".utf8), files.count < 16 {
      files.append((String(decoding: line.dropFirst(4), as: UTF8.self), Data()))
    } else if !files.isEmpty {
      files[files.count - 1].data.append(line + [0x0A])
    }
  }
  return files.map { file in
    // The input's last line may have had no end.
    let isLast = file.path == files.last?.path && input.last != 0x0A
    let data = isLast ? file.data.dropLast() : file.data
    return ArchiveFile(entry: ArchiveEntry(path: file.path, size: data.count, modified: nil), data: Data(data))
  }
}
