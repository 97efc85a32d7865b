import Foundation
import Testing

/// The program as a user starts it, without a cluster.
enum UserProgram {
  /// How it ended.
  struct Result {
    var status: Int32
    var output: String
    var error: String
  }

  /// Runs the program from an empty folder and without the caller's kubeconfig.
  ///
  /// - Parameters:
  ///   - input: What it gets on standard input; nothing if not given.
  ///   - asNobody: Whether to run it as a user without any rights.
  ///   - name: What the program's file is called, where that is another name than its own.
  static func run(
    _ arguments: [String], input: Data? = nil, asNobody: Bool = false, as name: String? = nil
  ) throws -> Result {
    let program = try executable()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = Process()
    // The clone may be in a folder that only its owner may enter, such as root's home.
    let shared = folder.appendingPathComponent("netproof")
    if asNobody {
      if link(program.path, shared.path) != 0 { try FileManager.default.copyItem(at: program, to: shared) }
    }
    let link = name.map { folder.appendingPathComponent($0) }
    if let link { try FileManager.default.createSymbolicLink(at: link, withDestinationURL: program) }
    process.executableURL = asNobody ? URL(fileURLWithPath: "/usr/bin/setpriv") : link ?? program
    process.arguments =
      asNobody ? ["--reuid=65534", "--regid=65534", "--clear-groups", shared.path] + arguments : arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["KUBECONFIG"] = nil
    environment["HOME"] = folder.path
    environment["COLUMNS"] = "80"
    process.environment = environment
    // Through files, so that neither side can block.
    let files = ["stdin", "stdout", "stderr"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    if let input { try input.write(to: files[0]) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try String(contentsOf: files[1], encoding: .utf8),
      error: try String(contentsOf: files[2], encoding: .utf8))
  }

  /// The program beside the tests.
  static func executable() throws -> URL {
    let binaries = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return try #require(
      [binaries, binaries.deletingLastPathComponent().deletingLastPathComponent()]
        .map { $0.appendingPathComponent("netproof") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }, "netproof is not beside the tests; build it")
  }

  /// A file of the repository.
  static func repository(_ path: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(path)
  }
}
