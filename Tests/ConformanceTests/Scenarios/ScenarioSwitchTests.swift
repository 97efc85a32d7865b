import Cilium
import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("Agents that do not come back with a setting", .timeLimit(.minutes(5)))
struct ScenarioSwitchTests {
  private let nodes = ["node-1", "node-2"]
  private static let words = "unable to determine direct routing device. Use --direct-routing-device to specify it"

  private func facts(_ version: String = "1.18.2") -> ClusterFacts {
    var facts = SyntheticCluster.cluster([SyntheticCluster.node(1), SyntheticCluster.node(2)], devices: "ens5 ts0")
    for index in facts.nodes.indices { facts.nodes[index].ciliumVersion = version }
    return facts
  }

  private func failure(_ agents: FakeAgents, _ setting: ScenarioSetting, timeout: Duration = .seconds(60)) async throws
    -> String
  {
    let gate = try agents.gate(timeout: timeout)
    let error = try #require(
      await #expect(throws: ScenarioError.self) {
        _ = try await gate.enter(setting, facts: facts(), nodes: nodes)
      })
    return error.description
  }

  @Test("the original setting is put back at once, every agent runs again, and their message is quoted")
  func restored() async throws {
    let agents = try FakeAgents(
      devices: "ens5 ts0",
      refusal: .init(
        values: ["eth9"],
        message: #"level=info msg=Stopping\nlevel=fatal msg=\"failed to start: \#(Self.words)\" subsys=daemon"#))
    defer { agents.server.stop() }
    let text = try await failure(agents, .devices("eth9"))
    #expect(text.hasPrefix("With devices eth9 the Cilium agents do not come back: "))
    #expect(text.contains("on node-1 ends again and again (status 1): “failed to start: \(Self.words)”"))
    #expect(text.hasSuffix("The original setting was put back at once, and every agent is Ready again."))
    let now = agents.now
    #expect(now.devices == "ens5 ts0" && now.annotation == nil)
    #expect(now.pods.values.allSatisfy { $0.devices == "ens5 ts0" } && now.written.first == "eth9")
    // Two agents each at the start, with the setting that was refused, and with the original one.
    #expect(now.starts == 6)
  }

  @Test("an unset original is unset again")
  func unset() async throws {
    let agents = try FakeAgents(devices: nil, refusal: .init(values: ["eth9"], message: "no"))
    defer { agents.server.stop() }
    #expect(try await failure(agents, .devices("eth9")).contains("put back at once"))
    #expect(agents.now.devices == nil && agents.now.annotation == nil)
  }

  @Test("where the pods do not say why, their logs do, as far as they may be read")
  func logs() async throws {
    let telling = try FakeAgents(
      devices: "ens5", refusal: .init(values: ["eth9"], log: "level=fatal msg=\"\(Self.words)\"\n"))
    defer { telling.server.stop() }
    #expect(try await failure(telling, .devices("eth9")).contains("(status 1): “\(Self.words)”"))
    let silent = try FakeAgents(devices: "ens5", refusal: .init(values: ["eth9"]))
    defer { silent.server.stop() }
    let text = try await failure(silent, .devices("eth9"))
    #expect(text.contains("its log may not be read (get pods/log in kube-system)"))
    #expect(text.contains("put back at once") && silent.now.devices == "ens5")
  }

  @Test("agents that never become Ready are not left so either")
  func never() async throws {
    let agents = try FakeAgents(devices: "ens5", refusal: .init(values: ["eth9"], ends: false))
    defer { agents.server.stop() }
    let text = try await failure(agents, .devices("eth9"), timeout: .seconds(2))
    #expect(text.contains("agents of node-1, node-2 were not Ready 2.0 seconds after their restart"))
    #expect(text.contains("put back at once") && agents.now.devices == "ens5")
  }

  @Test("when the original is refused, too, that is said, and it stays noted on the cluster")
  func hopeless() async throws {
    let agents = try FakeAgents(devices: "ens5", refusal: .init(values: ["eth9", "ens5"], message: "no way"))
    defer { agents.server.stop() }
    let text = try await failure(agents, .devices("eth9"))
    #expect(text.contains("The original setting could not be put back: the Cilium agents do not come back"))
    #expect(agents.now.devices == "ens5" && agents.now.annotation == "ens5")
  }

  @Test("a list that is there already, otherwise written, is left alone, and no agent is restarted")
  func alreadyThere() async throws {
    let agents = try FakeAgents(devices: "ens5 ts0", refusal: .init(values: []))
    defer { agents.server.stop() }
    let entered = try await agents.gate().enter(.devices("ens5,ts0"), facts: facts(), nodes: nodes)
    #expect(entered == .init(devices: "ens5 ts0"))
    #expect(agents.now.written.isEmpty && agents.now.starts == 2)
  }

  @Test("a list that an older agent reads otherwise is written anew")
  func otherwiseRead() async throws {
    let agents = try FakeAgents(devices: "ens5,ts0", refusal: .init(values: []))
    defer { agents.server.stop() }
    let entered = try await agents.gate(timeout: .seconds(2)).enter(
      .devices("ens5 ts0"), facts: facts("1.15.6"), nodes: nodes)
    #expect(entered.devices == "ens5 ts0" && agents.now.devices == "ens5 ts0" && agents.now.starts == 4)
    #expect(agents.now.annotation == "ens5,ts0")
  }
}

@Suite("Agents that end again and again")
struct AgentCrashTests {
  private func pod(_ status: ContainerStatus, isInit: Bool = false) -> Pod {
    Pod(
      metadata: ObjectMeta(name: "cilium-x"), spec: PodSpec(containers: [], nodeName: "node-1"),
      status: PodStatus(
        containerStatuses: isInit ? [ContainerStatus(name: "cilium-agent", ready: false)] : [status],
        initContainerStatuses: isInit ? [status] : nil))
  }

  private func crash(_ status: ContainerStatus, isInit: Bool = false) -> AgentCrash? {
    AgentCrash(pod(status, isInit: isInit), namespace: "kube-system")
  }

  private func ended(_ code: Int32, restarts: Int32) -> ContainerStatus {
    ContainerStatus(
      name: "cilium-agent", ready: false, restartCount: restarts,
      state: .init(terminated: .init(exitCode: code, message: "words")))
  }

  @Test("one end is none yet, the second is, and so is kubelet's word for it")
  func ends() {
    #expect(crash(ended(1, restarts: 0)) == nil && crash(ended(0, restarts: 5)) == nil)
    #expect(crash(ended(1, restarts: 1))?.exitCode == 1 && crash(ended(1, restarts: 1))?.message == "words")
    let backOff = ContainerStatus(
      name: "cilium-agent", ready: false, restartCount: 1, state: .init(waiting: .init(reason: "CrashLoopBackOff")),
      lastState: .init(terminated: .init(exitCode: 2, message: "last")))
    #expect(crash(backOff)?.message == "last" && crash(backOff)?.node == "node-1")
    #expect(
      crash(ContainerStatus(name: "cilium-agent", ready: true, restartCount: 9, state: .init(running: .init()))) == nil)
    #expect(
      crash(
        ContainerStatus(name: "cilium-agent", ready: false, state: .init(waiting: .init(reason: "ContainerCreating"))))
        == nil)
  }

  @Test("a container that has to run before the agent counts, too, by its own name")
  func initContainers() {
    let status = ContainerStatus(
      name: "mount-bpf-fs", ready: false, restartCount: 3, state: .init(waiting: .init(reason: "CrashLoopBackOff")))
    #expect(crash(status, isInit: true)?.reference.container == "mount-bpf-fs")
    #expect(crash(status, isInit: true)?.exitCode == nil)
  }

  @Test("of many nodes' agents a few are told")
  func many() async throws {
    let agents = try FakeAgents(devices: nil, refusal: .init(values: []))
    defer { agents.server.stop() }
    let crashes = (1...5).map { number in
      AgentCrash(
        reference: PodReference(namespace: "kube-system", name: "cilium-\(number)"), node: "node-\(number)",
        message: "no")
    }
    let text = await ClusterReader(client: try agents.client(), cilium: .init()).tell(crashes)
    #expect(text.contains("on node-3 ends again and again: “no”") && text.hasSuffix("; and 2 more"))
  }

  @Test(
    "what such an agent would say deviates, and what depends on it is open, with its message and a cause of its own")
  func open() throws {
    var facts = SyntheticCluster.cluster([SyntheticCluster.node(1), SyntheticCluster.node(2)], devices: "ens5,ts0")
    facts.nodes[1].obstacle = .agentDoesNotStart
    facts.nodes[1].problem = "\(Obstacle.agentDoesNotStart.phrase): kube-system/cilium-x on node-2: “no device”"
    var rehearsal = Rehearsal(facts)
    rehearsal.see(.selectedDevices, .value("none: \(facts.nodes[1].problem ?? "")"), .node("node-2"))
    let record = try #require(rehearsal.record(.selectedDevices, .node("node-2")))
    #expect(record.verdict == .deviates && record.explanation.contains("“no device”"))
    #expect(record.diagnosis?.code == "agent-does-not-start")
    let open = try #require(rehearsal.record(.externalPing, .node("node-2")))
    #expect(open.verdict == .inconclusive && open.explanation.contains("“no device”"))
    #expect(open.diagnosis?.code == "agent-does-not-start")
  }

  @Test("an agent that ends again and again is known by its pod, with its message")
  func message() async throws {
    let agents = try FakeAgents(
      devices: "eth9", refusal: .init(values: ["eth9"], message: #"level=fatal msg=\"no device\""#))
    defer { agents.server.stop() }
    let reader = ClusterReader(client: try agents.client(), cilium: .init())
    let crash = try #require(try await reader.agents()["node-2"]?.crash)
    #expect(await reader.lastWords(of: crash).hasSuffix("on node-2 ends again and again (status 1): “no device”"))
  }
}
