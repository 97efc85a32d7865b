import Foundation
import Testing

/// Programs by others that read our reports. `scripts/test` installs them and names them in the environment; so CI
/// always runs these tests, and a bare `swift test` without them shows them as skipped.
enum IndependentReader {
  /// A Python with `jsonschema`, `junitparser` and `prometheus_client`.
  static let python = ProcessInfo.processInfo.environment["NETPROOF_TEST_PYTHON"]
  /// A Python with `helm_python`, Helm's SDK, and `yaml`.
  static let helm = ProcessInfo.processInfo.environment["NETPROOF_TEST_HELM"]
  /// A Chromium.
  static let chromium = ProcessInfo.processInfo.environment["NETPROOF_TEST_CHROMIUM"]

  static let hint: Comment = "scripts/test installs the reader and sets NETPROOF_TEST_PYTHON or NETPROOF_TEST_CHROMIUM"

  /// Runs a script of `Readers` on a file with this content.
  static func run(_ script: String, _ content: Data, before: [String] = []) async throws -> Output {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("content")
    try content.write(to: file)
    let root = try #require(Bundle.module.resourceURL)
    return try await command(
      try #require(python), [root.appendingPathComponent("Readers/\(script)").path] + before + [file.path])
  }

  /// What a program left behind.
  struct Output {
    var status: Int32
    var stdout: Data
    var stderr: String
    var text: String { String(decoding: stdout, as: UTF8.self) }
  }

  /// Runs a program to its end; its output goes through files, so that none of it can block.
  static func command(_ path: String, _ arguments: [String]) async throws -> Output {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["out", "err"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do { try process.run() } catch { done.resume(throwing: error) }
    }
    return Output(
      status: process.terminationStatus, stdout: try Data(contentsOf: files[0]),
      stderr: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
  }

  /// A file of the repository.
  static func repository(_ path: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(path)
  }
}
