import Foundation
import Kubernetes
import Synchronization
import Testing

@testable import Conformance

@Suite("Answers that a script brought")
struct AskedShellTests {
  private static let node = "node-a"
  private static let agent = PodReference(namespace: "kube-system", name: "cilium-a", container: "cilium-agent")

  private final class Counts: Sendable {
    let alone = Mutex<[[String]]>([])
    let scripts = Mutex(0)
  }

  /// - Parameter frames: What the script's parts answer, in order; `nil` for a session that broke.
  private static func shell(_ counts: Counts, _ frames: [ExecResult]?) -> AgentShell {
    let directory = AgentDirectory(
      [node: AgentInstance(reference: agent, restarts: 0, isReady: true)],
      patience: .init(looks: 1, limit: .zero, interval: .zero)
    ) { _ in .present(AgentInstance(reference: agent, restarts: 0, isReady: true)) }
    return AgentShell(agents: directory) { _, script in
      counts.scripts.withLock { $0 += 1 }
      guard let frames else { throw CocoaError(.fileReadUnknown) }
      return try played(script, frames)
    } execute: { _, command, _ in
      counts.alone.withLock { $0.append(Array(command.dropFirst(2))) }
      return ExecResult(stdout: Data("alone".utf8), exitCode: 0)
    }
  }

  /// What the shell would print.
  private static func played(_ script: AgentScript, _ frames: [ExecResult]) throws -> ExecResult {
    let head = try #require(script.text.firstMatch(of: /echo "(\S+) client/))
    var all = ExecResult(stdout: Data("\(head.1) client cilium-dbg\n".utf8), exitCode: 0)
    for (number, frame) in frames.enumerated() {
      func framed(_ bytes: Data) -> Data {
        Data("\(head.1) begin \(number)\n".utf8) + bytes + Data("\n\(head.1) end \(number) \(frame.exitCode)\n".utf8)
      }
      all.stdout += framed(frame.stdout)
      all.stderr += framed(frame.stderr)
    }
    return all
  }

  private static var script: AgentScript {
    var script = AgentScript()
    script.add(["ask", "one"])
    script.add(["ask", "two"])
    return script
  }

  private static let answers = [
    ExecResult(stdout: Data("first".utf8), exitCode: 0), ExecResult(stderr: Data("no".utf8), exitCode: 2),
  ]

  @Test("what was asked is answered from it, with status and error as if it had gone alone; anything else goes alone")
  func known() async throws {
    let counts = Counts()
    let asked = await Self.shell(counts, Self.answers).having(asked: Self.script, on: Self.node)
    #expect(try await asked.run(["ask", "one"], on: Self.node).stdoutText == "first")
    let error = await #expect(throws: AgentShell.Failure.self) { try await asked.run(["ask", "two"], on: Self.node) }
    #expect("\(try #require(error))" == "`ask two` in kube-system/cilium-a[cilium-agent] ended with status 2: no")
    #expect(counts.alone.withLock { $0 }.isEmpty)
    #expect(try await asked.run(["ask", "three"], on: Self.node).stdoutText == "alone")
    #expect(counts.scripts.withLock { $0 } == 1)
    #expect(asked.knows(["ask", "one"], on: Self.node) && !asked.knows(["ask", "three"], on: Self.node))
  }

  @Test("answers belong to the shell that asked: a later question is asked anew")
  func moment() async throws {
    let counts = Counts()
    let shell = Self.shell(counts, Self.answers)
    _ = await shell.having(asked: Self.script, on: Self.node)
    #expect(try await shell.run(["ask", "one"], on: Self.node).stdoutText == "alone")
  }

  @Test("where the script brought nothing, or not all, what is missing goes alone", arguments: [nil, 0, 1])
  func missing(count: Int?) async throws {
    let counts = Counts()
    let shell = Self.shell(counts, count.map { Array(Self.answers.prefix($0)) })
    let asked = await shell.having(asked: Self.script, on: Self.node)
    #expect(try await asked.run(["ask", "one"], on: Self.node).stdoutText == (count == 1 ? "first" : "alone"))
    #expect(try await asked.run(["ask", "two"], on: Self.node).stdoutText == "alone")
  }

  @Test("an answer that says that the agent has gone is asked for again")
  func gone() async throws {
    let counts = Counts()
    let away = ExecResult(stderr: Data("Is the agent running?".utf8), exitCode: 1)
    let asked = await Self.shell(counts, [away, away]).having(asked: Self.script, on: Self.node)
    #expect(try await asked.run(["ask", "one"], on: Self.node).stdoutText == "alone")
  }

  @Test("a single command is no script, and neither is anything where scripts are not wanted")
  func single() async {
    let counts = Counts()
    var script = AgentScript()
    script.add(["ask", "one"])
    let asked = await Self.shell(counts, Self.answers).having(asked: script, on: Self.node)
    #expect(counts.scripts.withLock { $0 } == 0 && !asked.knows(["ask", "one"], on: Self.node))
  }
}
