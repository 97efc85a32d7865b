import CLibarchive
import Foundation

/// SHA-256 of bytes that come piece by piece.
///
/// libarchive has it for its manifests (mtree(5)), made by the system's cryptographic library: the manifest of one file
/// with the bytes as its content is asked for.
final class SHA256 {
  private let archive: OpaquePointer
  private let manifest: Manifest
  private var isOpen = false

  /// What libarchive has written so far.
  private final class Manifest { var bytes = Data() }

  init?() {
    guard let archive = archive_write_new() else { return nil }
    self.archive = archive
    manifest = Manifest()
    guard archive_write_set_format_mtree(archive) == ARCHIVE_OK,
      archive_write_set_format_option(archive, "mtree", "all", nil) == ARCHIVE_OK,
      archive_write_set_format_option(archive, "mtree", "sha256", "1") == ARCHIVE_OK
    else { return nil }
    let client = Unmanaged.passUnretained(manifest).toOpaque()
    let write: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?, Int) -> Int = {
      _, client, bytes, count in
      guard let client, let bytes else { return 0 }
      Unmanaged<Manifest>.fromOpaque(client).takeUnretainedValue().bytes.append(
        bytes.assumingMemoryBound(to: UInt8.self), count: count)
      return count
    }
    guard archive_write_open(archive, client, nil, write, nil) == ARCHIVE_OK, let entry = archive_entry_new() else {
      return nil
    }
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, "content")
    netproof_make_regular_file(entry)
    // The content ends where it ends: more than any file is announced.
    archive_entry_set_size(entry, Int64.max)
    guard archive_write_header(archive, entry) == ARCHIVE_OK else { return nil }
    isOpen = true
  }

  deinit { archive_write_free(archive) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    guard isOpen, let start = bytes.baseAddress, !bytes.isEmpty else { return }
    isOpen = archive_write_data(archive, start, bytes.count) == bytes.count
  }

  /// In hexadecimal; `nil` where it could not be made.
  func finish() -> String? {
    guard isOpen, archive_write_close(archive) == ARCHIVE_OK else { return nil }
    isOpen = false
    let text = String(decoding: manifest.bytes, as: UTF8.self)
    guard let range = text.firstRange(of: "sha256digest=") ?? text.firstRange(of: "sha256=") else { return nil }
    let digest = text[range.upperBound...].prefix { $0.isHexDigit }
    return digest.count == 64 ? String(digest) : nil
  }
}
