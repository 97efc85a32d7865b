/// What is to happen with a file of an archive.
public enum ArchiveInterest: Sendable, Hashable {
  /// It is passed over.
  case none
  /// Its content is handed over.
  case content
}

/// Who looks at the files of archives, one after the other, in the order in which they are met.
///
/// Nothing is kept by the reader: an archive of a large cluster does not fit into memory, and is never unpacked onto the
/// disk.
public protocol ArchiveVisitor {
  /// A file is there; says whether its content is wanted.
  mutating func interest(in entry: ArchiveEntry) -> ArchiveInterest
  /// The content of a file that was wanted.
  mutating func take(_ file: ArchiveFile)
  /// Something is wrong with part of an archive.
  mutating func note(_ damage: ArchiveDamage)
}
