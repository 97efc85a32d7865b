import Cilium
import Kubernetes
import Testing

@testable import Conformance

@Suite("How an agent is talked to")
struct AgentProgramTests {
  private func program(_ version: String?) -> AgentProgram {
    AgentProgram(
      name: "cilium-dbg", version: version.map { AgentVersion(client: $0, daemon: $0) })
  }

  @Test("the client's name comes first, then what it says of its version")
  func discovery() throws {
    let text = "cilium\nClient: 1.14.7 abc 2024-01-01 go version go1.20 linux/amd64\nDaemon: 1.14.6 abc\n"
    let found = try #require(AgentProgram(discovered: text))
    #expect(found.name == "cilium" && found.release == CiliumRelease(1, 14, 6) && found.version?.daemon == "1.14.6")
    let silent = try #require(AgentProgram(discovered: "cilium-dbg\n"))
    #expect(silent.name == "cilium-dbg" && silent.release == nil)
    #expect(AgentProgram(discovered: "sh: not found\n") == nil && AgentProgram(discovered: "") == nil)
  }

  @Test("the agent's own release decides, its client's while it does not answer")
  func release() {
    let restarting = AgentProgram(name: "cilium-dbg", version: AgentVersion(client: "1.18.2", daemon: nil))
    #expect(restarting.release == CiliumRelease(1, 18, 2))
  }

  @Test("each release is asked where it keeps its tables; an unknown one in turn")
  func tableSources() {
    #expect(program("1.14.19").tableSources == [.kernel])
    #expect(program("1.15.0").tableSources == [.statedb, .kernel])
    #expect(program("1.16.12").tableSources == [.statedb, .kernel])
    #expect(program("1.17.0-rc.1").tableSources == [.shell, .kernel])
    #expect(program("1.19.4").tableSources == [.shell, .kernel])
    #expect(program(nil).tableSources == [.shell, .statedb, .kernel])
  }

  @Test("an agent that does not answer is named, and left alone for a while by all that is read of it")
  func silent() async throws {
    actor Counter {
      var asked = 0
      func ask() throws -> AgentProgram {
        asked += 1
        throw AgentShell.Failure(.agentSilent, "cilium-1")
      }
    }
    let agent = PodReference(namespace: "kube-system", name: "cilium-1", container: "cilium-agent")
    let (counter, patient) = (Counter(), AgentPrograms())
    for _ in 0..<3 {
      await #expect(throws: AgentShell.Failure.self) {
        try await patient.program(of: agent) { try await counter.ask() }
      }
    }
    #expect(await counter.asked == 1)
    let eager = AgentPrograms(respite: .zero)
    for _ in 0..<2 {
      await #expect(throws: AgentShell.Failure.self) { try await eager.program(of: agent) { try await counter.ask() } }
    }
    #expect(await counter.asked == 3)
  }

  @Test("an agent is asked once, and again only after a failure")
  func once() async throws {
    struct Failure: Error {}
    actor Counter {
      var asked = 0
      func ask() throws -> AgentProgram {
        asked += 1
        if asked == 1 { throw Failure() }
        return AgentProgram(name: "cilium-dbg")
      }
    }
    let counter = Counter()
    let programs = AgentPrograms()
    let agent = PodReference(namespace: "kube-system", name: "cilium-1", container: "cilium-agent")
    await #expect(throws: Failure.self) { try await programs.program(of: agent) { try await counter.ask() } }
    for _ in 0..<3 { _ = try await programs.program(of: agent) { try await counter.ask() } }
    #expect(await counter.asked == 2)
    _ = try await programs.program(of: PodReference(namespace: "kube-system", name: "cilium-2")) {
      try await counter.ask()
    }
    #expect(await counter.asked == 3)
  }
}
