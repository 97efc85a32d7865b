import Kubernetes

/// What makes many pods of a run by one object: a DaemonSet for each role, and a Job that ends them.
extension ProbePodSpecification {
  /// The name of a role's DaemonSet; `generation` tells the scenarios' sets apart.
  func setName(_ role: ProbeRole, generation: Int) -> String { "\(role.rawValue)-\(runID)-\(generation)" }

  /// The pods of a role on some nodes. Each is like one that is made singly, but for its name, for the label of its node's
  /// place, and for what ends it.
  ///
  /// - Parameter timer: What takes the set and its pods along when it goes.
  func daemonSet(_ role: ProbeRole, nodes: [String], generation: Int, timer: OwnerReference) -> DaemonSet {
    let name = setName(role, generation: generation)
    let labels = RunLabels.of(run: runID).merging([RunLabels.role: role.rawValue]) { first, _ in first }
    let own = labels.merging([RunLabels.set: name]) { first, _ in first }
    var spec = podSpec(role)
    // The controller puts each pod's own node in this one's place (kubernetes `pkg/controller/daemon/util`,
    // ReplaceDaemonSetPodNodeNameNodeAffinity): pods do not grow with the list.
    spec.affinity = Affinity(
      nodeAffinity: NodeAffinity(requiredDuringSchedulingIgnoredDuringExecution: NodeSelector(names: nodes)))
    // The only policy that a DaemonSet's template may have; nor may it have a deadline.
    spec.restartPolicy = "Always"
    return DaemonSet(
      metadata: ObjectMeta(
        name: name, namespace: options.namespace, labels: labels, ownerReferences: [timer]),
      spec: WorkloadSpec(
        selector: LabelSelector(matchLabels: own),
        template: PodTemplateSpec(metadata: ObjectMeta(labels: own), spec: spec)))
  }

  /// What ends a scenario's DaemonSets when nobody is left to delete them: a Job without pods, whose time is the pods'.
  ///
  /// The Job controller gives every Job that is not suspended a start, whether it has pods or not, looks after it again at
  /// its deadline, and fails it then (kubernetes `pkg/controller/job/job_controller.go`, syncJob and pastActiveDeadline);
  /// one of parallelism 0 without completions is never complete. The controller of `ttlSecondsAfterFinished` deletes it,
  /// and the garbage collector what it owns. Before Kubernetes 1.24 a Job that has no pods does not keep its start, and has
  /// no deadline then: who relies on it looks whether it has one.
  func timer(generation: Int) -> Job {
    var idle = podSpec(.server)
    idle.restartPolicy = "Never"
    return Job(
      metadata: ObjectMeta(
        name: "timer-\(runID)-\(generation)", namespace: options.namespace, labels: RunLabels.of(run: runID)),
      spec: JobSpec(
        parallelism: 0, backoffLimit: 0, activeDeadlineSeconds: lifetime.components.seconds, ttlSecondsAfterFinished: 0,
        template: PodTemplateSpec(metadata: ObjectMeta(labels: RunLabels.of(run: runID)), spec: idle)))
  }
}

extension OwnerReference {
  /// A reference to what is not to be held up by what it owns: to hold it up takes a permission of its own where the
  /// admission plugin OwnerReferencesPermissionEnforcement is on.
  init?(_ job: Job) {
    guard let name = job.metadata.name, let uid = job.metadata.uid else { return nil }
    self.init(apiVersion: "batch/v1", kind: "Job", name: name, uid: uid)
  }
}
