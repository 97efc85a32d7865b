/// A Job that `kubectl create job --from=cronjob/NAME` makes: a copy of the CronJob's template
/// (`staging/src/k8s.io/kubectl/pkg/cmd/create/create_job.go`), which kubectl sends as protobuf. The lab takes the copy
/// itself.
enum ManualJob {
  /// Whether kubectl has marked the object so.
  static func isOne(_ job: JSONValue) -> Bool {
    job["metadata"]["annotations"]["cronjob.kubernetes.io/instantiate"].string == "manual"
  }

  /// The Job with the specification of its CronJob, where it has none of its own.
  static func complete(_ job: JSONValue, namespace: String?, store: ObjectStore) -> JSONValue {
    let owner = job["metadata"]["ownerReferences"].array.first { $0["kind"].string == "CronJob" }
    guard isOne(job), job["spec"].isEmpty, let name = owner?["name"].string,
      let cron = store.get(.cronJobs, namespace: namespace, name: name)
    else { return job }
    var whole = job
    whole["spec"] = cron["spec"]["jobTemplate"]["spec"]
    whole["metadata"]["labels"] = cron["spec"]["jobTemplate"]["metadata"]["labels"]
    return whole
  }
}
