/// Why nothing could be read of an archive.
public struct ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Hashable {
    /// There is no such file or folder, or it may not be opened.
    case notFound
    /// Its content is none of the formats that are read.
    case notAnArchive
    /// It breaks off or is damaged before its first file.
    case damaged
    /// It would unpack to more than is read.
    case tooLarge
    /// It is encrypted.
    case encrypted
    /// It holds no file.
    case empty
    /// It holds more than one of what it may hold one of.
    case several
  }

  /// What is wrong.
  public let kind: Kind
  /// Which archive; for one within another, `outer.zip/inner.tar`.
  public let archive: String
  /// What was met there.
  public let detail: String

  /// Makes an error.
  public init(_ kind: Kind, _ archive: String, _ detail: String) {
    self.kind = kind
    self.archive = archive
    self.detail = detail
  }

  /// What, where, and what to do.
  public var description: String { "\(archive): \(detail). \(remedy)." }

  private var remedy: String {
    switch kind {
    case .notFound: "Check the path, and that it may be read"
    case .notAnArchive:
      "Give a zip of `cilium sysdump`, a tar of `cilium-bugtool` (plain, gzip or zstd), or a folder with one unpacked"
    case .damaged: "Copy or download it again, and compare its size and checksum with the original's"
    case .tooLarge: "Unpack it elsewhere and give the folder, without what does not belong to it"
    case .encrypted: "Unpack it, and give the folder"
    case .empty: "Check that the right file was given, and that making it did not fail"
    case .several: "Unpack it and give the folder of one of them; `netproof gate --before A --after B` compares two"
    }
  }
}

/// Something that is wrong with part of an archive, while the rest could be read.
public struct ArchiveDamage: Sendable, Hashable, CustomStringConvertible {
  /// Which archive, file, or path within one.
  public let place: String
  /// What is wrong there, in a few words.
  public let detail: String
  /// Whether files are lost of which nothing is known, not even that they were there.
  public let hidesFiles: Bool

  /// Makes a remark.
  public init(_ place: String, _ detail: String, hidesFiles: Bool = false) {
    self.place = place
    self.detail = detail
    self.hidesFiles = hidesFiles
  }

  /// `PLACE: DETAIL`.
  public var description: String { "\(place): \(detail)" }
}
