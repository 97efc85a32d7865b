import Kubernetes

/// netproof as a pod of the cluster that it verifies.
public struct RunnerOptions: Sendable {
  /// The image with netproof as its entry point.
  public var image: String
  /// The command line behind the program's name, `run` first.
  public var arguments: [String]
  /// Where it lives. Its image is that of the probe pods.
  public var guest: GuestOptions
  /// The service account, in netproof's namespace.
  public var account: String
  /// Where the Cilium agents live.
  public var cilium: CiliumLocation
  /// Where it leaves its reports.
  public var destinations: [ReportDestination] = []
  /// What keeps the reports of ``ReportDestination/folder(_:)``.
  public var volume: ReportVolume?
  /// In how many parts the run is split, each a pod of an Indexed Job; `nil` for one pod that does all. The command line
  /// has to say so too (``RunShard``).
  public var parts: Int?
  /// How long a run may take at most.
  public var deadline = Duration.seconds(1800)
  /// Labels of the nodes that the runner itself may be on.
  public var nodeSelector: [String: String] = [:]

  /// Makes options.
  public init(image: String, arguments: [String], guest: GuestOptions, account: String, cilium: CiliumLocation) {
    self.image = image
    self.arguments = arguments
    self.guest = guest
    self.account = account
    self.cilium = cilium
  }

  /// The namespaces in which it probes: one of its own for every part.
  var probing: [String] {
    parts.map { RunShard.all(of: $0).map(\.namespace) } ?? [guest.namespace]
  }
}

/// The claim that keeps reports.
public struct ReportVolume: Sendable, Hashable {
  /// The PersistentVolumeClaim's name.
  public var claim: String
  /// The size to ask for; `nil` for a claim that is there already.
  public var size: String?
  /// The class of storage; `nil` for the cluster's default.
  public var storageClass: String?

  /// Where the runner sees it.
  public static let path = "/reports"

  /// Makes a description of a claim.
  public init(claim: String, size: String?, storageClass: String? = nil) {
    self.claim = claim
    self.size = size
    self.storageClass = storageClass
  }
}

/// When the runner is started.
public struct RunnerSchedule: Sendable, Hashable {
  /// Five fields, as cron knows them.
  public var cron: String
  /// The schedule's time zone; `nil` for that of the cluster's controller.
  public var timeZone: String?
  /// How many Jobs of each outcome are kept.
  public var history: Int

  /// Makes a schedule.
  public init(cron: String, timeZone: String? = nil, history: Int = 3) {
    self.cron = cron
    self.timeZone = timeZone
    self.history = history
  }
}

extension GuestManifests {
  /// Everything that a scheduled run needs: namespace, service account and roles, the claim, the CronJob.
  ///
  /// - Throws: What encoding throws, which is a defect of this program.
  public static func cronJob(_ options: RunnerOptions, schedule: RunnerSchedule) throws -> String {
    let spec = CronJobSpec(
      schedule: schedule.cron, timeZone: schedule.timeZone, concurrencyPolicy: "Forbid",
      // A start that was missed for an hour is left to the next night.
      startingDeadlineSeconds: 3600, successfulJobsHistoryLimit: Int32(schedule.history),
      failedJobsHistoryLimit: Int32(schedule.history),
      jobTemplate: .init(metadata: ObjectMeta(labels: runnerLabels), spec: RunnerPod(options).job()))
    let cron = CronJob(metadata: runnerMetadata(options), spec: spec)
    return try around(options, KubernetesYAML.encode(cron))
  }

  /// Everything that one run in the cluster needs, as ``cronJob(_:schedule:)``; the Job goes a day after its end.
  ///
  /// - Throws: What encoding throws, which is a defect of this program.
  public static func job(_ options: RunnerOptions) throws -> String {
    var spec = RunnerPod(options).job()
    spec.ttlSecondsAfterFinished = 86_400
    return try around(options, KubernetesYAML.encode(Job(metadata: runnerMetadata(options), spec: spec)))
  }

  private static let runnerLabels = [RunLabels.managedBy: RunLabels.netproof]

  private static func runnerMetadata(_ options: RunnerOptions) -> ObjectMeta {
    ObjectMeta(name: "netproof", namespace: options.guest.namespace, labels: runnerLabels)
  }

  private static func around(_ options: RunnerOptions, _ runner: String) throws -> String {
    var homes = [options.guest]
    for name in options.probing where name != options.guest.namespace {
      var home = options.guest
      home.namespace = name
      homes.append(home)
    }
    var documents = homes.map(namespace)
    documents.append(
      rbac(
        account: .init(name: options.account, namespace: options.guest.namespace), probing: options.probing,
        cilium: options.cilium, reconfiguring: false, delivering: options.destinations))
    if let volume = options.volume, let size = volume.size {
      documents.append(
        try KubernetesYAML.encode(
          PersistentVolumeClaim(
            metadata: ObjectMeta(name: volume.claim, namespace: options.guest.namespace, labels: runnerLabels),
            spec: .init(
              // Parts run on several nodes, and write into folders of their own.
              accessModes: [options.parts == nil ? "ReadWriteOnce" : "ReadWriteMany"],
              resources: .init(requests: ["storage": size]),
              storageClassName: volume.storageClass))))
    }
    return (documents + [runner]).joined(separator: "---\n")
  }
}
