import Foundation

extension TablePrinter {
  static let jobs = TablePrinter(
    columns: [.name, Column("Status"), Column("Completions"), Column("Duration"), .age] + workloadColumns
  ) { job, now in
    let status = job["status"]
    let condition = JobController.condition(of: job)
    let completions = "\(status["succeeded"].int ?? 0)/\(job["spec"]["completions"].int ?? 1)"
    let ended = status["completionTime"].string ?? status["conditions"][0]["lastTransitionTime"].string
    var duration = ""
    if let started = Timestamp.date(status["startTime"].string) {
      duration = HumanDuration.text((Timestamp.date(ended) ?? now).timeIntervalSince(started))
    }
    return [
      name(job), .string(condition ?? (job["spec"]["suspend"].bool == true ? "Suspended" : "Running")),
      .string(completions), .string(duration), age(job, now),
    ] + workloadCells(job)
  }

  static let cronJobs = TablePrinter(
    columns: [
      .name, Column("Schedule"), Column("Timezone"), Column("Suspend"), Column("Active", type: "integer"),
      Column("Last Schedule"), .age,
    ]
  ) { cron, now in
    let last = cron["status"]["lastScheduleTime"]
    return [
      name(cron), cron["spec"]["schedule"], orNone(cron["spec"]["timeZone"]),
      .string(cron["spec"]["suspend"].bool == true ? "True" : "False"), .int(cron["status"]["active"].array.count),
      .string(last.isEmpty ? "<none>" : HumanDuration.age(of: last, at: now)), age(cron, now),
    ]
  }

  static let persistentVolumeClaims = TablePrinter(
    columns: [
      .name, Column("Status"), Column("Volume"), Column("Capacity"), Column("Access Modes"), Column("StorageClass"),
      .age,
    ]
  ) { claim, now in
    let short = ["ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"]
    let modes = claim["status"]["accessModes"].array.compactMap { $0.string }.map { short[$0] ?? $0 }
    return [
      name(claim), claim["status"]["phase"], orNone(claim["spec"]["volumeName"]),
      orNone(claim["status"]["capacity"]["storage"]), joined(modes), orNone(claim["spec"]["storageClassName"]),
      age(claim, now),
    ]
  }
}
