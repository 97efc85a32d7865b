import Foundation
import Kubernetes
import Lab
import Testing

@testable import Conformance

extension LabTests {
  @Test("what a killed run left is removed once it has expired, or when it is named; a live run is let be")
  func cleanup() async throws {
    let client = try await SharedLab.shared.client()
    let cleanup = LeftoverCleanup(client: client)
    try await leave(run: "killed", expires: Date(timeIntervalSinceNow: -1))
    try await leave(run: "alive", expires: Date(timeIntervalSinceNow: 300))
    let first = try await cleanup.remove(.expired, waiting: .seconds(20))
    #expect(first.removed.map(\.runID) == ["killed"])
    #expect(first.kept.map(\.runID) == ["alive"])
    #expect(try await cleanup.find().map(\.runID) == ["alive"])

    let named = try GuestProgram.run(["cleanup", "--run", "alive"], try await SharedLab.shared.lab())
    #expect(named.contains("removed netproof-alive"))
    #expect(try await cleanup.find().isEmpty)
    #expect(try await client.list(Pod.self, .pods()).items.allSatisfy { $0.namespace?.hasPrefix("netproof-") == false })
  }

  @Test("signs of life keep a namespace, also one that was judged a moment before")
  func heartbeat() async throws {
    let client = try await SharedLab.shared.client()
    let cleanup = LeftoverCleanup(client: client)
    try await leave(run: "beating", expires: Date(timeIntervalSinceNow: -1))
    let stale = try #require(try await cleanup.find().first { $0.runID == "beating" })
    let beats = Task {
      await RunHeartbeat(client: client, namespace: "netproof-beating").run(every: .milliseconds(50)) { note in
        Issue.record("\(note)")
      }
    }
    try await Leftovers.waitAsync { try await cleanup.find().contains { $0.runID == "beating" && $0.isLive } }
    #expect(try await cleanup.remove(.expired, waiting: nil).kept.map(\.runID) == ["beating"])
    // Judged before the first sign of life, deleted after it: the server refuses.
    #expect(try await cleanup.delete(stale, evenIfAlive: false) == false)
    beats.cancel()
    await beats.value
    #expect(try await cleanup.remove(.run("beating"), waiting: .seconds(20)).removed.count == 1)
  }

  @Test("a run removes the expired leftovers of earlier ones, says so, and lets live ones be")
  func runRemovesLeftovers() async throws {
    let client = try await SharedLab.shared.client()
    try await leave(run: "killed", expires: Date(timeIntervalSinceNow: -1))
    try await leave(run: "alive", expires: Date(timeIntervalSinceNow: 300))
    let record = try await LabRun.verify([.both])
    #expect(record.notes == ["removed what earlier runs left: netproof-killed"])
    let cleanup = LeftoverCleanup(client: client)
    let left = try await cleanup.remove(.all, waiting: .seconds(20)).removed.map(\.runID)
    #expect(left.contains("alive"))
    #expect(!left.contains("killed"))
  }

  @Test("devices is put back after a kill in the middle of a walk; a walk in between keeps the original")
  func restore() async throws {
    let client = try await SharedLab.shared.client()
    let path = ResourcePath.configMap(namespace: "kube-system", name: "cilium-config")
    let original = try await client.get(ConfigMap.self, path).data?["devices"]
    // What a walk leaves that is killed between its change and the restart of the agents.
    _ = try await client.patch(
      .merge(
        ConfigurationChange(
          metadata: .init(annotations: ["netproof.dev/original-devices": original ?? "<unset>"]),
          data: ["devices": "tailscale0"])), at: path, as: ConfigMap.self)
    let before = try await agents(client)

    let record = try await LabRun.verify([.tailnetOnly])
    #expect(record.verdict == .conforms, "the agents were restarted although devices had the value already")
    #expect(try await client.get(ConfigMap.self, path).data?["devices"] == original)

    _ = try await client.patch(
      .merge(
        ConfigurationChange(
          metadata: .init(annotations: ["netproof.dev/original-devices": original ?? "<unset>"]),
          data: ["devices": "enp0s6"])), at: path, as: ConfigMap.self)
    let middle = try await agents(client)
    #expect(middle.isDisjoint(with: before))
    let lab = try await SharedLab.shared.lab()
    #expect(try GuestProgram.run(["restore", "--dry-run"], lab).contains("would restore devices: enp0s6 → "))
    #expect(try GuestProgram.run(["restore"], lab).contains("every agent is Ready"))
    let map = try await client.get(ConfigMap.self, path)
    #expect(map.data?["devices"] == original)
    #expect(map.metadata.annotations?["netproof.dev/original-devices"] == nil)
    #expect(try await agents(client).isDisjoint(with: middle))
    #expect(try GuestProgram.run(["restore"], lab).hasPrefix("nothing to restore"))
  }

  @Test("check and explain read the lab and leave it as it was")
  func readOnly() async throws {
    let client = try await SharedLab.shared.client()
    let lab = try await SharedLab.shared.lab()
    let before = Set(try await client.list(Namespace.self, .namespaces).items.map(\.name))
    let check = try GuestProgram.run(["check", "--reconfigure"], lab)
    #expect(check.hasSuffix("Ready: netproof run\n"), "\(check)")
    #expect(check.contains("instance-master, instance-worker"))
    let path = try GuestProgram.run(
      ["explain", "--from", "instance-worker", "--to", "default/kubernetes", "--devices", "enp0s6"], lab)
    #expect(path.contains("Expected: fails"), "\(path)")
    let setting = try GuestProgram.run(["explain", "--devices", "enp+,!tailscale0"], lab)
    #expect(setting.contains("not selected  excluded by !tailscale0 in devices"), "\(setting)")
    #expect(setting.contains("Not fit for service"))
    // An earlier test's namespace may still be on its way out.
    #expect(before.isSuperset(of: try await client.list(Namespace.self, .namespaces).items.map(\.name)))
  }

  /// What a run that was killed leaves.
  private func leave(run: String, expires: Date) async throws {
    let client = try await SharedLab.shared.client()
    let labels = ["app.kubernetes.io/managed-by": "netproof", "netproof.dev/run": run]
    let name = "netproof-\(run)"
    _ = try await client.create(
      Namespace(
        metadata: ObjectMeta(
          name: name, labels: labels, annotations: ["netproof.dev/expires": expires.formatted(.iso8601)])),
      at: .namespaces, as: Namespace.self)
    let container = Container(name: "busybox", image: "docker.io/library/busybox:1.36", command: ["sleep", "3600"])
    _ = try await client.create(
      Pod(
        metadata: ObjectMeta(name: "client-0-0", namespace: name, labels: labels),
        spec: PodSpec(containers: [container], nodeName: "instance-worker", terminationGracePeriodSeconds: 0)),
      at: .pods(namespace: name), as: Pod.self)
  }

  private func agents(_ client: KubernetesClient) async throws -> Set<String> {
    let pods = try await client.list(Pod.self, .pods(namespace: "kube-system"), labelSelector: "k8s-app=cilium").items
    return Set(pods.compactMap(\.metadata.uid))
  }
}

extension Leftovers {
  fileprivate static func waitAsync(_ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while try await !condition(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
  }
}

extension Leftover {
  fileprivate var isLive: Bool { if case .live = state { true } else { false } }
}

/// A change of `cilium-config`, as a run makes it.
private struct ConfigurationChange: Encodable {
  struct Metadata: Encodable { var annotations: [String: String] }
  var metadata: Metadata
  var data: [String: String]
}

/// The program against the shared lab.
enum GuestProgram {
  static func run(_ arguments: [String], _ lab: Lab) throws -> String {
    try Shell.run([SharedLab.executable] + arguments + ["--kubeconfig", lab.kubeconfigPath])
  }
}
