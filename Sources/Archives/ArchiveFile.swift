import Foundation

/// A file of an archive, before its content is read.
public struct ArchiveEntry: Sendable, Hashable {
  /// The path within the archive, with `/` between its parts and none in front. A file of an archive within another has
  /// that one's path before its own.
  public let path: String
  /// In bytes, as the archive says; `nil` where it does not.
  public let size: Int?
  /// When the file was changed last, as the archive says. An archive that was unpacked and packed again tells when that was.
  public let modified: Date?

  /// Makes an entry.
  public init(path: String, size: Int?, modified: Date?) {
    self.path = path
    self.size = size
    self.modified = modified
  }

  /// The last part of the path.
  public var name: Substring { path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...] }
}

/// A file of an archive with its content.
public struct ArchiveFile: Sendable, Hashable {
  /// Path, size and time.
  public let entry: ArchiveEntry
  /// The content, or the beginning of it.
  public let data: Data
  /// Whether something of the content is missing: the archive breaks off within it, or it is longer than what is kept.
  public let isCut: Bool

  /// Makes a file.
  public init(entry: ArchiveEntry, data: Data, isCut: Bool = false) {
    self.entry = entry
    self.data = data
    self.isCut = isCut
  }
}

/// What was read: a file or a folder that was given.
public struct ArchiveSource: Sendable, Hashable, Codable {
  /// The last part of its path, or `standard input`.
  public var name: String
  /// Its kind in words, such as `ZIP 2.0 (deflation)`, `GNU tar format (gzip)`, `folder`.
  public var format: String
  /// In bytes; `nil` for a folder.
  public var size: Int?
  /// SHA-256 of its bytes, in hexadecimal; `nil` for a folder.
  public var sha256: String?
  /// How many files it holds.
  public var files: Int

  /// Makes a description.
  public init(name: String, format: String, size: Int? = nil, sha256: String? = nil, files: Int) {
    self.name = name
    self.format = format
    self.size = size
    self.sha256 = sha256
    self.files = files
  }
}
