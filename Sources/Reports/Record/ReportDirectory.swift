import Conformance
import Foundation

/// The folder that a run leaves behind.
public enum ReportDirectory {
  /// The run record's file.
  public static let recordName = ReportFormat.json.fileName
  /// The files, in the order in which they are written.
  public static let fileNames = formats.map(\.fileName)
  private static let formats: [ReportFormat] = [.json, .junit, .markdown, .html, .metrics]

  /// Writes the record in every form, creating the folder if necessary.
  ///
  /// The record itself is written first: whatever happens to a renderer, what was measured is kept.
  /// - Returns: The paths that were written.
  /// - Throws: ``ReportWriteError``.
  @discardableResult
  public static func write(
    record: RunRecord, to directory: String, language: Language = .english
  ) throws -> [String] {
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    try prepare(directory)
    let first = try write(record, as: .json, to: folder, language).path
    // The others on all cores: of a large cluster each takes seconds.
    let others = try SideBySide.map(formats.filter { $0 != .json }) { try write(record, as: $0, to: folder, language) }
    let written = [first] + others.map(\.path)
    try CaptureFiles.write(record, to: folder)
    return written
  }

  private static func write(
    _ record: RunRecord, as format: ReportFormat, to folder: URL, _ language: Language
  ) throws -> URL {
    let file = folder.appendingPathComponent(format.fileName)
    var options = RenderOptions(language: language)
    if format == .metrics { options.previousMetrics = try? String(contentsOf: file, encoding: .utf8) }
    if let write = format.inPieces(record) {
      try AtomicFile.write(to: file, write)
    } else {
      // Rendered before: what a template says is no fault of the file's.
      try AtomicFile.write(try format.render(record, options), to: file)
    }
    return file
  }

  /// Writes files into a folder, each whole or not at all, creating the folder if necessary.
  ///
  /// - Returns: The paths that were written.
  /// - Throws: ``ReportWriteError``, and what a renderer throws.
  static func write(_ files: [(name: String, render: () throws -> Data)], to directory: String) throws -> [String] {
    try prepare(directory)
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    return try files.map { name, render in
      let file = folder.appendingPathComponent(name)
      try AtomicFile.write(try render(), to: file)
      return file.path
    }
  }

  /// Makes the folder and checks that files can be made in it, so that a long run does not end without a place to
  /// write to.
  ///
  /// - Throws: ``ReportWriteError``.
  public static func prepare(_ directory: String) throws {
    do {
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: directory, isDirectory: true), withIntermediateDirectories: true)
    } catch {
      throw ReportWriteError(path: directory, reason: AtomicFile.reason(error))
    }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw ReportWriteError(path: directory, reason: "no permission to write")
    }
  }
}
