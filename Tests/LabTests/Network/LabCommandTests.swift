import Foundation
import Testing

@testable import Lab

@Suite("Commands of the machine")
struct LabCommandTests {
  @Test("give status and both streams, whole")
  func output() async throws {
    let output = try await LabCommand.run(["sh", "-c", "cat; echo bad >&2; seq 1 20000; exit 3"], input: "in\n")
    #expect(output.status == 3)
    #expect(output.stderr == "bad\n")
    #expect(output.stdout.hasPrefix("in\n1\n2\n"))
    #expect(output.stdout.hasSuffix("\n20000\n"))
  }

  @Test("that fail say which, how and why")
  func failure() async {
    let error = await #expect(throws: LabError.self) {
      try await LabCommand.check(["sh", "-c", "echo why >&2; exit 4"])
    }
    #expect(error?.description.contains("status 4: why") == true)
  }

  @Test("that are missing name their package")
  func missing() async {
    let error = await #expect(throws: LabError.self) { _ = try await LabCommand.run(["no-such-program"]) }
    #expect(error?.description.contains("apt-get install no-such-program") == true)
  }

  @Test("are killed at their deadline, with their children")
  func deadline() async {
    // A child that is left alive holds the output open, and the command does not end.
    await #expect(throws: LabError.self) {
      _ = try await LabCommand.run(["sh", "-c", "sleep 86400 & wait"], deadline: .milliseconds(200))
    }
  }

  @Test("that end without reading their input only have their status told")
  func unreadInput() async throws {
    // As the program does.
    signal(SIGPIPE) { _ in }
    let input = String(repeating: "line\n", count: 100_000)
    for _ in 0..<20 { #expect(try await LabCommand.run(["sh", "-c", "exit 5"], input: input).status == 5) }
  }
}
