// libFuzzer's target for archives: zip and tar through every filter, and archives within one another.
import Foundation

@testable import Archives

/// Any bytes: they are read to their end or refused with a reason, nothing leads out of them, and bounds hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArchives(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let path = "/dev/shm/netproof-fuzz-\(getpid())"
  guard FileManager.default.createFile(atPath: path, contents: Data(UnsafeBufferPointer(start: start, count: count)))
  else { return 0 }
  defer { unlink(path) }
  var limits = ArchiveLimits()
  (limits.entries, limits.fileBytes, limits.unpackedBytes) = (500, 1 << 16, 4 << 20)
  (limits.nestedBytes, limits.ratioFrom) = (1 << 20, 1 << 20)
  var named = Looker(limits: limits)
  let outcome = Result { () throws(ArchiveError) in try ArchiveReader.read([path], limits: limits, &named) }
  if case .failure(let error) = outcome {
    precondition(!error.description.isEmpty, "a refusal has a reason")
  } else {
    precondition(named.files <= limits.entries, "no more files than the limit")
  }
  // The same as a stream, of which a zip's list of files is at the end.
  guard let handle = FileHandle(forReadingAtPath: path) else { return 0 }
  defer { try? handle.close() }
  var piped = Looker(limits: limits)
  _ = try? ArchiveReader.read([ArchiveReader.standardInput], limits: limits, input: handle, &piped)
  return 0
}

private struct Looker: ArchiveVisitor {
  let limits: ArchiveLimits
  var files = 0

  mutating func interest(in entry: ArchiveEntry) -> ArchiveInterest {
    files += 1
    precondition(!entry.path.hasPrefix("/") && !entry.path.isEmpty, "no path leads to the root")
    precondition(!entry.path.split(separator: "/").contains(".."), "no path leads upwards")
    return files.isMultiple(of: 5) ? .none : .content
  }

  mutating func take(_ file: ArchiveFile) {
    precondition(file.data.count <= max(limits.fileBytes, limits.nestedBytes), "files are bounded")
  }

  mutating func note(_ damage: ArchiveDamage) { precondition(!damage.description.isEmpty, "a remark says something") }
}
