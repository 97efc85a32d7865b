import Foundation

/// A network namespace of the test's own. It lives as long as a process that waits for the end of its standard input,
/// and so goes away with the test, however that ends.
final class KernelNamespace {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let holder = Process()
  private let lifeline = Pipe()
  private let isHolderDone = DispatchSemaphore(value: 0)
  private let folder: URL

  /// Whether such namespaces can be made and asked here; otherwise why not.
  static var obstacle: String? {
    if geteuid() != 0 { return "needs root, for a network namespace of its own" }
    for program in ["ip", "unshare", "nsenter"] where path(program) == nil { return "needs \(program)" }
    return nil
  }

  private static func path(_ program: String) -> String? {
    ["/usr/sbin", "/sbin", "/usr/bin", "/bin"].map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "netproof-routing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let ready = folder.appending(path: "ready")
    holder.executableURL = URL(filePath: Self.path("unshare") ?? "/usr/bin/unshare")
    holder.arguments = ["--net", "sh", "-c", "echo > '\(ready.path)'; cat > /dev/null"]
    holder.standardInput = lifeline
    // `waitUntilExit` only looks every 50 ms.
    holder.terminationHandler = { [isHolderDone] _ in isHolderDone.signal() }
    try holder.run()
    while !FileManager.default.fileExists(atPath: ready.path) {
      guard holder.isRunning else { throw Failure(description: "no network namespace can be made") }
      usleep(1_000)
    }
  }

  func close() {
    try? lifeline.fileHandleForWriting.close()
    isHolderDone.wait()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs a shell script in the namespace.
  func run(_ script: String) throws -> (output: Data, error: String) {
    let (input, output, error) = (file("script"), file("output"), file("error"))
    try Data(script.utf8).write(to: input)
    let process = Process()
    process.executableURL = URL(filePath: Self.path("nsenter") ?? "/usr/bin/nsenter")
    process.arguments = [
      "--net=/proc/\(holder.processIdentifier)/ns/net", "sh", "-c",
      "sh '\(input.path)' > '\(output.path)' 2> '\(error.path)' < /dev/null",
    ]
    let isDone = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in isDone.signal() }
    try process.run()
    isDone.wait()
    return (try Data(contentsOf: output), String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }

  /// Has `ip` do many commands, and goes on after those that fail.
  func batch(_ commands: [String], options: String = "") throws -> (output: Data, error: String) {
    try Data((commands.joined(separator: "\n") + "\n").utf8).write(to: file("batch"))
    return try run("ip \(options) -force -batch '\(file("batch").path)'")
  }

  /// Puts a file where a script finds it, and says where.
  func put(_ name: String, _ lines: [String]) throws -> String {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file(name))
    return "'\(file(name).path)'"
  }

  /// Runs several scripts at once, and returns what each prints.
  func run(each scripts: [String]) throws -> [Data] {
    let numbered = scripts.enumerated().map { "{ \($0.element); } > '\(file("each-\($0.offset)").path)'" }
    _ = try run(numbered.joined(separator: "\n"))
    return try scripts.indices.map { try Data(contentsOf: file("each-\($0)")) }
  }

  /// Waits until the kernel has told itself what carriers there are and has done what follows, such as giving
  /// link-local addresses, which are tentative for a moment even without duplicate detection.
  func settle() throws { _ = try run(Self.settling) }

  static let settling = """
    for i in $(seq 100); do
      ip -o link show up | grep LOWER_UP | grep -v 'LOOPBACK\\|NOARP' | grep -qv 'state UP' || break
      sleep 0.02
    done
    for i in $(seq 100); do
      waiting=$({ ip -o link show up | grep LOWER_UP; ip -6 -o addr show tentative; } |
        sed 's/^[0-9]*: *\\([^:@ ]*\\).*/\\1/' | sort | uniq -d)
      [ "$waiting" ] || break
      sleep 0.02
    done
    """

  private func file(_ name: String) -> URL { folder.appending(path: name) }
}
