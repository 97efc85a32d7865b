import Foundation

/// Makes Jobs when their time has come, and removes old ones (`pkg/controller/cronjob`).
struct CronJobController: Controller {
  let name = "cronjob-controller"
  let store: ObjectStore
  let events: EventRecorder

  func reconcile() throws(APIStatus) {
    for cron in store.list(.cronJobs) where !cron.isTerminating { try reconcile(cron) }
  }

  private func reconcile(_ cron: JSONValue) throws(APIStatus) {
    let jobs = store.list(.jobs, namespace: cron.namespace).filter { $0.controllerUID == cron.uid }
    try prune(jobs, cron)
    let active = jobs.filter { JobController.condition(of: $0) == nil }
    var scheduled: Date?
    if let due = due(cron), try start(cron, due: due, active: active.count) { scheduled = due }
    try writeStatus(cron, active: active, scheduled: scheduled, jobs)
  }

  /// The time that has come and for which nothing was done yet.
  private func due(_ cron: JSONValue) -> Date? {
    let spec = cron["spec"]
    guard spec["suspend"].bool != true, let schedule = CronSchedule(spec["schedule"].string ?? "") else { return nil }
    let since = Timestamp.date(
      cron["status"]["lastScheduleTime"].string ?? cron["metadata"]["creationTimestamp"].string)
    let zone = spec["timeZone"].string.flatMap(TimeZone.init(identifier:)) ?? .gmt
    let now = events.now()
    guard let since, let due = schedule.last(after: since, upTo: now, in: zone) else { return nil }
    let limit = spec["startingDeadlineSeconds"].int.map(Double.init) ?? .infinity
    return now.timeIntervalSince(due) <= limit ? due : nil
  }

  /// Returns whether the time is dealt with.
  private func start(_ cron: JSONValue, due: Date, active: Int) throws(APIStatus) -> Bool {
    if active > 0, cron["spec"]["concurrencyPolicy"].string == "Forbid" {
      events.record(
        cron, reason: "JobAlreadyActive",
        message: "Not starting job because prior execution is running and "
          + "concurrency policy is Forbid")
      return false
    }
    let template = cron["spec"]["jobTemplate"]
    var job: JSONValue = [
      "apiVersion": "batch/v1", "kind": "Job", "metadata": template["metadata"],
      "spec": BatchDefaults.job(template["spec"]), "status": [:],
    ]
    // The minute in the name keeps a time from being started twice.
    job["metadata"]["name"] = .string("\(cron.name)-\(Int(due.timeIntervalSince1970 / 60))")
    job["metadata"]["namespace"] = .string(cron.namespace ?? "default")
    job["metadata"]["ownerReferences"] = [cron.asController]
    guard store.get(.jobs, namespace: cron.namespace, name: job.name) == nil else { return true }
    let created = try store.create(.jobs, job)
    events.record(cron, reason: "SuccessfulCreate", message: "Created job \(created.name)")
    return true
  }

  private func prune(_ jobs: [JSONValue], _ cron: JSONValue) throws(APIStatus) {
    guard let type = store.registry[.jobs] else { return }
    for (condition, field) in [("Complete", "successfulJobsHistoryLimit"), ("Failed", "failedJobsHistoryLimit")] {
      let ended = jobs.filter { JobController.condition(of: $0) == condition && !$0.isTerminating }
        .sorted { ($0["status"]["startTime"].string ?? "") < ($1["status"]["startTime"].string ?? "") }
      for job in ended.dropLast(cron["spec"][field].int ?? 0) {
        try ObjectRemoval(store: store, now: events.now()).remove(job, type)
        events.record(cron, reason: "SuccessfulDelete", message: "Deleted job \(job.name)")
      }
    }
  }

  private func writeStatus(
    _ cron: JSONValue, active: [JSONValue], scheduled: Date?, _ jobs: [JSONValue]
  ) throws(APIStatus) {
    let references = active.map { job -> JSONValue in
      ["apiVersion": "batch/v1", "kind": "Job", "name": .string(job.name), "uid": .string(job.uid)]
    }
    let success = jobs.filter { JobController.condition(of: $0) == "Complete" }
      .compactMap { $0["status"]["completionTime"].string }.max()
    try store.update(.cronJobs, namespace: cron.namespace, name: cron.name) { present in
      var object = present
      object["status"]["active"] = references.isEmpty ? .null : .array(references)
      if let scheduled { object["status"]["lastScheduleTime"] = .string(Timestamp.text(scheduled)) }
      if let success { object["status"]["lastSuccessfulTime"] = .string(success) }
      return object
    }
  }
}
