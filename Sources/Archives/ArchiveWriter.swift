import CLibarchive
import Foundation

/// Writes an archive, file by file.
public final class ArchiveWriter {
  /// The formats that are written.
  public enum Format: Sendable, Hashable, CaseIterable {
    /// A zip, as `cilium sysdump` makes.
    case zip
    /// A tar, as `cilium-bugtool` makes.
    case tar
    /// The same through gzip.
    case tarGzip
    /// The same through Zstandard.
    case tarZstd
  }

  private let archive: OpaquePointer
  private let path: String

  /// Begins an archive; a file that is there is written anew, for its owner only.
  ///
  /// - Throws: ``ArchiveError`` where it cannot be written.
  public init(path: String, format: Format) throws(ArchiveError) {
    guard let archive = archive_write_new() else {
      throw ArchiveError(.notFound, path, "there is no memory to write it")
    }
    self.archive = archive
    self.path = path
    // Not pax: it wants names in UTF-8, which libarchive cannot make in a locale without it.
    if format == .zip { archive_write_set_format_zip(archive) } else { archive_write_set_format_gnutar(archive) }
    if format == .tarGzip {
      archive_write_add_filter_gzip(archive)
      // Without the time in gzip's header the same content is the same bytes.
      archive_write_set_filter_option(archive, "gzip", "timestamp", nil)
    }
    if format == .tarZstd { archive_write_add_filter_zstd(archive) }
    guard archive_write_open_filename(archive, path) == ARCHIVE_OK else { throw failure() }
    chmod(path, 0o600)
  }

  deinit { archive_write_free(archive) }

  /// Adds a file.
  ///
  /// - Throws: ``ArchiveError`` where it cannot be written, as on a full disk.
  public func add(_ name: String, _ data: Data, modified: Date) throws(ArchiveError) {
    guard let entry = archive_entry_new() else { throw failure() }
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, name)
    netproof_make_regular_file(entry)
    archive_entry_set_perm(entry, 0o644)
    archive_entry_set_size(entry, Int64(data.count))
    archive_entry_set_mtime(entry, time_t(modified.timeIntervalSince1970), 0)
    guard archive_write_header(archive, entry) == ARCHIVE_OK else { throw failure() }
    let written = data.withUnsafeBytes { bytes in
      bytes.isEmpty ? 0 : archive_write_data(archive, bytes.baseAddress, bytes.count)
    }
    guard written == data.count else { throw failure() }
  }

  /// Ends the archive.
  ///
  /// - Throws: ``ArchiveError`` where its end cannot be written.
  public func close() throws(ArchiveError) {
    guard archive_write_close(archive) == ARCHIVE_OK else { throw failure() }
  }

  private func failure() -> ArchiveError {
    let text = archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    return ArchiveError(.notFound, path, "it cannot be written: \(text)")
  }
}
