import Conformance
import Foundation
import Kubernetes
import Lab
import Testing

extension LabTests {
  @Test("with the service account of `manifests rbac`, check is ready and a run conforms and leaves nothing")
  func leastPrivilege() async throws {
    let client = try await SharedLab.shared.client()
    try await withManifests { kubeconfig in
      let check = try GuestProgram.result(["check"], kubeconfig: kubeconfig)
      #expect(check.status == 0, "\(check.output)\(check.error)")
      #expect(check.output.contains("the server would accept the probe pods"), "\(check.output)")
      #expect(check.output.contains("netproof enforces baseline"), "\(check.output)")
      let run = try GuestProgram.result(
        ["run", "--report-dir", GuestProgram.scratch("least")], kubeconfig: kubeconfig)
      #expect(run.status == 0, "\(run.output)\(run.error)")
      #expect(try await GuestObjects.runs(client).isEmpty)
    }
  }

  @Test(
    "with one permission removed, check names it and prints the role that grants it, and status is 2",
    arguments: [
      ("ciliumnodes", "may not list ciliumnodes.cilium.io"),
      ("daemonsets", "may not get daemonsets.apps cilium in kube-system"),
      ("endpointslices", "may not list endpointslices.discovery.k8s.io in default"),
      ("services", "may not deletecollection services in netproof"),
    ])
  func onePermissionLess(resource: String, message: String) async throws {
    try await withManifests({ $0.replacing("resources: [\(resource)]", with: "resources: [nothing]") }) { kubeconfig in
      let check = try GuestProgram.result(["check"], kubeconfig: kubeconfig)
      #expect(check.status == 2, "\(check.output)\(check.error)")
      let told = check.output.split(separator: "\n").filter { $0.hasPrefix("✗ permissions") }
      #expect(told.contains { $0.contains(" \(message)") }, "\(check.output)")
      #expect(check.output.contains("    resources: [\(resource)]\n"), "\(check.output)")
      let others = ["nodes", "leases", "pods/exec"].filter { check.output.contains("resources: [\($0)]") }
      #expect(others == [], "what is there is not asked for again")
    }
  }

  @Test("a namespace that is too strict for the pods is told before a run, in the server's words, and what would do")
  func strictNamespace() async throws {
    let client = try await SharedLab.shared.client()
    try await withManifests { kubeconfig in
      let labels = ["pod-security.kubernetes.io/enforce": "restricted"]
      _ = try await client.patch(
        .merge(["metadata": ["labels": labels]]), at: .namespace("netproof"), as: Namespace.self)
      let check = try GuestProgram.result(["check"], kubeconfig: kubeconfig)
      #expect(check.status == 2)
      #expect(check.output.contains("violates PodSecurity \"restricted:latest\""), "\(check.output)")
      #expect(check.output.contains("pass --pod-security restricted"), "\(check.output)")
      let fitting = try GuestProgram.result(["check", "--pod-security", "restricted"], kubeconfig: kubeconfig)
      #expect(fitting.status == 0, "\(fitting.output)")
      let folder = try GuestProgram.result(
        ["check", "--pod-security", "restricted", "--tailscale-socket"], kubeconfig: kubeconfig)
      #expect(folder.status == 2 && folder.output.contains("hostPath volumes"), "\(folder.output)")
      #expect(folder.output.contains("would refuse the pods that ask Tailscale"), "\(folder.output)")
    }
  }

  @Test("sweep refuses without the flag and tells every value; with it, it walks and puts devices back")
  func sweep() async throws {
    let client = try await SharedLab.shared.client()
    let path = ResourcePath.configMap(namespace: "kube-system", name: "cilium-config")
    let original = try await client.get(ConfigMap.self, path)
    let lab = try await SharedLab.shared.lab()
    let refused = try GuestProgram.result(["sweep"], lab)
    #expect(refused.status == 2)
    #expect(refused.error.contains("tailnet-only   devices: tailscale0\n"), "\(refused.error)")
    #expect(refused.error.contains("delete the 2 pods of DaemonSet kube-system/cilium"), "\(refused.error)")
    #expect(try await client.get(ConfigMap.self, path) == original, "nothing was changed")

    let reports = GuestProgram.scratch("sweep")
    let swept = try GuestProgram.result(
      [
        "sweep", "--allow-reconfigure", "--scenario", "auto", "--scenario", "tailnet-only", "--https-address",
        Lab.httpsAddress, "--pod-start-timeout", "6", "--dns-restart-timeout", "6", "--report-dir", reports,
      ], lab)
    #expect(swept.status == 0, "\(swept.output)\(swept.error)")
    let record = try String(contentsOfFile: "\(reports)/run.json", encoding: .utf8)
    #expect(record.contains("\"tailnet-only\"") && record.contains("\"auto\""))
    let after = try await client.get(ConfigMap.self, path)
    #expect(after.data == original.data)
    #expect(after.metadata.annotations?["netproof.dev/original-devices"] == nil)
  }

  /// Applies the manifests with kubectl, gives the service account's kubeconfig to `body`, and takes all back.
  func withManifests(
    _ change: (String) -> String = { $0 }, options: [String] = [], _ body: (String) async throws -> Void
  ) async throws {
    let client = try await SharedLab.shared.client()
    let admin = try await SharedLab.shared.lab().kubeconfigPath
    try await GuestObjects.waitForNamespaceGone(client)
    let file = GuestProgram.scratch("manifests.yaml")
    let namespace = try Shell.run([SharedLab.executable, "manifests", "namespace"])
    let roles = try Shell.run([SharedLab.executable, "manifests", "rbac"] + options)
    try Data((namespace + "---\n" + change(roles)).utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try Shell.run(["kubectl", "--kubeconfig", admin, "apply", "-f", file])
    let result: Result<Void, any Error>
    do {
      let kubeconfig = try await AccountKubeconfig.make(account: "netproof", namespace: "netproof", client)
      defer { try? FileManager.default.removeItem(atPath: kubeconfig) }
      result = .success(try await body(kubeconfig))
    } catch {
      result = .failure(error)
    }
    _ = try Shell.run(["kubectl", "--kubeconfig", admin, "delete", "-f", file, "--wait=false", "--ignore-not-found"])
    try await GuestObjects.waitForNamespaceGone(client)
    try result.get()
  }
}
