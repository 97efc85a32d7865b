import Foundation
import Testing

/// What signals and closed pipes do to the program. No lab: the cluster is a stub.
@Suite("Interruption", .timeLimit(.minutes(5)))
struct InterruptionTests {
  @Test(
    "a signal ends a run with clean-up and reports, and no SIGTERM or SIGHUP that follows cuts that off",
    arguments: [[SIGINT], [SIGTERM], [SIGHUP], [SIGINT, SIGTERM], [SIGHUP, SIGTERM, SIGHUP]])
  func cleansUp(signals: [Int32]) async throws {
    let cluster = try StubCluster(deletion: .seconds(2))
    defer { cluster.remove() }
    let process = try cluster.start()
    try await cluster.wait(for: StubCluster.nodes, process)
    kill(process.processIdentifier, signals[0])
    try await cluster.wait(for: StubCluster.deletePods, process)
    for signal in signals.dropFirst() {
      kill(process.processIdentifier, signal)
      try await Task.sleep(for: .milliseconds(100))
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 3)
    #expect(cluster.server.count(StubCluster.deleteLease) == 1)
    let name = try #require([SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP"][signals[0]])
    #expect(try cluster.text("stderr").contains("\(name): cleaning up"))
    #expect(try cluster.text("reports/run.json").contains("interrupted"))
  }

  @Test("a second Ctrl-C ends the program at once, clean-up or not", arguments: [SIGINT, SIGTERM])
  func secondControlC(first: Int32) async throws {
    let cluster = try StubCluster(deletion: nil)
    defer { cluster.remove() }
    let process = try cluster.start()
    try await cluster.wait(for: StubCluster.nodes, process)
    kill(process.processIdentifier, first)
    try await cluster.wait(for: StubCluster.deletePods, process)
    // One that follows at once would count as the same.
    try await Task.sleep(for: .milliseconds(700))
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 3)
    #expect(cluster.server.count(StubCluster.deleteLease) == 0)
  }

  @Test("under nohup a run does not hear SIGHUP")
  func nohup() async throws {
    let cluster = try StubCluster(deletion: .zero)
    defer { cluster.remove() }
    let process = try cluster.start(shell: "trap '' HUP; exec \"$@\"")
    try await cluster.wait(for: StubCluster.nodes, process)
    kill(process.processIdentifier, SIGHUP)
    try await Task.sleep(for: .milliseconds(500))
    #expect(process.isRunning && cluster.server.count(StubCluster.deletePods) == 0)
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationStatus == 3)
    let told = try cluster.text("stderr")
    #expect(told.contains("SIGTERM: cleaning up") && !told.contains("SIGHUP"))
  }

  @Test("a run whose standard error nobody reads any more goes on to its end")
  func closedStandardError() async throws {
    let cluster = try StubCluster(deletion: .zero)
    defer { cluster.remove() }
    let pipe = Pipe()
    let process = try cluster.start(standardError: pipe)
    try pipe.fileHandleForReading.close()
    try await cluster.wait(for: StubCluster.nodes, process)
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 3)
    #expect(cluster.server.count(StubCluster.deleteLease) == 1)
    #expect(try cluster.text("reports/run.json").contains("interrupted"))
  }

  @Test(
    "a reader that has read enough ends a printing command quietly",
    arguments: [["list"], ["list", "--format", "json"], ["handbook"], ["manifests", "rbac"], ["--help"]])
  func closedStandardOutput(arguments: [String]) throws {
    let process = Process()
    process.executableURL = try UserProgram.executable()
    process.arguments = arguments
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try output.fileHandleForReading.close()
    try process.run()
    let told = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    #expect(told.isEmpty, "\(String(decoding: told, as: UTF8.self))")
  }

  @Test("a full disk is no reader that has read enough")
  func fullDisk() throws {
    let process = Process()
    process.executableURL = try UserProgram.executable()
    process.arguments = ["handbook"]
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let told = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    #expect(told.contains("No space left on device"), "\(told)")
  }
}
