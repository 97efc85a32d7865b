import CLibarchive
import Foundation

/// Reads one archive through libarchive, entry by entry.
///
/// What it is, is told by its content. Formats and filters that nobody makes Cilium's archives with are left out: each is a
/// parser of foreign bytes.
struct ContainerReader {
  /// How an archive is opened.
  enum Opening {
    /// A file on the disk: zip archives have their list of files at the end.
    case file(path: String)
    /// Bytes that come once.
    case stream(ByteSource)
    /// Bytes in memory, which stay where they are while they are read.
    case bytes(UnsafeRawBufferPointer)

    /// Whether a zip's entries can be passed over without unpacking them.
    var canSeek: Bool { if case .stream = self { false } else { true } }
  }

  /// What it is called in errors.
  let name: String
  /// What stands before its entries' paths: nothing, or a path that ends in `/`.
  let prefix: String
  /// Within how many other archives it lies.
  let depth: Int

  /// What was found about an archive besides its files.
  struct Outcome {
    /// In libarchive's words.
    var format: String
    /// How many files it holds.
    var files = 0
  }

  /// Reads all entries.
  ///
  /// - Throws: ``ArchiveError`` where nothing could be read, or too much would have to be.
  func read(
    _ opening: Opening, _ budget: inout ReadingBudget, _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) -> Outcome {
    guard let archive = archive_read_new() else { throw ArchiveError(.damaged, name, "there is no memory to read it") }
    defer { archive_read_free(archive) }
    archive_read_support_filter_gzip(archive)
    archive_read_support_filter_zstd(archive)
    archive_read_support_filter_xz(archive)
    archive_read_support_filter_bzip2(archive)
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    // libarchive asks the stream for more for as long as it is open.
    defer { withExtendedLifetime(opening) {} }
    guard open(archive, opening) == ARCHIVE_OK else { throw unreadable(archive, opening) }
    return try entries(of: archive, opening, &budget, &visitor)
  }

  private func open(_ archive: OpaquePointer, _ opening: Opening) -> Int32 {
    switch opening {
    case .file(let path): return archive_read_open_filename(archive, path, 1 << 18)
    case .bytes(let bytes): return archive_read_open_memory(archive, bytes.baseAddress, bytes.count)
    case .stream(let source):
      return archive_read_open(
        archive, Unmanaged.passUnretained(source).toOpaque(), nil,
        { _, client, bytes in
          guard let client, let next = Unmanaged<ByteSource>.fromOpaque(client).takeUnretainedValue().next() else {
            return -1
          }
          bytes?.pointee = next.baseAddress
          return next.count
        }, nil)
    }
  }

  private func entries(
    of archive: OpaquePointer, _ opening: Opening, _ budget: inout ReadingBudget, _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) -> Outcome {
    var outcome = Outcome(format: "")
    var meter = ReadingMeter(name: name)
    while true {
      var next: OpaquePointer?
      let status = archive_read_next_header(archive, &next)
      if status == ARCHIVE_EOF { break }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let next else {
        if status == ARCHIVE_RETRY { continue }
        let error = unreadable(archive, opening)
        guard outcome.files > 0 else { throw error }
        visitor.note(
          ArchiveDamage(
            name, "it breaks off or is damaged after \(outcome.files) files: \(text(archive))", hidesFiles: true))
        break
      }
      try budget.countEntry(name)
      if outcome.format.isEmpty { outcome.format = format(of: archive) }
      guard netproof_is_regular_file(next) != 0 else { continue }
      outcome.files += 1
      guard let entry = entry(next, &visitor, budget.limits) else {
        try pass(over: archive, opening, &budget, &meter)
        continue
      }
      if archive_entry_is_data_encrypted(next) != 0 {
        if outcome.files == 1 { throw ArchiveError(.encrypted, name, "its files are encrypted") }
        visitor.note(ArchiveDamage(entry.path, "it is encrypted, and was left out"))
        continue
      }
      try read(entry, archive, opening, &budget, &meter, &visitor)
    }
    guard outcome.files > 0 else { throw ArchiveError(.empty, name, "it holds no file") }
    return outcome
  }

  private func read(
    _ entry: ArchiveEntry, _ archive: OpaquePointer, _ opening: Opening, _ budget: inout ReadingBudget,
    _ meter: inout ReadingMeter, _ visitor: inout some ArchiveVisitor
  ) throws(ArchiveError) {
    let isNested = NestedArchive.isNamedLikeOne(entry.name)
    guard isNested || visitor.interest(in: entry) == .content else {
      try pass(over: archive, opening, &budget, &meter)
      return
    }
    let limit = isNested ? budget.limits.nestedBytes : budget.limits.fileBytes
    var data = Data()
    if let size = entry.size, size < 1 << 24 { data.reserveCapacity(size) }
    var isCut = false
    let ending = try blocks(of: archive, &budget, &meter) { block in
      let room = limit - data.count
      if block.count > room { isCut = true }
      if room > 0 { data.append(contentsOf: block.prefix(room)) }
    }
    if let ending {
      visitor.note(ArchiveDamage(entry.path, "it is cut or damaged after \(data.count) bytes: \(ending)"))
      isCut = true
    } else if isCut {
      visitor.note(ArchiveDamage(entry.path, "it is longer than the \(limit) bytes that are read of a file"))
    }
    let file = ArchiveFile(entry: entry, data: data, isCut: isCut)
    if isNested, try NestedArchive.read(file, depth: depth, &budget, &visitor) { return }
    if isNested, visitor.interest(in: entry) == .none { return }
    visitor.take(file)
  }

  /// Passes over an entry's content: without unpacking it where that can be, and counting what is unpacked otherwise.
  private func pass(
    over archive: OpaquePointer, _ opening: Opening, _ budget: inout ReadingBudget, _ meter: inout ReadingMeter
  ) throws(ArchiveError) {
    if opening.canSeek, archive_format(archive) & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_ZIP {
      archive_read_data_skip(archive)
    } else {
      _ = try blocks(of: archive, &budget, &meter) { _ in }
    }
  }

  /// Hands over an entry's content piece by piece; returns what ended it early, if anything did.
  private func blocks(
    of archive: OpaquePointer, _ budget: inout ReadingBudget, _ meter: inout ReadingMeter,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(ArchiveError) -> String? {
    var (start, count, offset): (UnsafeRawPointer?, Int, Int64) = (nil, 0, 0)
    while true {
      let status = archive_read_data_block(archive, &start, &count, &offset)
      if status == ARCHIVE_EOF { return nil }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN else {
        if status == ARCHIVE_RETRY { continue }
        return text(archive)
      }
      try budget.count(count, packed: Int(archive_filter_bytes(archive, -1)), &meter)
      body(UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  /// An entry with a path that stays within the archive; otherwise `nil`, and that is told.
  private func entry(
    _ next: OpaquePointer, _ visitor: inout some ArchiveVisitor, _ limits: ArchiveLimits
  ) -> ArchiveEntry? {
    // In a locale without UTF-8 libarchive converts no names; the bytes are UTF-8 in all archives of interest.
    let bytes = archive_entry_pathname_utf8(next) ?? archive_entry_pathname(next)
    guard let bytes, strnlen(bytes, limits.pathBytes + 1) <= limits.pathBytes else {
      visitor.note(ArchiveDamage(name, "a file has no path, or a very long one, and was left out"))
      return nil
    }
    let raw = String(cString: bytes)
    guard let path = ArchivePath.normal(raw) else {
      visitor.note(ArchiveDamage(name, "“\(raw.prefix(120))” leads out of the archive, and was left out"))
      return nil
    }
    let size = archive_entry_size_is_set(next) != 0 ? Int(archive_entry_size(next)) : nil
    let time = archive_entry_mtime_is_set(next) != 0 ? archive_entry_mtime(next) : 0
    return ArchiveEntry(
      path: prefix + path, size: size.flatMap { $0 >= 0 ? $0 : nil },
      modified: time > 0 ? Date(timeIntervalSince1970: TimeInterval(time)) : nil)
  }

  private func unreadable(_ archive: OpaquePointer, _ opening: Opening) -> ArchiveError {
    if case .stream(let source) = opening, let failure = source.failure {
      return ArchiveError(.notFound, name, "it cannot be read: \(failure)")
    }
    if case .file(let path) = opening, access(path, R_OK) != 0 {
      return ArchiveError(.notFound, name, "it cannot be read: \(String(cString: strerror(errno)))")
    }
    let isForeign = archive_errno(archive) == EILSEQ && archive_format(archive) == 0
    return isForeign
      ? ArchiveError(.notAnArchive, name, "its content is neither zip nor tar (plain, gzip, zstd, xz, bzip2)")
      : ArchiveError(.damaged, name, "it is damaged: \(text(archive))")
  }

  private func format(of archive: OpaquePointer) -> String {
    let format = archive_format_name(archive).map { String(cString: $0) } ?? "unknown"
    let filter = archive_filter_name(archive, 0).map { String(cString: $0) } ?? "none"
    return filter == "none" ? format : "\(format), \(filter)"
  }

  private func text(_ archive: OpaquePointer) -> String {
    archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
  }
}
