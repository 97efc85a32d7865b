/// What the API server adds to jobs that do not say it (`pkg/apis/batch/v1/defaults.go`), and what it refuses
/// (`pkg/apis/batch/validation`).
enum BatchDefaults {
  /// Defaults of a Job's specification.
  static func job(_ spec: JSONValue) -> JSONValue {
    var spec = spec
    spec["template"]["spec"] = PodDefaults.apply(to: spec["template"]["spec"])
    // A number of pods without one of completions: whoever of them succeeds decides.
    if spec["parallelism"] == .null { spec.setDefault("completions", 1) }
    spec.setDefault("parallelism", 1)
    spec.setDefault("backoffLimit", 6)
    spec.setDefault("completionMode", "NonIndexed")
    spec.setDefault("suspend", false)
    return spec
  }

  /// Defaults of a CronJob's specification.
  static func cronJob(_ spec: JSONValue) -> JSONValue {
    var spec = spec
    spec.setDefault("concurrencyPolicy", "Allow")
    spec.setDefault("suspend", false)
    spec.setDefault("successfulJobsHistoryLimit", 3)
    spec.setDefault("failedJobsHistoryLimit", 1)
    spec["jobTemplate"]["spec"]["template"]["spec"] = PodDefaults.apply(
      to: spec["jobTemplate"]["spec"]["template"]["spec"])
    return spec
  }

  /// What is wrong with a Job's specification.
  static func jobCauses(_ spec: JSONValue, field: String) -> [APIStatus.Cause] {
    let policies = ["OnFailure", "Never"]
    guard let policy = spec["template"]["spec"]["restartPolicy"].string, !policies.contains(policy) else { return [] }
    return [.notSupported(policy, supported: policies, field: "\(field).template.spec.restartPolicy")]
  }

  /// What is wrong with a CronJob's specification.
  static func cronJobCauses(_ spec: JSONValue) -> [APIStatus.Cause] {
    var causes = jobCauses(spec["jobTemplate"]["spec"], field: "spec.jobTemplate.spec")
    let schedule = spec["schedule"].string ?? ""
    if schedule.isEmpty {
      causes.append(.required("spec.schedule"))
    } else if CronSchedule(schedule) == nil {
      causes.append(.invalidValue(schedule, "expected exactly 5 fields of numbers", field: "spec.schedule"))
    }
    let policies = ["Allow", "Forbid", "Replace"]
    if let policy = spec["concurrencyPolicy"].string, !policies.contains(policy) {
      causes.append(.notSupported(policy, supported: policies, field: "spec.concurrencyPolicy"))
    }
    return causes
  }
}
