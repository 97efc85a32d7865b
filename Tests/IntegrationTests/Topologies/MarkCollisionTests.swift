import Conformance
import Foundation
import Kubernetes
import Lab
import Testing

/// The forecast of marks that collide, held against packets: a pod whose identity Tailscale's rules take for a mark of
/// their own, and one whose they do not.
@Suite("Colliding marks", .serialized, .enabled("the lab needs root", { geteuid() == 0 }))
struct MarkCollisionTests {
  @Test("a pod loses other nodes exactly where its identity is forecast to collide")
  func forecast() async throws {
    let topology = try LabTopology.named("three-nodes")
    let owner = SharedLab.Owner(name: "marks", topology: topology)
    try await SharedLab.$owner.withValue(owner) {
      let lab = try await SharedLab.shared.lab()
      do {
        try await Self.verify(lab, topology)
      } catch {
        await SharedLab.shared.stop()
        throw error
      }
      await SharedLab.shared.stop()
    }
  }

  private static func verify(_ lab: Lab, _ topology: LabTopology) async throws {
    let kubeconfig = try Kubeconfig.load(path: lab.kubeconfigPath, environment: [:], homeDirectory: NSHomeDirectory())
    let client = try KubernetesClient(connection: try kubeconfig.connection(context: nil))
    let nodes = topology.nodes.map(\.name).sorted()
    let (here, there) = (try #require(nodes.first), try #require(nodes.last))
    // 0x808: the lower byte is Tailscale's. 0x809 is nobody's.
    _ = try await pod("taken", on: here, identity: 0x808, client)
    _ = try await pod("free", on: here, identity: 0x809, client)
    _ = try await pod("target", on: there, identity: 0x80A, client)
    let pods = try await running(3, client)
    let target = try #require(pods["target"]?.status?.podIP)

    let forecast = try Self.explain(lab)
    let told = forecast.filter { $0.contains("identity 2056") }
    #expect(!told.isEmpty && told.allSatisfy { $0.contains(here) && $0.contains("Tailscale") }, "\(forecast)")
    #expect(!forecast.contains { $0.contains("identity 2057") } && !forecast.contains { $0.contains("identity 2058") })
    #expect(forecast.contains { $0.contains("identity 8 (Cilium's Ingress and Gateways)") })

    for (name, arrives) in [("taken", false), ("free", true)] {
      let pinged = try await ping(target, from: name, client)
      #expect((pinged.status == 0) == arrives, "\(name): \(pinged.text)")
    }
    // On its own node, and by Cilium's own look-up to the internet, no rule sees the mark.
    let own = try #require(pods["free"]?.status?.podIP)
    #expect(try await ping(own, from: "taken", client).status == 0)
    #expect(try await ping("8.8.8.8", from: "taken", client).status == 0)
  }

  /// The lines of `netproof explain` that speak of identities.
  private static func explain(_ lab: Lab) throws -> [String] {
    let process = Process()
    process.executableURL = URL(filePath: SharedLab.executable)
    process.arguments = ["explain", "--kubeconfig", lab.kubeconfigPath]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { $0.contains("identity ") }
  }

  private static func pod(
    _ name: String, on node: String, identity: UInt16, _ client: KubernetesClient
  ) async throws -> Pod {
    let metadata = ObjectMeta(name: name, namespace: "default", annotations: ["lab.netproof/identity": "\(identity)"])
    let spec = PodSpec(
      containers: [Container(name: "main", image: "busybox", command: ["sleep", "600"])], nodeName: node,
      terminationGracePeriodSeconds: 0)
    return try await client.create(
      Pod(metadata: metadata, spec: spec), at: .pods(namespace: "default"), as: Pod.self)
  }

  private static func running(_ count: Int, _ client: KubernetesClient) async throws -> [String: Pod] {
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let pods = try await client.list(Pod.self, .pods(namespace: "default")).items
      let running = pods.filter { $0.status?.phase == "Running" && $0.status?.podIP != nil }
      if running.count == count { return Dictionary(uniqueKeysWithValues: running.map { ($0.name, $0) }) }
      try #require(ContinuousClock.now < deadline, "the pods do not run: \(pods.map { $0.status?.phase ?? "?" })")
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private static func ping(
    _ address: String, from pod: String, _ client: KubernetesClient
  ) async throws -> (status: Int32, text: String) {
    let reference = PodReference(namespace: "default", name: pod, container: "main")
    let result = try await client.exec(
      reference, command: ["ping", "-c", "3", "-W", "1", address], timeout: .seconds(20))
    return (result.exitCode, String(decoding: result.stdout + result.stderr, as: UTF8.self))
  }
}
