import Foundation
import Testing

/// The machine's busybox with all its programs first in PATH, as in a busybox pod.
struct Busybox {
  static let path = ["/usr/bin/busybox", "/bin/busybox"].first { FileManager.default.isExecutableFile(atPath: $0) }
  /// Ping opens a raw socket.
  static let canRun = path != nil && geteuid() == 0

  let directory: URL
  let temporary: URL

  init() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("probes-\(UUID().uuidString)")
    directory = root.appendingPathComponent("bin")
    temporary = root.appendingPathComponent("tmp")
    for folder in [directory, temporary] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let install = Process()
    install.executableURL = URL(fileURLWithPath: try #require(Self.path))
    install.arguments = ["--install", "-s", directory.path]
    try install.run()
    install.waitUntilExit()
  }

  func remove() { try? FileManager.default.removeItem(at: directory.deletingLastPathComponent()) }

  /// What the scripts left in their directory.
  func leftovers() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: temporary.path) }

  /// Starts busybox with no signal blocked. Swift's concurrency threads block all, a child inherits that, and a shell
  /// that cannot get SIGCHLD waits for ever.
  ///
  /// - Parameter script: What the program reads. Its end is not told: that is how the older exec protocol leaves it.
  func start(_ arguments: [String], reading script: String? = nil) throws -> (
    process: Process, stdout: Pipe, stderr: Pipe
  ) {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.path))
    process.arguments = arguments
    process.environment = ["PATH": directory.path]
    let stdout = Pipe()
    let stderr = Pipe()
    let stdin = Pipe()
    process.standardInput = script == nil ? FileHandle.nullDevice : stdin
    process.standardOutput = stdout
    process.standardError = stderr
    try process.run()
    if let script { try stdin.fileHandleForWriting.write(contentsOf: Data(script.utf8)) }
    return (process, stdout, stderr)
  }

  /// Runs a script to its end, away from the cooperative pool: waiting blocks the thread.
  func run(_ script: String) async throws -> (status: Int32, stdout: Data, stderr: String) {
    let started = try start(["sh", "-s"], reading: script)
    return await withCheckedContinuation { continuation in
      Thread {
        let stdout = started.stdout.fileHandleForReading.readDataToEndOfFile()
        let stderr = started.stderr.fileHandleForReading.readDataToEndOfFile()
        started.process.waitUntilExit()
        continuation.resume(
          returning: (started.process.terminationStatus, stdout, String(decoding: stderr, as: UTF8.self)))
      }.start()
    }
  }
}

/// A TCP port on 127.0.0.1 where connections are taken into the backlog and never answered.
final class SilentListener {
  private let socketDescriptor: Int32
  let port: UInt16

  init() throws {
    socketDescriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = socketDescriptor
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, length) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, generic, &length) == 0
      }
    }
    try #require(result)
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Frees the port: nobody listens there then.
  func close() { _ = Glibc.close(socketDescriptor) }
}
