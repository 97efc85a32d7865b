/// A job that is started again and again (`batch/v1`).
public struct CronJob: KubernetesObject, Hashable {
  /// `batch/v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `CronJob`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// When, and what.
  public var spec: CronJobSpec

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "batch/v1", kind: String? = "CronJob", metadata: ObjectMeta, spec: CronJobSpec
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
  }
}

/// When a CronJob starts what.
public struct CronJobSpec: Codable, Sendable, Hashable {
  /// Five fields, as cron knows them.
  public var schedule: String
  /// The time zone of the schedule, for example `Asia/Seoul`; that of the controller if absent.
  public var timeZone: String?
  /// `Allow`, `Forbid` or `Replace`.
  public var concurrencyPolicy: String?
  /// Seconds after which a start that was missed is left out.
  public var startingDeadlineSeconds: Int64?
  /// How many Jobs that succeeded are kept.
  public var successfulJobsHistoryLimit: Int32?
  /// How many Jobs that failed are kept.
  public var failedJobsHistoryLimit: Int32?
  /// What is started.
  public var jobTemplate: JobTemplate

  /// What is started.
  public struct JobTemplate: Codable, Sendable, Hashable {
    /// Labels of the Jobs.
    public var metadata: ObjectMeta?
    /// The Jobs.
    public var spec: JobSpec

    /// Makes the object from its fields; what is not given stays out of the JSON.
    public init(metadata: ObjectMeta? = nil, spec: JobSpec) {
      self.metadata = metadata
      self.spec = spec
    }
  }

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    schedule: String, timeZone: String? = nil, concurrencyPolicy: String? = nil,
    startingDeadlineSeconds: Int64? = nil, successfulJobsHistoryLimit: Int32? = nil,
    failedJobsHistoryLimit: Int32? = nil, jobTemplate: JobTemplate
  ) {
    self.schedule = schedule
    self.timeZone = timeZone
    self.concurrencyPolicy = concurrencyPolicy
    self.startingDeadlineSeconds = startingDeadlineSeconds
    self.successfulJobsHistoryLimit = successfulJobsHistoryLimit
    self.failedJobsHistoryLimit = failedJobsHistoryLimit
    self.jobTemplate = jobTemplate
  }
}

/// Pods that run to completion (`batch/v1`).
public struct Job: KubernetesObject, Hashable {
  /// `batch/v1`; absent in the items of a list.
  public var apiVersion: String?
  /// `Job`; absent in the items of a list.
  public var kind: String?
  /// Standard metadata.
  public var metadata: ObjectMeta
  /// The desired state.
  public var spec: JobSpec
  /// The observed state.
  public var status: JobStatus?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    apiVersion: String? = "batch/v1", kind: String? = "Job", metadata: ObjectMeta, spec: JobSpec,
    status: JobStatus? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}

/// The desired state of a Job.
public struct JobSpec: Codable, Sendable, Hashable {
  /// `Indexed`: each of the completions has a number, from 0 on; `NonIndexed` if absent.
  public var completionMode: String?
  /// How many pods have to succeed; one if absent.
  public var completions: Int32?
  /// How many pods run at a time; one if absent.
  public var parallelism: Int32?
  /// How often a failed pod is replaced.
  public var backoffLimit: Int32?
  /// How often a failed pod of one number is replaced, while the others go on (Kubernetes 1.29 and later).
  public var backoffLimitPerIndex: Int32?
  /// Seconds after which the Job is failed and its pods are stopped.
  public var activeDeadlineSeconds: Int64?
  /// Seconds after its end for which the Job is kept.
  public var ttlSecondsAfterFinished: Int32?
  /// The pods.
  public var template: PodTemplateSpec

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    completionMode: String? = nil, completions: Int32? = nil, parallelism: Int32? = nil, backoffLimit: Int32? = nil,
    backoffLimitPerIndex: Int32? = nil, activeDeadlineSeconds: Int64? = nil, ttlSecondsAfterFinished: Int32? = nil,
    template: PodTemplateSpec
  ) {
    self.completionMode = completionMode
    self.completions = completions
    self.parallelism = parallelism
    self.backoffLimit = backoffLimit
    self.backoffLimitPerIndex = backoffLimitPerIndex
    self.activeDeadlineSeconds = activeDeadlineSeconds
    self.ttlSecondsAfterFinished = ttlSecondsAfterFinished
    self.template = template
  }
}

/// The observed state of a Job.
public struct JobStatus: Codable, Sendable, Hashable {
  /// When the controller took it up; its deadline counts from here.
  public var startTime: Timestamp?
  /// `Complete` or `Failed` once it has ended.
  public var conditions: [Condition]?
  /// How many pods succeeded.
  public var succeeded: Int32?
  /// How many pods failed.
  public var failed: Int32?
}
