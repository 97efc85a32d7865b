import Conformance
import Foundation
import Kubernetes
import Lab
import Testing

/// The lab in its other shapes, with real packets: each on a lab of its own, two side by side, since they mostly wait.
@Suite("Topologies", .serialized, .enabled("the lab needs root", { geteuid() == 0 }))
struct TopologyTests {
  private static let shapes = LabTopology.builtIn.filter { $0 != .guide }

  /// Topologies whose labs run at the same time.
  struct Lane: Sendable, CustomTestStringConvertible {
    var topologies: [LabTopology]

    var testDescription: String { topologies.map(\.name).joined(separator: ", ") }

    static let all = stride(from: 0, to: shapes.count, by: 2).map { start in
      Lane(topologies: Array(shapes[start..<min(start + 2, shapes.count)]))
    }
  }

  @Test(
    "a topology comes up, pods do what they must, every cell is as predicted, faults are found by name, nothing is left",
    arguments: Lane.all)
  func topologies(_ lane: Lane) async throws {
    let before = try Leftovers.now()
    let inside = try await withThrowingTaskGroup(of: [LabProcess].self) { group in
      for topology in lane.topologies { group.addTask { try await Self.tryOut(topology) } }
      return try await group.reduce(into: [LabProcess]()) { $0 += $1 }
    }
    try await Leftovers.wait { !inside.contains(where: \.isRunning) }
    #expect(inside.filter(\.isRunning) == [])
    #expect(try Leftovers.now() == before)
  }

  /// Everything about one topology.
  ///
  /// - Returns: The processes that its lab had.
  private static func tryOut(_ topology: LabTopology) async throws -> [LabProcess] {
    let owner = SharedLab.Owner(name: topology.name, topology: topology)
    return try await SharedLab.$owner.withValue(owner) {
      let lab = try await SharedLab.shared.lab()
      let inside = try LabProcesses.all(of: lab)
      do {
        try await examine(lab, topology)
        try ArchiveForecasts.compare(lab, topology.name)
        try await verify(topology)
      } catch {
        await SharedLab.shared.stop()
        throw error
      }
      await SharedLab.shared.stop()
      return inside
    }
  }

  /// A whole run, and one for each of the faults that the topology is tried with.
  private static func verify(_ topology: LabTopology) async throws {
    guard let faults = TopologyFault.of[topology.name] else { return }
    let run = try await LabRun.verify(plan: .detected, onNodePorts: true, fromHosts: true)
    #expect(run.interruption == nil && run.scenarios.count == 1)
    let cases = run.scenarios.flatMap(\.cases)
    #expect(cases.count { $0.verdict == .conforms } >= 40)
    let unpredicted = cases.filter { $0.verdict == .unpredicted }
    #expect(unpredicted.allSatisfy { TopologyFault.unmasqueraded.contains($0.aspect) }, "\(unpredicted)")
    #expect(unpredicted.isEmpty == (topology.cilium.masquerade != .none))
    for record in cases where record.verdict != .conforms && record.verdict != .unpredicted {
      #expect(record.verdict == .notApplicable, "\(record.aspect.rawValue) [\(record.subject)]: \(record.explanation)")
    }
    for expected in faults {
      let run = try await LabRun.with(expected.fault) {
        try await LabRun.verify(plan: .detected, onNodePorts: true, fromHosts: true)
      }
      let found = run.scenarios.flatMap(\.cases).filter {
        ![.conforms, .notApplicable].contains($0.verdict) && !expected.eitherWay.contains($0.aspect)
          && !($0.verdict == .unpredicted && TopologyFault.unmasqueraded.contains($0.aspect))
      }
      let told = found.map {
        "\($0.aspect.rawValue) [\($0.subject)]: \($0.diagnosis?.code ?? "none"), \($0.explanation)"
      }
      #expect(Set(found.map(\.aspect)) == expected.aspects, "\(expected.fault.rawValue): \(told)")
      #expect(Set(found.compactMap(\.diagnosis?.code)) == [expected.code], "\(expected.fault.rawValue): \(told)")
      // Every node has the fault.
      #expect(Set(found.map(\.subject.source)) == Set(topology.nodes.map(\.name)), "\(expected.fault.rawValue)")
    }
  }

  private static func examine(_ lab: Lab, _ topology: LabTopology) async throws {
    let kubeconfig = try Kubeconfig.load(path: lab.kubeconfigPath, environment: [:], homeDirectory: NSHomeDirectory())
    let client = try KubernetesClient(connection: try kubeconfig.connection(context: nil))
    let nodes = try await client.list(Node.self, .nodes).items
    #expect(nodes.map(\.name) == topology.nodes.map(\.name).sorted())
    let families = [topology.podCIDR, topology.podCIDRv6].count { $0 != nil }
    let api = try await client.get(Service.self, .service(namespace: "default", name: "kubernetes"))
    let apiAddress = try #require(api.spec?.clusterIP)
    let pods = try await pods(client, on: nodes.map(\.name))
    for (node, pod) in pods {
      for (peer, other) in pods where peer != node {
        let addresses = other.status?.podIPs?.map(\.ip) ?? []
        #expect(addresses.count == families)
        for address in addresses {
          let pinged = try await exec(client, pod, ["ping", "-c", "5", "-i", "0.2", "-W", "1", address])
          #expect(pinged.status == 0, "\(node) → \(peer), \(address): \(pinged.text)")
        }
      }
      let name = try await exec(client, pod, ["nslookup", "kubernetes.default.svc.cluster.local"])
      #expect(name.status == 0 && name.text.contains(apiAddress), "\(node): \(name.text)")
      // The server tells the address from which it was asked.
      guard topology.cilium.masquerade != .none else { continue }
      let outside = nodes.first { $0.name == node }?.status?.addresses?.filter { $0.type == "ExternalIP" } ?? []
      #expect(outside.count == families)
      for address in outside.map(\.address) {
        let host = address.contains(":") ? "[\(Lab.httpsAddressIPv6)]" : Lab.httpsAddress
        let seen = try await exec(
          client, pod, ["wget", "-q", "-T", "5", "-O", "-", "--no-check-certificate", "https://\(host)/"])
        #expect(seen.status == 0 && seen.text == address, "\(node): \(seen.text)")
      }
    }
    for agent in try await client.list(Pod.self, .pods(namespace: "kube-system"), labelSelector: "k8s-app=cilium").items
    {
      let reference = PodReference(namespace: "kube-system", name: agent.name, container: "cilium-agent")
      let status = try await client.exec(
        reference, command: ["cilium-dbg", "status", "--verbose"], timeout: .seconds(20))
      let text = String(decoding: status.stdout, as: UTF8.self)
      let network = topology.cilium.routing == .native ? "Network: Native" : "Network: Tunnel [vxlan]"
      let masquerading = ["bpf": "BPF", "netfilter": "IPTables", "none": "Disabled"][
        topology.cilium.masquerade.rawValue]
      #expect(text.contains(network) && text.contains("Masquerading:"), "\(text)")
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Masquerading:") })
      #expect(line.split(separator: " ").dropFirst().first.map(String.init) == masquerading, "\(line)")
    }
  }

  /// A running pod on each node.
  private static func pods(_ client: KubernetesClient, on nodes: [String]) async throws -> [(String, Pod)] {
    for node in nodes {
      let pod = Pod(
        metadata: ObjectMeta(name: "probe-\(node)", namespace: "default"),
        spec: PodSpec(
          containers: [Container(name: "main", image: "busybox", command: ["sleep", "600"])], nodeName: node,
          terminationGracePeriodSeconds: 0))
      _ = try await client.create(pod, at: .pods(namespace: "default"), as: Pod.self)
    }
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let pods = try await client.list(Pod.self, .pods(namespace: "default")).items
      let running = pods.filter { $0.status?.phase == "Running" && $0.status?.podIP != nil }
      if running.count == nodes.count { return running.map { ($0.spec?.nodeName ?? "", $0) } }
      try #require(ContinuousClock.now < deadline, "the pods do not run: \(pods.map { $0.status?.phase ?? "?" })")
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private static func exec(
    _ client: KubernetesClient, _ pod: Pod, _ command: [String]
  ) async throws -> (status: Int32, text: String) {
    let reference = PodReference(namespace: "default", name: pod.name, container: "main")
    let result = try await client.exec(reference, command: command, timeout: .seconds(20))
    return (result.exitCode, String(decoding: result.stdout + result.stderr, as: UTF8.self))
  }
}
