import Foundation

/// Reads a folder into which an archive was unpacked, or that holds several.
struct FolderReader {
  let root: URL
  /// What stands before the files' paths.
  let prefix: String

  /// Shows all regular files to the visitor, in the order of their paths; links are not followed.
  ///
  /// - Returns: How many there are, without those of archives among them.
  func read(_ budget: inout ReadingBudget, _ visitor: inout some ArchiveVisitor) throws(ArchiveError) -> Int {
    let paths = try list(&budget)
    for path in paths { try read(path, &budget, &visitor) }
    guard !paths.isEmpty else { throw ArchiveError(.empty, root.path, "the folder holds no file") }
    return paths.count
  }

  private func list(_ budget: inout ReadingBudget) throws(ArchiveError) -> [String] {
    guard let walk = FileManager.default.enumerator(atPath: root.path) else {
      throw ArchiveError(.notFound, root.path, "the folder cannot be listed")
    }
    var paths: [String] = []
    while let path = walk.nextObject() as? String {
      guard walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
      try budget.countEntry(root.path)
      paths.append(path)
    }
    return paths.sorted()
  }

  private func read(
    _ path: String, _ budget: inout ReadingBudget, _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) {
    let url = root.appendingPathComponent(path)
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    let entry = ArchiveEntry(
      path: prefix + path, size: attributes?[.size] as? Int, modified: attributes?[.modificationDate] as? Date)
    if NestedArchive.isNamedLikeOne(entry.name) {
      do throws(ArchiveError) {
        _ = try ContainerReader(name: url.path, prefix: entry.path + "/", depth: 1).read(
          .file(path: url.path), &budget, &visitor)
        return
      } catch {
        guard error.kind == .notAnArchive else {
          if error.kind == .tooLarge { throw error }
          return visitor.note(ArchiveDamage(entry.path, error.detail))
        }
      }
    }
    guard visitor.interest(in: entry) == .content else { return }
    guard let handle = FileHandle(forReadingAtPath: url.path) else {
      return visitor.note(ArchiveDamage(entry.path, "it cannot be opened: \(String(cString: strerror(errno)))"))
    }
    defer { try? handle.close() }
    let limit = budget.limits.fileBytes
    guard let data = try? handle.read(upToCount: limit + 1) ?? Data() else {
      return visitor.note(ArchiveDamage(entry.path, "it cannot be read"))
    }
    if data.count > limit {
      visitor.note(ArchiveDamage(entry.path, "it is longer than the \(limit) bytes that are read of a file"))
    }
    visitor.take(ArchiveFile(entry: entry, data: data.prefix(limit), isCut: data.count > limit))
  }
}
