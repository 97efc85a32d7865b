import Foundation
import Kubernetes
import Testing

@testable import Conformance

/// The script is run by this machine's shell, with a client of its own in the path.
@Suite("Many commands in an agent as one script", .serialized)
struct AgentScriptTests {
  /// Runs a text with `sh -s`, as an agent's container would.
  private static func run(_ text: String, client: String? = "cilium-dbg") throws -> ExecResult {
    let folder = FileManager.default.temporaryDirectory.appending(path: "netproof-script-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if let client {
      let file = folder.appending(path: client)
      try Data("#!/bin/sh\necho \"client: $*\"\n".utf8).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-s"]
    process.environment = ["PATH": "\(folder.path):/usr/bin:/bin"]
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let stdout = try output.fileHandleForReading.readToEnd() ?? Data()
    let stderr = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return ExecResult(stdout: stdout, stderr: stderr, exitCode: process.terminationStatus)
  }

  private static let quoted = ["sh", "-c", "printf '%s\n' \"it's\"\nprintf no-newline; echo wrong >&2; exit 3"]
  private static let reading = ["cat"]
  private static let absent = ["no-such-program", "x"]
  private static let silent = ["true"]

  private static var script: AgentScript {
    var script = AgentScript(mark: "netproof-fresh")
    for command in [quoted, reading, absent, silent] { script.add(command) }
    script.add([.client, .text("status")])
    return script
  }

  @Test("each part has its own status and streams, byte by byte, and no input")
  func parts() throws {
    let result = try Self.run(Self.script.text)
    #expect(result.exitCode == 0)
    let answers = Self.script.answers(in: result)
    #expect(answers.count == 5)
    let quoted = try #require(answers[Self.quoted])
    #expect(quoted.stdoutText == "it's\nno-newline" && quoted.stderrText == "wrong\n" && quoted.exitCode == 3)
    #expect(answers[Self.reading] == ExecResult(exitCode: 0))
    #expect(answers[Self.absent]?.exitCode == 127 && answers[Self.absent]?.stderrText.isEmpty == false)
    #expect(answers[Self.silent] == ExecResult(exitCode: 0))
    #expect(answers[["cilium-dbg", "status"]]?.stdoutText == "client: status\n")
  }

  @Test("before 1.15 the client has another name, and an image may have none", arguments: ["cilium", nil])
  func client(name: String?) throws {
    let answers = Self.script.answers(in: try Self.run(Self.script.text, client: name))
    #expect(answers[[name ?? "", "status"]]?.stdoutText == (name == nil ? "" : "client: status\n"))
    #expect(answers[Self.silent] != nil)
  }

  @Test("a part that stands in for another runs only where that has run and failed")
  func alternatives() throws {
    var script = AgentScript(mark: "netproof-fresh")
    let first = script.add([.text("false")])
    let second = script.add([.text("true")], ifFailed: first)
    script.add([.text("echo"), .text("third")], ifFailed: second)
    let other = script.add([.text("true"), .text("x")])
    script.add([.text("echo"), .text("never")], ifFailed: other)
    let answers = script.answers(in: try Self.run(script.text))
    #expect(Set(answers.keys) == [["false"], ["true"], ["true", "x"]])
  }

  @Test("of an output that was cut anywhere, only whole parts count, and they are as they were")
  func cut() throws {
    let whole = try Self.run(Self.script.text)
    let answers = Self.script.answers(in: whole)
    for length in stride(from: 0, through: whole.stdout.count, by: 7) {
      let part = ExecResult(stdout: whole.stdout.prefix(length), stderr: whole.stderr, exitCode: 0)
      let found = Self.script.answers(in: part)
      #expect(found.allSatisfy { answers[$0.key] == $0.value })
    }
    #expect(Self.script.answers(in: ExecResult(stdout: whole.stdout, exitCode: 0)).isEmpty)
  }

  @Test("a script that was cut does nothing")
  func cutScript() throws {
    let text = Self.script.text
    for length in [0, text.count / 2, text.count - 20] {
      #expect(try Self.run(String(text.prefix(length))).stdout.isEmpty)
    }
  }

  @Test("marks of another script are output like any other")
  func foreignMarks() throws {
    var script = AgentScript(mark: "netproof-fresh")
    script.add(["printf", "netproof-old end 0 0\nnetproof-old begin 1\n"])
    let answer = try #require(script.answers(in: try Self.run(script.text)).values.first)
    #expect(answer.stdoutText == "netproof-old end 0 0\nnetproof-old begin 1\n")
    #expect(AgentScript().text != AgentScript().text)
  }

  @Test("every command goes once, and the script not in the command line")
  func once() {
    var script = Self.script
    script.add(Self.reading)
    #expect(script.parts.count == 5)
    #expect(script.command == ["timeout", "40", "sh", "-s"])
  }
}
