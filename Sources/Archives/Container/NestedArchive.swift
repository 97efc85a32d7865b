import Foundation

/// Archives within archives: bug reports have a sysdump's zip in another, and old tools left tars unpacked.
enum NestedArchive {
  private static let endings = [".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst", ".tar.xz", ".tar.bz2"]

  /// Whether a file's name is that of an archive; what it is, its content tells.
  static func isNamedLikeOne(_ name: some StringProtocol) -> Bool {
    let name = name.lowercased()
    return endings.contains(where: name.hasSuffix)
  }

  /// Reads an archive that is a file of another.
  ///
  /// - Returns: Whether it was one. Of a damaged one the visitor is told.
  static func read(
    _ file: ArchiveFile, depth: Int, _ budget: inout ReadingBudget, _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) -> Bool {
    guard depth < budget.limits.nesting else {
      visitor.note(
        ArchiveDamage(
          file.entry.path, "archives lie deeper in one another than \(budget.limits.nesting) levels", hidesFiles: true))
      return true
    }
    let reader = ContainerReader(name: file.entry.path, prefix: file.entry.path + "/", depth: depth + 1)
    let result = file.data.withUnsafeBytes { bytes in
      Result { () throws(ArchiveError) in try reader.read(.bytes(bytes), &budget, &visitor) }
    }
    switch result {
    case .success: return true
    case .failure(let error) where error.kind == .notAnArchive: return false
    case .failure(let error) where error.kind == .tooLarge: throw error
    case .failure(let error):
      visitor.note(ArchiveDamage(file.entry.path, error.detail, hidesFiles: true))
      return true
    }
  }
}
