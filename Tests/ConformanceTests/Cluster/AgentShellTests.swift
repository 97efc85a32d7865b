import Foundation
import Kubernetes
import Synchronization
import Testing

@testable import Conformance

@Suite("Commands in agents")
struct AgentShellTests {
  private static let node = "node-a"
  private static let context = RequestContext(context: "test", server: "https://127.0.0.1:6443", operation: "exec")

  private static func reference(_ pod: String) -> PodReference {
    PodReference(namespace: "kube-system", name: pod, container: AgentInstance.container)
  }

  private static func agent(_ pod: String) -> AgentInstance {
    AgentInstance(reference: reference(pod), restarts: 0, isReady: true)
  }

  /// A shell whose old agent answers with `answer`; what took its place answers "new".
  private static func shell(
    replaced: Bool = true, _ answer: @escaping @Sendable () throws -> ExecResult
  ) -> AgentShell {
    let directory = AgentDirectory(
      [node: agent("cilium-old")], patience: .init(looks: 1, limit: .zero, interval: .zero)
    ) { _ in .present(agent(replaced ? "cilium-new" : "cilium-old")) }
    return AgentShell(agents: directory) { pod, _, _ in
      guard pod.name == "cilium-new" else { return try answer() }
      return ExecResult(stdout: Data("new".utf8), exitCode: 0)
    }
  }

  private static func gone(_ code: Int32, _ message: String) -> KubernetesError {
    let status = Status(status: "Failure", message: message, code: code)
    return code == 404 ? .notFound(context, status) : .status(context, status)
  }

  private static let away = """
    Cannot get status: Get "http://localhost/v1/healthz": dial unix /var/run/cilium/cilium.sock: connect: no such file \
    or directory
    Is the agent running?
    """

  @Test(
    "a command whose agent went is run in its successor",
    arguments: [
      { throw gone(404, #"pods "cilium-old" not found"#) },
      { throw gone(500, #"container not found ("cilium-agent")"#) },
      { throw gone(500, "task 1f3a not found: container is in CONTAINER_EXITED state") },
      { throw KubernetesError.exec(context, .noStatus(cause: "the connection was closed", outputBytes: 12)) },
      { ExecResult(exitCode: 137) },
      { ExecResult(stderr: Data(away.utf8), exitCode: 1) },
    ] as [@Sendable () throws -> ExecResult])
  func followed(answer: @escaping @Sendable () throws -> ExecResult) async throws {
    #expect(try await Self.shell(answer).run(["true"], on: Self.node).stdoutText == "new")
  }

  @Test("where the same agent still runs, its own error is told")
  func same() async {
    await #expect(throws: KubernetesError.self) {
      try await Self.shell(replaced: false) { throw Self.gone(404, "not found") }.run(["true"], on: Self.node)
    }
    let failed = Self.shell(replaced: false) { ExecResult(stderr: Data(Self.away.utf8), exitCode: 1) }
    await #expect { try await failed.run(["cilium-dbg", "status"], on: Self.node) } throws: { error in
      "\(error)".contains("Is the agent running?") && "\(error)".contains("cilium-old")
    }
  }

  @Test("an error of the node or the API, and a command's own failure, are not taken for an agent's end")
  func others() async {
    let answers: [@Sendable () throws -> ExecResult] = [
      { throw Self.gone(502, "dial tcp 100.64.0.11:10250: i/o timeout") },
      { throw KubernetesError.timeout(Self.context, after: .seconds(1)) },
      { ExecResult(stderr: Data("unknown command".utf8), exitCode: 1) },
    ]
    for answer in answers {
      await #expect(throws: (any Error).self) { try await Self.shell(answer).run(["true"], on: Self.node) }
    }
  }
}
