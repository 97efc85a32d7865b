import Foundation
import Testing

@testable import Lab

@Suite("The agent stand-in", .timeLimit(.minutes(15)))
struct AgentStandInTests {
  private let master = "instance-master"
  private let worker = "instance-worker"

  private func agent(_ node: String, _ cluster: FakeCluster) -> AgentStandIn {
    AgentStandIn(node: node, environment: cluster, release: .v119, kubernetesVersion: "v1.36.2", peerPatience: .zero)
  }

  @Test("agents that start together are ready once each has the way to the other")
  func together() async throws {
    let cluster = try FakeCluster(devices: nil)
    let names = ["instance-master", "instance-worker"]
    let agents = names.map {
      AgentStandIn(
        node: $0, environment: cluster, release: .v119, kubernetesVersion: "v1.36.2", peerPatience: FakeLab.patience)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for agent in agents { group.addTask { try await agent.start(podName: "cilium") } }
      try await group.waitForAll()
    }
    for name in names { #expect(cluster.applied(on: name).last?.peers.count == 1, "\(name)") }
    for agent in agents { await agent.stop() }
  }

  /// Waits until a change has been noticed; the agents look twice a second.
  private func eventually(_ condition: () async -> Bool) async throws {
    let deadline = ContinuousClock.now + FakeLab.patience
    while ContinuousClock.now < deadline, await !condition() { try await Task.sleep(for: .milliseconds(50)) }
    #expect(await condition())
  }

  @Test(
    "programs the datapath that its devices ask for",
    arguments: [
      ("enp0s6", ["enp0s6"], 9000), ("tailscale0", ["tailscale0"], 1280),
      ("enp0s6,tailscale0", ["enp0s6", "tailscale0"], 1280), ("", ["enp0s6", "tailscale0"], 1280),
    ])
  func datapath(_ devices: String, _ selected: [String], _ mtu: Int) async throws {
    let cluster = try FakeCluster(devices: devices)
    let agent = agent(master, cluster)
    try await agent.start(podName: "cilium-1")
    let applied = try #require(cluster.applied(on: master).last)
    #expect(applied.selectedDevices == selected)
    #expect(applied.deviceMTU == mtu)
    #expect(applied.routeMTU == mtu - 50)
    #expect(applied.masquerade == .bpf)
    #expect(applied.podCIDR == "10.244.0.0/24")
    await agent.stop()
  }

  @Test("writes its CiliumNode as recorded, with the Kubernetes InternalIP whatever the devices are")
  func ciliumNode() async throws {
    let cluster = try FakeCluster(devices: "enp0s6")
    let agent = agent(master, cluster)
    try await agent.start(podName: "cilium-1")
    let node = try #require(cluster.ciliumNode(master))
    #expect(
      node.addresses == [
        AgentNode.Address(type: "InternalIP", address: "100.64.0.1"),
        AgentNode.Address(type: "CiliumInternalIP", address: "10.244.0.114"),
      ])
    #expect(node.podCIDRs == ["10.244.0.0/24"])
    #expect(node.healthIPs == ["10.244.0.248"])
    await agent.stop()
  }

  /// The recorded devices, with tailscale0 down.
  private func tailnetDown() throws -> String {
    let text = try AgentFixtures.recordings[2].file("ip-j-addr.json")
    var links = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    for index in links.indices where links[index]["ifname"] as? String == "tailscale0" {
      links[index]["flags"] = ["POINTOPOINT", "MULTICAST", "NOARP"]
    }
    return String(decoding: try JSONSerialization.data(withJSONObject: links), as: UTF8.self)
  }

  @Test(
    "follows a device that goes down, and comes up again, in the datapath and the MTU",
    arguments: [LabCilium.v117, .v118])
  func followsDevices(release: LabCilium) async throws {
    let cluster = try FakeCluster(devices: "")
    let agent = AgentStandIn(
      node: master, environment: cluster, release: release, kubernetesVersion: "v1.36.2", peerPatience: .zero)
    try await agent.start(podName: "cilium-1")
    #expect(cluster.applied(on: master).last?.selectedDevices == ["enp0s6", "tailscale0"])
    cluster.set(devicesListing: try tailnetDown())
    try await eventually { cluster.applied(on: master).last?.selectedDevices == ["enp0s6"] }
    let applied = try #require(cluster.applied(on: master).last)
    #expect(applied.deviceMTU == 9000 && applied.podEgress.forcedDevice == "enp0s6")
    #expect(try await agent.facts().selectedDevices.map(\.name) == ["enp0s6"])
    #expect(String(decoding: await agent.log, as: UTF8.self).contains("devices=[enp0s6]"))
    cluster.set(devicesListing: nil)
    try await eventually { cluster.applied(on: master).last?.selectedDevices == ["enp0s6", "tailscale0"] }
    #expect(cluster.applied(on: master).last?.deviceMTU == 1280)
    await agent.stop()
  }

  @Test("one of 1.19 keeps a device that its filter names, whatever becomes of it")
  func keepsNamed() async throws {
    let cluster = try FakeCluster(devices: "enp0s6,tailscale0")
    let agent = agent(master, cluster)
    try await agent.start(podName: "cilium-1")
    cluster.set(devicesListing: try tailnetDown())
    let asked = cluster.timesWatched
    try await eventually { cluster.timesWatched > asked + 2 }
    #expect(cluster.applied(on: master).last?.selectedDevices == ["enp0s6", "tailscale0"])
    await agent.stop()
  }

  @Test("one of 1.15 looks at its devices when it starts, and later only when it is told to")
  func looksOnce() async throws {
    let cluster = try FakeCluster(devices: "")
    let agent = AgentStandIn(
      node: master, environment: cluster, release: .v115, kubernetesVersion: "v1.36.2", peerPatience: .zero)
    try await agent.start(podName: "cilium-1")
    let selected = cluster.applied(on: master).last?.selectedDevices
    cluster.set(devicesListing: try tailnetDown())
    #expect(try await agent.facts().selectedDevices.map(\.name).sorted() == selected)
    #expect(cluster.timesWatched == 0)
    await agent.stop()
    #expect(AgentConfig(data: [:], release: .v115).followsDevices == false)
    #expect(AgentConfig(data: ["enable-runtime-device-detection": "true"], release: .v115).followsDevices)
    #expect(AgentConfig(data: [:], release: .v117).followsDevices)
  }

  @Test("follows its peers, but no setting, while it runs; a restart reads the settings")
  func settings() async throws {
    let cluster = try FakeCluster(devices: "enp0s6")
    let first = agent(master, cluster)
    let second = agent(worker, cluster)
    try await first.start(podName: "cilium-1")
    #expect(cluster.applied(on: master).last?.peers.isEmpty == true)
    cluster.set(devices: "tailscale0")
    try await second.start(podName: "cilium-2")
    let peer = TunnelPeer(node: worker, podCIDRs: ["10.244.1.0/24"], nodeIPs: ["100.64.0.2"])
    try await eventually { cluster.applied(on: master).last?.peers == [peer] }
    #expect(cluster.applied(on: master).last?.selectedDevices == ["enp0s6"])
    #expect(try await first.facts().selectedDevices.map(\.name) == ["enp0s6"])
    try await first.start(podName: "cilium-3")
    #expect(cluster.applied(on: master).last?.selectedDevices == ["tailscale0"])
    await first.stop()
    await second.stop()
  }

  @Test("stale-agent-devices: a restarted agent keeps its devices until the fault is gone")
  func staleDevices() async throws {
    let cluster = try FakeCluster(devices: "enp0s6")
    let agent = agent(master, cluster)
    try await agent.start(podName: "cilium-1")
    cluster.set(.staleAgentDevices, active: true)
    cluster.set(devices: nil)
    try await agent.start(podName: "cilium-2")
    #expect(cluster.applied(on: master).last?.selectedDevices == ["enp0s6"])
    #expect(try await ConfigFormat(facts: agent.facts()).allJSON()["Devices"] == ["enp0s6"])
    cluster.set(.staleAgentDevices, active: false)
    try await agent.start(podName: "cilium-3")
    #expect(cluster.applied(on: master).last?.selectedDevices == ["enp0s6", "tailscale0"])
    await agent.stop()
  }

  @Test("cilium-node-ip-differs: the worker's physical address, seen by its peer, at run time")
  func nodeIPDiffers() async throws {
    let cluster = try FakeCluster(devices: "enp0s6,tailscale0")
    let first = agent(master, cluster)
    let second = agent(worker, cluster)
    try await first.start(podName: "cilium-1")
    try await second.start(podName: "cilium-2")
    cluster.set(.ciliumNodeIPDiffers, active: true)
    try await eventually { cluster.applied(on: master).last?.peers.first?.nodeIPs.first == "10.0.0.24" }
    #expect(cluster.ciliumNode(worker)?.addresses.first?.address == "10.0.0.24")
    #expect(cluster.ciliumNode(master)?.addresses.first?.address == "100.64.0.1")
    #expect(NodeListFormat.text(try await first.facts()).contains("real/instance-worker   10.0.0.24 "))
    cluster.set(.ciliumNodeIPDiffers, active: false)
    try await eventually { cluster.applied(on: master).last?.peers.first?.nodeIPs.first == "100.64.0.2" }
    await first.stop()
    await second.stop()
  }

  @Test("the fleet answers its own commands and leaves the others to the container")
  func fleet() async throws {
    let cluster = try FakeCluster(devices: "enp0s6")
    let directory = NSTemporaryDirectory() + "agent-\(UUID().uuidString.prefix(8))"
    let fleet = AgentFleet(environment: cluster, socketPath: { "\(directory)/\($0).sock" }, release: .v119)
    let output = OutputCollector()
    func exec(_ command: [String]) async throws -> Int32? {
      try await fleet.exec(command, node: master, podName: "cilium-1") { await output.add($0) }
    }
    #expect(try await exec(["cilium-dbg", "status", "--brief"]) == 1)
    #expect(await output.takeStderr().hasSuffix("Is the agent running?\n"))
    try await fleet.agentStarted(node: master, podName: "cilium-1")
    #expect(try await exec(["cilium-dbg", "status", "--brief"]) == 0)
    #expect(await output.takeStdout() == "OK\n")
    #expect(try await exec(["/usr/local/bin/cilium", "node", "list"]) == 0)
    #expect(try await exec(["cilium-dbg", "frobnicate"]) == 1)
    #expect(await output.takeStderr().hasPrefix("Error: unknown command \"frobnicate\" for \"cilium-dbg\"\n"))
    #expect(try await exec(["sh", "-c", "cilium-dbg status"]) == nil)
    await fleet.agentStopped(node: master, podName: "cilium-0")
    #expect(try await exec(["cilium-dbg", "status", "--brief"]) == 0)
    await fleet.agentStopped(node: master, podName: "cilium-1")
    #expect(try await exec(["cilium-dbg", "status", "--brief"]) == 1)
    #expect(!FileManager.default.fileExists(atPath: "\(directory)/\(master).sock"))
  }
}

@Suite("The agent's client and socket", .timeLimit(.minutes(15)))
struct AgentTransportTests {
  @Test("megabytes, both streams and the exit status arrive whole")
  func roundTrip() async throws {
    let path = NSTemporaryDirectory() + "agent-\(UUID().uuidString.prefix(8)).sock"
    let big = String(repeating: "TCP OUT 10.244.0.119:46396 -> 203.0.113.10:443\n", count: 100_000)
    let server = try await AgentSocketServer.listen(path: path)
    let task = Task {
      await server.run { request in
        AgentCommandResult(stdout: big, stderr: request.arguments.joined(separator: " "), status: 7)
      }
    }
    let answer = try await Task.detached {
      let connection = try #require(AgentConnection(path: path))
      let request = try JSONEncoder().encode(
        AgentProtocol.Request(program: "cilium-dbg", arguments: ["bpf", "nat", "list"]))
      var (out, err): ([UInt8], [UInt8]) = ([], [])
      let status = try connection.converse(Array(request) + [UInt8(ascii: "\n")]) { kind, payload in
        if kind == .stdout { out += payload } else { err += payload }
      }
      return (out, String(decoding: err, as: UTF8.self), status)
    }.value
    #expect(answer.0.count == big.utf8.count)
    #expect(answer.0 == Array(big.utf8))
    #expect(answer.1 == "bpf nat list")
    #expect(answer.2 == 7)
    task.cancel()
    await task.value
    #expect(AgentConnection(path: path) == nil)
  }
}

/// Gathers what an exec session prints.
actor OutputCollector {
  private var stdout = Data()
  private var stderr = Data()

  func add(_ chunk: ExecChunk) {
    switch chunk {
    case .stdout(let data): stdout += data
    case .stderr(let data): stderr += data
    }
  }

  func takeStdout() -> String {
    defer { stdout = Data() }
    return String(decoding: stdout, as: UTF8.self)
  }

  func takeStderr() -> String {
    defer { stderr = Data() }
    return String(decoding: stderr, as: UTF8.self)
  }
}
