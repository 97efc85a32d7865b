import Foundation
import Testing
import Yams

@testable import Conformance

@Suite("netproof as a pod of the cluster")
struct RunnerManifestsTests {
  private func options(_ destinations: [ReportDestination] = [], volume: ReportVolume? = nil) -> RunnerOptions {
    var options = RunnerOptions(
      image: "registry.example.com/netproof:1", arguments: ["run", "--external-name", "a: b # 'c'", "--retries", "1"],
      guest: GuestOptions(namespace: "probes", imagePullSecrets: ["registry"]), account: "nightly",
      cilium: CiliumLocation())
    options.destinations = destinations
    options.volume = volume
    options.deadline = .seconds(600)
    options.nodeSelector = ["zone": "a"]
    return options
  }

  private func documents(_ text: String) throws -> [[String: Any]] {
    try Yams.load_all(yaml: text).compactMap { $0 as? [String: Any] }
  }

  private func document(_ kind: String, _ text: String) throws -> [String: Any] {
    let found = try documents(text).filter { $0["kind"] as? String == kind }
    #expect(found.count == 1)
    return try #require(found.first)
  }

  private func at(_ path: String, _ object: Any) throws -> Any {
    try path.split(separator: ".").reduce(object) { object, key in
      if let index = Int(key) { return try #require((object as? [Any])?[index]) }
      return try #require((object as? [String: Any])?[String(key)], "\(path): \(key)")
    }
  }

  @Test("a CronJob never runs twice at once, ends by itself, is not repeated, and keeps a stated history")
  func cronJob() throws {
    let text = try GuestManifests.cronJob(
      options(), schedule: RunnerSchedule(cron: "17 3 * * *", timeZone: "Asia/Seoul", history: 5))
    let cron = try document("CronJob", text)
    #expect(try at("metadata.namespace", cron) as? String == "probes")
    #expect(try at("spec.schedule", cron) as? String == "17 3 * * *")
    #expect(try at("spec.timeZone", cron) as? String == "Asia/Seoul")
    #expect(try at("spec.concurrencyPolicy", cron) as? String == "Forbid")
    #expect(try at("spec.startingDeadlineSeconds", cron) as? Int == 3600)
    #expect(try at("spec.successfulJobsHistoryLimit", cron) as? Int == 5)
    #expect(try at("spec.failedJobsHistoryLimit", cron) as? Int == 5)
    #expect(try at("spec.jobTemplate.spec.activeDeadlineSeconds", cron) as? Int == 600)
    #expect(try at("spec.jobTemplate.spec.backoffLimit", cron) as? Int == 0)
    #expect(try at("spec.jobTemplate.spec.template.spec.restartPolicy", cron) as? String == "Never")
  }

  @Test("the pod satisfies what `restricted` demands, holds its token, and knows its node")
  func pod() throws {
    let job = try document("Job", try GuestManifests.job(options()))
    let pod = try at("spec.template.spec", job)
    #expect(try at("securityContext.runAsNonRoot", pod) as? Bool == true)
    #expect(try at("securityContext.runAsUser", pod) as? Int == 65_532)
    #expect(try at("securityContext.seccompProfile.type", pod) as? String == "RuntimeDefault")
    #expect(try at("containers.0.securityContext.allowPrivilegeEscalation", pod) as? Bool == false)
    #expect(try at("containers.0.securityContext.readOnlyRootFilesystem", pod) as? Bool == true)
    #expect(try at("containers.0.securityContext.capabilities.drop", pod) as? [String] == ["ALL"])
    #expect(try at("serviceAccountName", pod) as? String == "nightly")
    #expect(try at("automountServiceAccountToken", pod) as? Bool == true)
    #expect(try at("imagePullSecrets.0.name", pod) as? String == "registry")
    #expect(try at("nodeSelector.zone", pod) as? String == "a")
    #expect(try at("containers.0.env.0.name", pod) as? String == "NODE_NAME")
    #expect(try at("containers.0.env.0.valueFrom.fieldRef.fieldPath", pod) as? String == "spec.nodeName")
    #expect(
      try at("containers.0.args", pod) as? [String]
        == ["run", "--external-name", "a: b # 'c'", "--retries", "1"], "whatever the words, YAML keeps them")
  }

  @Test("permissions to leave reports are granted only for the destinations that are asked for")
  func permissions() throws {
    func roles(_ destinations: [ReportDestination]) throws -> [[String: Any]] {
      try documents(try GuestManifests.job(options(destinations))).filter {
        ($0["metadata"] as? [String: Any])?["name"] as? String == "netproof-delivery.probes"
      }
    }
    #expect(try roles([]).isEmpty)
    #expect(try roles([.folder("/reports")]).isEmpty)
    let both = try roles([.configMap, .events])
    #expect(both.map { $0["kind"] as? String } == ["Role", "RoleBinding"])
    let rules = try #require(both[0]["rules"] as? [[String: Any]])
    let granted = rules.map { rule -> String in
      let words = { (key: String) in (rule[key] as? [String] ?? []).joined(separator: ",") }
      return [words("resources"), words("resourceNames"), words("verbs")].joined(separator: " ")
    }
    #expect(granted == ["configmaps  create", "configmaps netproof-report get,update", "events  create"])
    #expect(try roles([.openReports]).count == 2)
  }

  @Test("a claim is made unless there is one, and the folder is where the pod sees it")
  func claim() throws {
    let new = options(
      [.folder(ReportVolume.path)], volume: ReportVolume(claim: "kept", size: "2Gi", storageClass: "slow"))
    let claim = try document("PersistentVolumeClaim", try GuestManifests.job(new))
    #expect(try at("spec.resources.requests.storage", claim) as? String == "2Gi")
    #expect(try at("spec.storageClassName", claim) as? String == "slow")
    let old = options([.folder(ReportVolume.path)], volume: ReportVolume(claim: "kept", size: nil))
    let text = try GuestManifests.job(old)
    #expect(try documents(text).allSatisfy { $0["kind"] as? String != "PersistentVolumeClaim" })
    let pod = try at("spec.template.spec", try document("Job", text))
    #expect(try at("volumes.1.persistentVolumeClaim.claimName", pod) as? String == "kept")
    #expect(try at("containers.0.volumeMounts.1.mountPath", pod) as? String == "/reports")
    #expect(try at("securityContext.fsGroup", pod) as? Int == 65_532)
  }

  @Test("a run in parts is an Indexed Job whose parts have namespaces of their own, and stop no other part")
  func parts() throws {
    var split = options([.configMap, .folder(ReportVolume.path)], volume: ReportVolume(claim: "kept", size: "2Gi"))
    split.guest.namespace = "netproof"
    split.parts = 3
    let text = try GuestManifests.job(split)
    let job = try document("Job", text)
    #expect(try at("metadata.namespace", job) as? String == "netproof")
    #expect(try at("spec.completionMode", job) as? String == "Indexed")
    #expect(try at("spec.completions", job) as? Int == 3 && at("spec.parallelism", job) as? Int == 3)
    #expect(try at("spec.backoffLimitPerIndex", job) as? Int == 0)
    #expect((job["spec"] as? [String: Any])?["backoffLimit"] == nil, "it would stop the other parts")

    let environment = try #require(try at("spec.template.spec.containers.0.env", job) as? [[String: Any]])
    let told = try environment.reduce(into: [:]) { result, variable in
      result[try #require(variable["name"] as? String)] = try at("valueFrom.fieldRef.fieldPath", variable) as? String
    }
    #expect(told["NETPROOF_JOB_UID"] == "metadata.labels['batch.kubernetes.io/controller-uid']")
    #expect(told["NETPROOF_JOB_NAME"] == "metadata.labels['batch.kubernetes.io/job-name']")

    func names(_ kind: String, _ field: String, _ text: String) throws -> [String] {
      try documents(text).filter { $0["kind"] as? String == kind }.compactMap {
        ($0["metadata"] as? [String: Any])?[field] as? String
      }
    }
    let places = ["netproof-1-of-3", "netproof-2-of-3", "netproof-3-of-3"]
    #expect(try names("Namespace", "name", text) == ["netproof"] + places)
    var whole = split
    whole.parts = nil
    let usual = Set(try names("Role", "namespace", try GuestManifests.job(whole)))
    #expect(usual.contains("netproof"))
    #expect(try Set(names("Role", "namespace", text)) == usual.subtracting(["netproof"]).union(places))
    #expect(try names("RoleBinding", "namespace", text).sorted() == names("Role", "namespace", text).sorted())
    #expect(try names("ClusterRole", "name", text) == ["netproof"])
    let claim = try document("PersistentVolumeClaim", text)
    #expect(try at("spec.accessModes", claim) as? [String] == ["ReadWriteMany"])
  }

  @Test("everything is there in an order in which it can be applied")
  func order() throws {
    let text = try GuestManifests.cronJob(options([.configMap]), schedule: .init(cron: "0 0 * * *"))
    let kinds = try documents(text).compactMap { $0["kind"] as? String }
    #expect(kinds.first == "Namespace" && kinds.dropFirst().first == "ServiceAccount" && kinds.last == "CronJob")
    #expect(!text.contains("[\"*\"]") && !text.contains("[*]"), "no wildcard is in any role")
  }

  @Test("a Sonobuoy plugin is a Job whose container names where its JUnit results go")
  func sonobuoy() throws {
    let plugin = try #require(try documents(try GuestManifests.sonobuoy(options())).first)
    #expect(try at("sonobuoy-config.driver", plugin) as? String == "Job")
    #expect(try at("sonobuoy-config.plugin-name", plugin) as? String == "netproof")
    #expect(try at("sonobuoy-config.result-format", plugin) as? String == "junit")
    #expect(try at("sonobuoy-config.result-files", plugin) as? [String] == ["junit.xml"])
    #expect(try at("spec.name", plugin) as? String == "plugin")
    #expect(try at("spec.volumeMounts.0.name", plugin) as? String == "results")
    #expect(try at("spec.volumeMounts.0.mountPath", plugin) as? String == "/tmp/sonobuoy/results")
    let environment = try #require(try at("spec.env", plugin) as? [[String: Any]])
    #expect(
      environment.contains {
        $0["name"] as? String == "SONOBUOY_RESULTS_DIR" && $0["value"] as? String == "/tmp/sonobuoy/results"
      })
    #expect(try at("podSpec.containers", plugin) as? [String] == [], "Sonobuoy adds them")
    #expect(try at("podSpec.serviceAccountName", plugin) as? String == "nightly")
    #expect(try at("spec.securityContext.runAsNonRoot", plugin) as? Bool == true)
  }
}

@Suite("Where reports go")
struct ReportDestinationTests {
  @Test(
    "a destination is read as it is written",
    arguments: ["configmap", "events", "folder=/a=b", "metrics=x.prom", "openreports", "sonobuoy"])
  func reading(text: String) { #expect(ReportDestination(text)?.description == text) }

  @Test("what is none is refused", arguments: ["", "folder", "folder=", "metrics", "configmap=x", "events=", "mail"])
  func refused(text: String) { #expect(ReportDestination(text) == nil) }
}

@Suite("Where netproof runs")
struct RunnerTests {
  @Test("a pod knows its node and its name by the downward API")
  func inPod() {
    let environment = [
      "KUBERNETES_SERVICE_HOST": "10.96.0.1", "NODE_NAME": "instance-worker", "POD_NAME": "netproof-x",
    ]
    #expect(RunRecord.Runner(environment: environment) == .init(node: "instance-worker", pod: "netproof-x"))
  }

  @Test("outside a pod the same variables mean nothing, and without a node there is nothing to tell")
  func outside() {
    #expect(RunRecord.Runner(environment: ["NODE_NAME": "laptop"]) == nil)
    #expect(RunRecord.Runner(environment: ["KUBERNETES_SERVICE_HOST": "10.96.0.1", "NODE_NAME": ""]) == nil)
  }
}
