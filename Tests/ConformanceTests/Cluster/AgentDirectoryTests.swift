import Kubernetes
import Synchronization
import Testing

@testable import Conformance

@Suite("Agents that are replaced while a run needs them")
struct AgentDirectoryTests {
  private static let node = "node-a"
  /// Its limit tells a hang.
  private static let patient = AgentDirectory.Patience(looks: 2, limit: .seconds(300), interval: .milliseconds(1))

  private static func agent(_ pod: String, restarts: Int = 0, isReady: Bool = true) -> AgentInstance {
    AgentInstance(
      reference: PodReference(namespace: "kube-system", name: pod, container: AgentInstance.container),
      restarts: restarts, isReady: isReady)
  }

  /// What is seen of a node's agent, look by look; the last stays.
  private final class Sightings: Sendable {
    let left: Mutex<[AgentSighting]>
    let count = Mutex(0)
    init(_ sightings: [AgentSighting]) { left = Mutex(sightings) }

    func next() throws -> AgentSighting {
      count.withLock { $0 += 1 }
      return left.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? .absent }
    }

    var looks: Int { count.withLock { $0 } }
  }

  private static func directory(
    _ sightings: Sightings, agents: [String: AgentInstance] = [node: agent("cilium-old")],
    patience: AgentDirectory.Patience = patient
  ) -> AgentDirectory {
    AgentDirectory(agents, patience: patience) { _ in try sightings.next() }
  }

  private static func fate(_ directory: AgentDirectory) async throws -> AgentFate {
    try await directory.fate(of: agent("cilium-old"), on: node)
  }

  @Test("a pod that is gone is followed by the next one, once that is Ready")
  func replaced() async throws {
    let sightings = Sightings([
      .leaving, .absent, .present(Self.agent("cilium-new", isReady: false)), .present(Self.agent("cilium-new")),
    ])
    let directory = Self.directory(sightings)
    #expect(try await Self.fate(directory) == .replaced(Self.agent("cilium-new")))
    #expect(try await directory.agent(on: Self.node) == Self.agent("cilium-new"))
    #expect(sightings.looks == 4)
  }

  @Test("a container that was restarted in its pod is another process")
  func restarted() async throws {
    let sightings = Sightings([
      .present(Self.agent("cilium-old", isReady: false)), .present(Self.agent("cilium-old", restarts: 1)),
    ])
    #expect(try await Self.fate(Self.directory(sightings)) == .replaced(Self.agent("cilium-old", restarts: 1)))
  }

  @Test("an agent that is seen again and again still runs, which does not make a later search less patient")
  func unchanged() async throws {
    let old = AgentSighting.present(Self.agent("cilium-old"))
    let directory = Self.directory(Sightings([old, old, old, .present(Self.agent("cilium-new"))]))
    #expect(try await Self.fate(directory) == .running)
    #expect(try await Self.fate(directory) == .replaced(Self.agent("cilium-new")))
  }

  @Test("a successor that never becomes Ready is given up, and waited for once only")
  func abandoned() async throws {
    let sightings = Sightings([.present(Self.agent("cilium-new", isReady: false))])
    let directory = Self.directory(sightings, patience: .init(looks: 2, limit: .milliseconds(20), interval: .zero))
    #expect(try await Self.fate(directory) == .gone)
    let looks = sightings.looks
    #expect(try await Self.fate(directory) == .gone)
    #expect(sightings.looks == looks + 1)
  }

  @Test("commands that fail together look together")
  func together() async throws {
    let sightings = Sightings([.absent, .absent, .present(Self.agent("cilium-new"))])
    let directory = Self.directory(sightings)
    try await withThrowingTaskGroup(of: AgentFate.self) { group in
      for _ in 0..<8 { group.addTask { try await Self.fate(directory) } }
      for try await fate in group { #expect(fate == .replaced(Self.agent("cilium-new"))) }
    }
    #expect(sightings.looks == 3)
  }

  @Test("an agent that is not there at first is waited for while one is to come; a node without one is left alone")
  func late() async throws {
    let coming = Self.directory(Sightings([.leaving, .leaving, .present(Self.agent("cilium-new"))]), agents: [:])
    #expect(try await coming.agent(on: Self.node) == Self.agent("cilium-new"))
    let sightings = Sightings([.absent])
    let none = Self.directory(sightings, agents: [:])
    #expect(try await none.agent(on: Self.node) == nil)
    #expect(try await none.agent(on: Self.node) == nil)
    #expect(sightings.looks == 2)
  }

  @Test("an API server that does not answer for a moment ends no search")
  func outage() async throws {
    let context = RequestContext(context: "test", server: "https://127.0.0.1:6443", operation: "GET")
    let failures = Mutex(2)
    let directory = AgentDirectory([Self.node: Self.agent("cilium-old")], patience: Self.patient) { _ in
      let fails = failures.withLock { left in
        left -= 1
        return left >= 0
      }
      if fails { throw KubernetesError.transport(context, cause: "the connection was closed") }
      return .present(Self.agent("cilium-new"))
    }
    #expect(try await Self.fate(directory) == .replaced(Self.agent("cilium-new")))
  }
}
