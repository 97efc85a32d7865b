import Foundation

/// Runs a Job's pods until enough have succeeded, too many have failed, or its time is over (`pkg/controller/job`).
struct JobController: Controller {
  let name = "job-controller"
  let store: ObjectStore
  let events: EventRecorder

  func reconcile() throws(APIStatus) {
    for job in store.list(.jobs) where !job.isTerminating {
      if Self.condition(of: job) == nil { try advance(job) } else { try expire(job) }
    }
  }

  /// `Complete` or `Failed`; nil while the Job goes on.
  static func condition(of job: JSONValue) -> String? {
    ["Complete", "Failed"].first { job.isTrue(condition: $0) }
  }

  private func advance(_ job: JSONValue) throws(APIStatus) {
    let spec = job["spec"]
    guard spec["suspend"].bool != true else { return }
    let pods = store.list(.pods, namespace: job.namespace).filter { $0.controllerUID == job.uid }
    let succeeded = pods.count { $0["status"]["phase"] == "Succeeded" }
    let failed = pods.count { $0["status"]["phase"] == "Failed" }
    let active = pods.filter { !["Succeeded", "Failed"].contains($0["status"]["phase"].string ?? "") }
    let wanted = spec["completions"].int ?? 1
    let started = Timestamp.date(job["status"]["startTime"].string) ?? events.now()
    let numbered = IndexedCompletions(job, pods: pods)
    // With a limit for each number there is none for all together.
    let limit = spec["backoffLimit"].int ?? (spec["backoffLimitPerIndex"].int == nil ? 6 : .max)
    var end: (condition: String, reason: String, message: String)?
    if (numbered?.succeeded.count ?? succeeded) >= wanted {
      end = ("Complete", "CompletionsReached", "Reached expected number of succeeded pods")
    } else if numbered?.isOver(job) == true {
      end = ("Failed", "FailedIndexes", "Job has failed indexes")
    } else if failed > limit {
      end = ("Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
    } else if let limit = spec["activeDeadlineSeconds"].int, events.now().timeIntervalSince(started) >= Double(limit) {
      end = ("Failed", "DeadlineExceeded", "Job was active longer than specified deadline")
    }
    if end == nil {
      let missing = max(0, min(spec["parallelism"].int ?? 1, wanted - succeeded) - active.count)
      if let numbered {
        for number in numbered.waiting.prefix(missing) { try create(job, number: number) }
      } else {
        for _ in 0..<missing { try create(job) }
      }
    } else {
      for pod in active where !pod.isTerminating { try delete(pod) }
    }
    try writeStatus(
      job, started: started, active: active, succeeded: succeeded, failed: failed, numbered: numbered, end: end)
    if let end {
      events.record(
        job, type: end.condition == "Complete" ? "Normal" : "Warning",
        reason: end.condition == "Complete" ? "Completed" : end.reason,
        message: end.condition == "Complete" ? "Job completed" : end.message)
    }
  }

  /// Pod Security has its say of a Job's pods as of everybody's: a pod that it refuses is tried again.
  private func create(_ job: JSONValue, number: Int? = nil) throws(APIStatus) {
    var pod = job.podOfTemplate
    if let number { Self.number(&pod, number, of: job) }
    for prefix in ["batch.kubernetes.io/", ""] {
      pod["metadata"]["labels"]["\(prefix)job-name"] = .string(job.name)
      pod["metadata"]["labels"]["\(prefix)controller-uid"] = .string(job.uid)
    }
    do throws(APIStatus) {
      if let namespace = store.get(.namespaces, name: job.namespace ?? "default") {
        _ = try PodSecurity.check(pod, namespace: namespace)
      }
    } catch {
      events.record(job, type: "Warning", reason: "FailedCreate", message: "Error creating: \(error.message)")
      return
    }
    let created = try store.create(.pods, pod)
    events.record(job, reason: "SuccessfulCreate", message: "Created pod: \(created.name)")
  }

  /// Tells a pod and its containers which completion of an Indexed Job they are.
  private static func number(_ pod: inout JSONValue, _ number: Int, of job: JSONValue) {
    let text = JSONValue.string(String(number))
    pod["metadata"]["generateName"] = .string("\(job.name)-\(number)-")
    pod["metadata"]["annotations"][IndexedCompletions.key] = text
    pod["metadata"]["labels"][IndexedCompletions.key] = text
    pod["spec"]["hostname"] = .string("\(job.name)-\(number)")
    pod["spec"]["containers"] = .array(
      pod["spec"]["containers"].array.map { container in
        var container = container
        container["env"] = .array(container["env"].array + [IndexedCompletions.variable])
        return container
      })
  }

  private func delete(_ pod: JSONValue) throws(APIStatus) {
    guard let type = store.registry[.pods] else { return }
    try ObjectRemoval(store: store, now: events.now()).remove(pod, type)
  }

  /// Removes a Job that has ended long enough ago (`ttlSecondsAfterFinished`).
  private func expire(_ job: JSONValue) throws(APIStatus) {
    let last = job["status"]["conditions"].array.compactMap { $0["lastTransitionTime"].string }.max()
    guard let type = store.registry[.jobs], let limit = job["spec"]["ttlSecondsAfterFinished"].int,
      let ended = Timestamp.date(last), events.now().timeIntervalSince(ended) >= Double(limit)
    else { return }
    try ObjectRemoval(store: store, now: events.now()).remove(job, type)
  }

  private func writeStatus(
    _ job: JSONValue, started: Date, active: [JSONValue], succeeded: Int, failed: Int,
    numbered: IndexedCompletions?, end: (condition: String, reason: String, message: String)?
  ) throws(APIStatus) {
    let time = Timestamp.text(events.now())
    let ready = active.count { $0.isTrue(condition: "Ready") }
    try store.update(.jobs, namespace: job.namespace, name: job.name) { present in
      var object = present
      // An API server makes it at once; here the uid is not known before. `kubectl logs job/NAME` looks for it.
      object["spec"].setDefault("selector", ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(job.uid)]])
      object["status"]["startTime"] = .string(Timestamp.text(started))
      object["status"]["ready"] = .int(end == nil ? ready : 0)
      object["status"]["active"] = active.isEmpty || end != nil ? .null : .int(active.count)
      object["status"]["succeeded"] = succeeded == 0 ? .null : .int(succeeded)
      object["status"]["failed"] = failed == 0 ? .null : .int(failed)
      if let numbered {
        object["status"]["completedIndexes"] = IndexedCompletions.text(numbered.succeeded).map { .string($0) } ?? .null
        object["status"]["failedIndexes"] = IndexedCompletions.text(numbered.failed).map { .string($0) } ?? .null
      }
      if let end {
        object["status"]["conditions"] = [
          [
            "type": .string(end.condition), "status": "True", "reason": .string(end.reason),
            "message": .string(end.message), "lastProbeTime": .string(time), "lastTransitionTime": .string(time),
          ]
        ]
        if end.condition == "Complete" { object["status"]["completionTime"] = .string(time) }
      }
      return object
    }
  }
}

/// Binds claims: every claim gets the folder that the kubelets make for it.
struct VolumeBinder: Controller {
  let name = "persistentvolume-binder"
  let store: ObjectStore

  func reconcile() throws(APIStatus) {
    for claim in store.list(.persistentVolumeClaims) where claim["status"]["phase"] != "Bound" {
      try store.update(.persistentVolumeClaims, namespace: claim.namespace, name: claim.name) { present in
        var object = present
        object["spec"]["volumeName"] = .string("pvc-\(claim.uid)")
        object["status"] = [
          "phase": "Bound", "accessModes": present["spec"]["accessModes"],
          "capacity": present["spec"]["resources"]["requests"],
        ]
        return object
      }
    }
  }
}
