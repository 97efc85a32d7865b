import Conformance
import Foundation
import Kubernetes
import Lab
import Testing

extension LabTests {
  @Test("the CronJob runs as a pod, delivers its reports, and tells the next nights what changed")
  func nightly() async throws {
    let client = try await SharedLab.shared.client()
    try await Nightly.applied(["--deliver", "configmap", "--deliver", "events", "--deliver", "folder", "--keep", "2"]) {
      kubectl in
      #expect(try await Nightly.run("first", client, kubectl) == "Complete", "\(Nightly.log("first", kubectl))")
      let first = try await Nightly.configMap(client)
      #expect(first.metadata.annotations?["netproof.dev/verdict"] == "conforms")
      #expect(first.data?["report.md"]?.contains("run from node") == true)
      let record = try Nightly.record(first)
      #expect(record.contains("\"runner\" : {"), "the runner's own node is known")
      #expect(try await Nightly.reasons(client) == ["RunConforms"])

      // A night in which the cluster has lost its way out.
      let outcome = try await LabRun.with(.snatMissing) { try await Nightly.run("second", client, kubectl) }
      #expect(outcome == "Failed", "a verdict that is not green is a Job that failed")
      #expect(try Nightly.waited("second", kubectl).contains("job.batch/second condition met"))
      #expect(try await Nightly.configMap(client).metadata.annotations?["netproof.dev/verdict"] == "deviates")
      let events = try await Nightly.events(client)
      let lost = try #require(events.first { $0.reason == "CaseDeviates" })
      #expect(lost.type == "Warning" && lost.message?.contains("conforms → deviates") == true)
      #expect(lost.source?.host?.hasPrefix("instance-") == true)
      #expect(events.contains { $0.reason == "RunDeviates" })

      #expect(try await Nightly.run("third", client, kubectl) == "Complete", "\(Nightly.log("third", kubectl))")
      #expect(Set(try await Nightly.reasons(client)).isSuperset(of: ["RunConforms", "CaseConforms", "CaseDeviates"]))

      let folder = try Nightly.folder(kubectl)
      let runs = folder.filter { $0.wholeMatch(of: /[0-9-]+T[0-9-]+Z-[a-z0-9]{8}/) != nil }
      #expect(runs.count == 2 && folder.contains("latest"), "\(folder)")
      #expect(try await GuestObjects.runs(client).isEmpty, "the runs have removed what they made")
    }
  }

  @Test("the runner's pod satisfies Pod Security's restricted, which refuses it with one setting less")
  func runnerIsRestricted() async throws {
    let client = try await SharedLab.shared.client()
    try await Nightly.applied([]) { kubectl in
      let strict = ["pod-security.kubernetes.io/enforce": "restricted"]
      _ = try await client.create(
        Namespace(metadata: ObjectMeta(name: "strict", labels: strict)), at: .namespaces, as: Namespace.self)
      let path = ResourcePath(group: "batch", namespace: "netproof", resource: "cronjobs", name: "netproof")
      let template = try await client.get(CronJob.self, path).spec.jobTemplate.spec.template
      var pod = Pod(metadata: ObjectMeta(name: "runner"), spec: template.spec)
      _ = try await client.create(pod, at: .pods(namespace: "strict"), as: Pod.self, dryRun: true)
      pod.spec?.containers[0].securityContext?.allowPrivilegeEscalation = nil
      await #expect(throws: KubernetesError.self) {
        try await client.create(pod, at: .pods(namespace: "strict"), as: Pod.self, dryRun: true)
      }
      try await client.delete(.namespace("strict"))
    }
  }

  @Test("a report that cannot be delivered is told, and its run is not green; check names the missing permission")
  func undelivered() async throws {
    let deliver = ["--deliver", "configmap", "--deliver", "events"]
    try await withManifests { kubeconfig in
      let check = try GuestProgram.result(["check"] + deliver, kubeconfig: kubeconfig)
      #expect(check.status == 2)
      #expect(check.output.contains("may not create configmaps in netproof"), "\(check.output)")
      #expect(check.output.contains("may not create events in netproof"), "\(check.output)")
      let reports = GuestProgram.scratch("undelivered")
      let run = try GuestProgram.result(
        ["run", "--report-dir", reports, "--https-address", Lab.httpsAddress] + deliver, kubeconfig: kubeconfig)
      #expect(run.status == 6, "\(run.output)\(run.error)")
      #expect(run.error.contains("netproof: Not delivered to configmap: "), "\(run.error)")
      #expect(run.error.contains("netproof: Not delivered to events: "), "\(run.error)")
      let record = try String(contentsOfFile: "\(reports)/run.json", encoding: .utf8)
      #expect(record.contains("Not delivered to configmap"), "the record says so too")
    }
  }

  @Test("a night that is kept out of the cluster delivers a record that says why, and keeps its status")
  func keptOut() async throws {
    let client = try await SharedLab.shared.client()
    let deliver = ["--deliver", "configmap"]
    let unreadable: (String) -> String = { $0.replacing("resources: [namespaces]", with: "resources: [nothing]") }
    try await withManifests(unreadable, options: deliver) { kubeconfig in
      let reports = GuestProgram.scratch("kept-out")
      let run = try GuestProgram.result(["run", "--report-dir", reports] + deliver, kubeconfig: kubeconfig)
      #expect(run.status == 2, "\(run.output)\(run.error)")
      #expect(run.error.contains("netproof: Namespace netproof is missing, or this user may not read it"))
      let configMap = try await Nightly.configMap(client)
      #expect(configMap.metadata.annotations?["netproof.dev/verdict"] == "inconclusive", "not what the last night left")
      #expect(try Nightly.record(configMap).contains("this user may not read it"))
    }
  }

  @Test("an Indexed Job verifies in parts, whose records the cluster holds and merge joins")
  func parts() async throws {
    let client = try await SharedLab.shared.client()
    let deliver = ["--deliver", "configmap", "--deliver", "folder"]
    try await Nightly.applied(deliver, job: "job", more: ["--shards", "2"]) { kubectl in
      #expect(try await Nightly.end("netproof", client) == "Complete", "\(Nightly.log("netproof", kubectl))")
      #expect(try Nightly.folder(kubectl) == ["1-of-2", "2-of-2"])
      let uid = try Shell.run(kubectl + ["get", "job", "netproof", "-o", "jsonpath={.metadata.uid}"])
      for part in RunShard.all(of: 2) {
        let left = try Nightly.record(try await Nightly.configMap(client, namespace: part.namespace))
        #expect(!uid.isEmpty && left.contains(uid), "part \(part) does not know its Job")
      }
      let lab = try await SharedLab.shared.lab()
      let reports = GuestProgram.scratch("joined")
      let joined = try GuestProgram.result(["merge", "--shards", "2", "--report-dir", reports], lab)
      #expect(
        joined.status == 0 && joined.output.contains(#/ \d+ conforms, 0 deviates/#), "\(joined.output)\(joined.error)")
      let missing = try GuestProgram.result(["merge", "--shards", "3", "--report-dir", reports], lab)
      #expect(missing.status == 2 && missing.error.contains("part 1/3 has left no record"), "\(missing.error)")
    }
  }
}

/// The nightly run in the lab.
private enum Nightly {
  private static let namespace = "netproof"

  /// Applies `manifests cronjob` or `manifests job`, gives `body` the words that kubectl is called with, and takes all back.
  static func applied(
    _ options: [String], job: String = "cronjob", more: [String] = [], _ body: ([String]) async throws -> Void
  ) async throws {
    let client = try await SharedLab.shared.client()
    let kubectl = ["kubectl", "--kubeconfig", try await SharedLab.shared.lab().kubeconfigPath]
    try await GuestObjects.waitForNamespaceGone(client)
    let file = GuestProgram.scratch("cronjob.yaml")
    let text = try Shell.run(
      [SharedLab.executable, "manifests", job, "--runner-image", "registry.example.com/netproof:test"] + options + more
        + ["--", "--https-address", Lab.httpsAddress, "--pod-start-timeout", "20"])
    try Data(text.utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try Shell.run(kubectl + ["apply", "-f", file])
    let result: Result<Void, any Error>
    do { result = .success(try await body(kubectl + ["-n", namespace])) } catch { result = .failure(error) }
    _ = try Shell.run(kubectl + ["delete", "-f", file, "--wait=false", "--ignore-not-found"])
    try await GuestObjects.waitForNamespaceGone(client)
    try result.get()
  }

  /// Starts a night by hand and waits for its end; `Complete` or `Failed`.
  static func run(_ name: String, _ client: KubernetesClient, _ kubectl: [String]) async throws -> String? {
    _ = try Shell.run(kubectl + ["create", "job", name, "--from=cronjob/netproof"])
    return try await end(name, client)
  }

  /// Waits for the end of a Job; `Complete` or `Failed`.
  static func end(_ name: String, _ client: KubernetesClient) async throws -> String? {
    let path = ResourcePath(group: "batch", namespace: namespace, resource: "jobs", name: name)
    func condition() async throws -> String? {
      try await client.get(Job.self, path).status?.conditions?.first { $0.status == "True" }?.type
    }
    let deadline = ContinuousClock.now + .seconds(180)
    while try await condition() == nil, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(200)) }
    return try await condition()
  }

  /// What kubectl says of the end of a Job, waited for as docs/nightly.md has it: whichever way it ended.
  static func waited(_ name: String, _ kubectl: [String]) throws -> String {
    let wait = (kubectl + ["wait", "job/\(name)", "--timeout=60s", "--for=condition="]).joined(separator: " ")
    return try Shell.run(["bash", "-c", "\(wait)complete & \(wait)failed & wait -n; kill $(jobs -p); true"])
  }

  static func log(_ name: String, _ kubectl: [String]) -> String {
    (try? Shell.run(kubectl + ["logs", "job/\(name)", "--tail=60"])) ?? "no log"
  }

  static func configMap(_ client: KubernetesClient, namespace: String = namespace) async throws -> ConfigMap {
    try await client.get(ConfigMap.self, .configMap(namespace: namespace, name: ReportDestination.configMapName))
  }

  /// The record, as anybody reads it with gzip.
  static func record(_ configMap: ConfigMap) throws -> String {
    let file = GuestProgram.scratch("run.json.gz")
    try (configMap.binaryData?["run.json.gz"] ?? Data()).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    return try Shell.run(["gzip", "-dc", file])
  }

  static func events(_ client: KubernetesClient) async throws -> [Event] {
    try await client.list(Event.self, .events(namespace: namespace)).items.filter {
      $0.involvedObject?.name == ReportDestination.configMapName
    }
  }

  static func reasons(_ client: KubernetesClient) async throws -> [String] {
    try await events(client).compactMap(\.reason)
  }

  /// What is in the claim, as another pod sees it.
  static func folder(_ kubectl: [String]) throws -> [String] {
    let file = GuestProgram.scratch("reader.yaml")
    try Data(
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: reader}
      spec:
        restartPolicy: Never
        containers:
          - {name: c, image: "busybox:1.36", command: [sleep, "600"], volumeMounts: [{name: r, mountPath: /reports}]}
        volumes: [{name: r, persistentVolumeClaim: {claimName: netproof-reports}}]
      """.utf8
    ).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try Shell.run(kubectl + ["apply", "-f", file])
    _ = try Shell.run(kubectl + ["wait", "--for=condition=Ready", "pod/reader", "--timeout=60s"])
    let text = try Shell.run(kubectl + ["exec", "reader", "--", "ls", "/reports"])
    return text.split(whereSeparator: \.isNewline).map(String.init)
  }
}
