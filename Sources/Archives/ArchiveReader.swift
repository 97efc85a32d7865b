import Foundation

/// Reads archives and folders of them: zip, tar (plain, gzip, zstd, xz, bzip2), folders, standard input, also within one
/// another. Told by content, bounded, piece by piece; nothing is unpacked onto the disk.
public enum ArchiveReader {
  /// The name that stands for standard input.
  public static let standardInput = "-"

  /// Shows all files of some archives to a visitor. Several are read as if they were one, as the tars of single nodes are.
  ///
  /// - Parameters:
  ///   - paths: Files and folders; ``standardInput`` for the bytes on standard input.
  ///   - limits: How much is read at most.
  ///   - input: Where ``standardInput`` comes from.
  /// - Returns: What was read, in the order of `paths`.
  /// - Throws: ``ArchiveError`` where one of them could not be read at all, or is too large.
  public static func read(
    _ paths: [String], limits: ArchiveLimits = ArchiveLimits(), input: FileHandle = .standardInput,
    _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) -> [ArchiveSource] {
    var budget = ReadingBudget(limits)
    var sources: [ArchiveSource] = []
    for path in paths {
      sources.append(try read(path, paths.count > 1, input, &budget, &visitor))
    }
    return sources
  }

  private static func read(
    _ path: String, _ isOneOfSeveral: Bool, _ input: FileHandle, _ budget: inout ReadingBudget,
    _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) -> ArchiveSource {
    if path == standardInput {
      return try stream(ByteSource(input), name: "standard input", isOneOfSeveral, &budget, &visitor)
    }
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let name = url.lastPathComponent
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw ArchiveError(.notFound, path, "it cannot be read: \(String(cString: strerror(errno)))")
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      let files = try FolderReader(root: url, prefix: isOneOfSeveral ? name + "/" : "").read(&budget, &visitor)
      return ArchiveSource(name: name, format: "folder", files: files)
    case S_IFREG:
      guard status.st_size > 0 else { throw ArchiveError(.empty, path, "the file is empty") }
      let sum = try digest(path)
      let reader = ContainerReader(name: path, prefix: isOneOfSeveral ? name + "/" : "", depth: 0)
      let outcome = try reader.read(.file(path: path), &budget, &visitor)
      return ArchiveSource(
        name: name, format: outcome.format, size: Int(status.st_size), sha256: sum, files: outcome.files)
    default:
      guard let handle = FileHandle(forReadingAtPath: path) else {
        throw ArchiveError(.notFound, path, "it cannot be opened")
      }
      defer { try? handle.close() }
      return try stream(ByteSource(handle), name: name, isOneOfSeveral, &budget, &visitor)
    }
  }

  private static func stream(
    _ source: ByteSource, name: String, _ isOneOfSeveral: Bool, _ budget: inout ReadingBudget,
    _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) -> ArchiveSource {
    let reader = ContainerReader(name: name, prefix: isOneOfSeveral ? name + "/" : "", depth: 0)
    let outcome = try reader.read(.stream(source), &budget, &visitor)
    let sum = source.sum()
    return ArchiveSource(name: name, format: outcome.format, size: source.count, sha256: sum, files: outcome.files)
  }

  /// The sum of a file, read once more: a zip is not read from front to back.
  private static func digest(_ path: String) throws(ArchiveError) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw ArchiveError(.notFound, path, "it cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { try? handle.close() }
    return ByteSource(handle).sum()
  }
}
