import Foundation
import Kubernetes
import Lab
import Testing

@testable import Conformance

extension LabTests {
  @Test("what a dead run left is removed, a live run's is let be, and one that is named goes all the same")
  func cleanup() async throws {
    let lab = try await SharedLab.shared.lab()
    let client = try await SharedLab.shared.client()
    try await GuestObjects.make(namespaceOf: nil, client)
    try await GuestObjects.leave(run: "dead", client)
    try await GuestObjects.leave(run: "alive", client)
    let alive = try await GuestObjects.lease(of: "alive", client)
    try await alive.living {
      let first = try GuestProgram.run(["cleanup"], lab)
      #expect(first.contains("removed run dead: 1 pod in namespace netproof"), "\(first)")
      #expect(first.contains("kept run alive on "), "\(first)")
      #expect(try await GuestObjects.runs(client) == ["alive"])
    }
    let named = try GuestProgram.run(["cleanup", "--run", "alive"], lab)
    #expect(named.contains("removed run alive"), "\(named)")
    #expect(try await GuestObjects.runs(client).isEmpty)
    #expect(
      try await client.get(Namespace.self, .namespace("netproof")).name == "netproof",
      "an administrator's namespace stays")
    try await GuestObjects.removeNamespace(client)
  }

  @Test("a run that is killed in the middle leaves nothing once cleanup has been through, right after the kill")
  func killedRun() async throws {
    let lab = try await SharedLab.shared.lab()
    let client = try await SharedLab.shared.client()
    let process = try GuestProgram.start(["run", "--report-dir", GuestProgram.scratch("killed")], lab)
    try await GuestObjects.wait { try await client.list(Pod.self, .pods(namespace: "netproof")).items.count == 4 }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(try await client.list(Pod.self, .pods(namespace: "netproof")).items.count == 4)

    let outcome = try GuestProgram.run(["cleanup"], lab)
    #expect(outcome.contains("removed run "), "\(outcome)")
    #expect(try await client.list(Pod.self, .pods(namespace: "netproof")).items.isEmpty)
    #expect(try await client.list(Service.self, .services(namespace: "netproof")).items.isEmpty)
    #expect(try await client.list(Lease.self, .leases(namespace: "netproof")).items.isEmpty)
    #expect(try await !client.list(Namespace.self, .namespaces).items.contains { $0.name == "netproof" })
  }

  @Test("a run that is told to end removes everything, and says that it was interrupted", arguments: [SIGINT, SIGTERM])
  func interruptedRun(signal: Int32) async throws {
    let lab = try await SharedLab.shared.lab()
    let client = try await SharedLab.shared.client()
    let process = try GuestProgram.start(["run", "--report-dir", GuestProgram.scratch("interrupted")], lab)
    try await GuestObjects.wait { try await client.list(Pod.self, .pods(namespace: "netproof")).items.count == 4 }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 3)
    #expect(try await client.list(Pod.self, .pods(namespace: "netproof")).items.isEmpty)
    #expect(try await client.list(Lease.self, .leases(namespace: "netproof")).items.isEmpty)
    try await GuestObjects.waitForNamespaceGone(client)
  }

  @Test("of two runs at once the second says who is there and ends with status 4, or waits and then verifies")
  func twoRuns() async throws {
    let lab = try await SharedLab.shared.lab()
    let client = try await SharedLab.shared.client()
    let first = try GuestProgram.start(["run", "--report-dir", GuestProgram.scratch("first")], lab)
    try await GuestObjects.wait { try await !client.list(Lease.self, .leases(namespace: "netproof")).items.isEmpty }
    let refused = try GuestProgram.result(["run", "--report-dir", GuestProgram.scratch("second")], lab)
    #expect(refused.status == 4, "\(refused.error)")
    let holder = try await GuestObjects.runs(client).first ?? "none"
    #expect(refused.output.contains("Another run is using the cluster: run \(holder) on "), "\(refused.output)")
    let waited = try GuestProgram.result(
      ["run", "--wait-for-lease", "120", "--report-dir", GuestProgram.scratch("third")], lab)
    #expect(waited.status == 0, "\(waited.output)\(waited.error)")
    #expect(waited.error.contains("waiting for run \(holder) on "), "\(waited.error)")
    first.waitUntilExit()
    #expect(first.terminationStatus == 0, "the first run was not disturbed")
    try await GuestObjects.waitForNamespaceGone(client)
  }

  @Test("a run whose Lease is taken away ends, says so, and leaves the new holder's objects alone")
  func lostLease() async throws {
    let client = try await SharedLab.shared.client()
    try await GuestObjects.make(namespaceOf: nil, client)
    let tenancy = try await RunTenancy.begin(client: client, runID: "robbed", options: .init()) { _ in }
    try await GuestObjects.leave(run: "robbed", client)
    var lease = try await client.get(Lease.self, RunLease.path(in: "netproof"))
    lease.spec?.holderIdentity = "thief@elsewhere"
    _ = try await client.replace(lease, at: RunLease.path(in: "netproof"), as: Lease.self)
    try await GuestObjects.leave(run: "thief", client)
    await #expect(throws: LeaseLost.self) {
      try await tenancy.holding { try await Task.sleep(for: .seconds(600)) }
    }
    try await tenancy.end()
    #expect(try await GuestObjects.runs(client) == ["thief"])
    #expect(
      try await client.get(Lease.self, RunLease.path(in: "netproof")).spec?.holderIdentity == "thief@elsewhere")
    _ = try GuestProgram.run(
      ["cleanup", "--all"], try await SharedLab.shared.lab())
    try await GuestObjects.removeNamespace(client)
  }

  @Test("a Lease is let go although a sign of life, whose answer nobody waited for, has made a new version of it")
  func renewedWhileEnding() async throws {
    let client = try await SharedLab.shared.client()
    try await GuestObjects.make(namespaceOf: nil, client)
    let lease = try await GuestObjects.lease(of: "renewed", client)
    let path = RunLease.path(in: GuestOptions.defaultNamespace)
    var newer = try await client.get(Lease.self, path)
    newer.spec?.renewTime = Timestamp(Date())
    _ = try await client.replace(newer, at: path, as: Lease.self)
    try await lease.release()
    await #expect(throws: KubernetesError.self) { try await client.get(Lease.self, path) }

    // Another run's is let be.
    let lost = try await GuestObjects.lease(of: "lost", client)
    var taken = try await client.get(Lease.self, path)
    taken.spec?.holderIdentity = "another run"
    _ = try await client.replace(taken, at: path, as: Lease.self)
    try await lost.release()
    #expect(try await client.get(Lease.self, path).spec?.holderIdentity == "another run")
    try await GuestObjects.removeNamespace(client)
  }

  @Test("a run removes what dead ones left, and says so")
  func runRemovesLeftovers() async throws {
    let client = try await SharedLab.shared.client()
    try await GuestObjects.make(namespaceOf: "dead", client)
    try await GuestObjects.leave(run: "dead", client)
    let record = try await LabRun.verify([.both])
    #expect(record.notes.count == 1)
    #expect(record.notes.first?.hasPrefix("removed what earlier runs left: run dead: 1 pod") == true, "\(record.notes)")
    try await GuestObjects.waitForNamespaceGone(client)
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
    // The lab is of the guide's release, which knows no exclusions.
    #expect(
      setting.contains("Cilium 1.18 knows no \"!\" entries") && setting.contains("tailscale0  not selected"),
      "\(setting)")
    #expect(setting.contains("Not fit for service"))
    // An earlier test's namespace may still be on its way out.
    #expect(before.isSuperset(of: try await client.list(Namespace.self, .namespaces).items.map(\.name)))
  }

  private func agents(_ client: KubernetesClient) async throws -> Set<String> {
    let pods = try await client.list(Pod.self, .pods(namespace: "kube-system"), labelSelector: "k8s-app=cilium").items
    return Set(pods.compactMap(\.metadata.uid))
  }
}

/// A change of `cilium-config`, as a run makes it.
private struct ConfigurationChange: Encodable {
  struct Metadata: Encodable { var annotations: [String: String] }
  var metadata: Metadata
  var data: [String: String]
}
