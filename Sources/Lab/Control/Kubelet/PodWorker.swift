import Foundation
import Logging

/// What every pod worker of a node needs.
struct KubeletContext: Sendable {
  let store: ObjectStore
  let node: String
  /// The node's InternalIPs, the primary one first.
  let hostIPs: [String]
  let runtime: any PodRuntime
  let network: any NodeNetwork
  let launcher: any AgentLauncher
  let faults: FaultBoard
  let events: EventRecorder
  let backOff: RestartBackOff
  /// The cluster DNS address, for `resolv.conf`.
  let clusterDNS: String
  /// What the node itself resolves with, for pods with `dnsPolicy: Default`.
  let upstreamDNS: String
  /// What pods get of their service account.
  let accounts: ServiceAccountFiles
  let logger: Logger
  var now: @Sendable () -> Date { events.now }
}

/// The life of one pod on its node: sandbox, containers, probes, restarts, end.
actor PodWorker {
  let pod: JSONValue
  let context: KubeletContext
  private var sandbox: PodSandbox?
  private var initialized = false
  private var failure: (reason: String, message: String)?
  private var records: [String: ContainerRecord] = [:]
  private let startTime: Date
  private var life: Task<Void, Never>?
  private var gracePeriod: Int?
  /// Agents that gave up by themselves, not by a signal.
  private var failedAgents: Set<String> = []

  private let initNames: [String]
  private let names: [String]

  init(pod: JSONValue, context: KubeletContext) {
    self.pod = pod
    self.context = context
    startTime = context.now()
    let (first, main) = (pod["spec"]["initContainers"].array, pod["spec"]["containers"].array)
    initNames = first.compactMap { $0["name"].string }
    names = main.compactMap { $0["name"].string }
    for container in first + main {
      let record = ContainerRecord(specification: container)
      records[record.name] = record
    }
  }

  /// Begins the pod's life.
  func begin() {
    guard life == nil else { return }
    life = Task { await self.live() }
  }

  /// Ends the pod's life: containers get their grace period, the sandbox goes, and then the object.
  func end(gracePeriod: Int) async {
    guard self.gracePeriod == nil else { return }
    self.gracePeriod = gracePeriod
    life?.cancel()
    await life?.value
    await removeSandbox()
    context.store.remove(.pods, namespace: pod.namespace, name: pod.name, uid: pod.uid)
  }

  // MARK: Life

  private func live() async {
    publish()
    guard await waitUntilAllowed(), await waitForVolumes(), await makeSandbox() else { return }
    await withTaskGroup(of: Void.self) { group in
      if let seconds = pod["spec"]["activeDeadlineSeconds"].int {
        group.addTask { await self.enforce(deadline: seconds) }
      }
      group.addTask { await self.runContainers() }
      await group.next()
      group.cancelAll()
    }
    // A pod that has ended by itself keeps its object but nothing on the node.
    if !Task.isCancelled { await removeSandbox() }
    publish()
  }

  /// The fault `pods-not-starting` holds back new pods of the worker, but not DaemonSets' (the agents are not its point).
  private func waitUntilAllowed() async -> Bool {
    var told = false
    while await isHeldBack() {
      if !told {
        context.events.record(
          pod, type: "Warning", reason: "FailedCreatePodSandBox",
          message: "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox")
        told = true
      }
      try? await Task.sleep(for: .milliseconds(100))
      if Task.isCancelled { return false }
    }
    return !Task.isCancelled
  }

  /// A pod whose claims are missing waits for them.
  private func waitForVolumes() async -> Bool {
    let volumes = PodVolumes(pod: pod, store: context.store)
    var told: String?
    while let claim = volumes.missingClaim, !Task.isCancelled {
      if told != claim {
        context.events.record(
          pod, type: "Warning", reason: "FailedMount", message: "persistentvolumeclaim \"\(claim)\" not found")
        told = claim
      }
      try? await Task.sleep(for: .milliseconds(200))
    }
    return !Task.isCancelled
  }

  private func isHeldBack() async -> Bool {
    let owners = pod["metadata"]["ownerReferences"].array
    // The agents start; they are what tells of the others.
    guard pod.namespace != "kube-system" || !owners.contains(where: { $0["kind"] == "DaemonSet" }) else { return false }
    return await context.faults.isActive(.podsNotStarting, on: context.node)
  }

  /// The identity that the pod gets whatever its labels; noted on the pod where a fault gives it, so that its agent
  /// tells the same as long as it lives.
  private func identity() async -> UInt16? {
    let annotations = pod["metadata"]["annotations"].strings
    if let asked = SecurityIdentity.asked(annotations) { return asked }
    guard await context.faults.isActive(.identityCollides, on: context.node) else { return nil }
    let identity = SecurityIdentity.colliding(namespace: pod.namespace ?? "", labels: pod.labels)
    _ = try? context.store.update(.pods, namespace: pod.namespace, name: pod.name) { present in
      var object = present
      object["metadata"]["annotations"][SecurityIdentity.annotation] = .string("\(identity)")
      return object
    }
    return identity
  }

  private func makeSandbox() async -> Bool {
    let spec = pod["spec"]
    let specification = SandboxSpecification(
      namespace: pod.namespace ?? "", name: pod.name, uid: pod.uid, node: context.node, labels: pod.labels,
      hostNetwork: spec["hostNetwork"].bool == true, identity: await identity(), resolvConf: resolvConf)
    while !Task.isCancelled {
      do {
        let made = try await context.runtime.createSandbox(specification)
        sandbox = made
        publish()
        return true
      } catch {
        context.events.record(
          pod, type: "Warning", reason: "FailedCreatePodSandBox", message: "Failed to create pod sandbox: \(error)")
        context.logger.warning("sandbox of \(pod.name): \(error)")
        try? await Task.sleep(for: .seconds(1))
      }
    }
    return false
  }

  private var resolvConf: String {
    let policy = pod["spec"]["dnsPolicy"].string ?? "ClusterFirst"
    let host = pod["spec"]["hostNetwork"].bool == true && policy != "ClusterFirstWithHostNet"
    guard policy != "Default", !host else { return "nameserver \(context.upstreamDNS)\n" }
    let zone = "cluster.local"
    return """
      search \(pod.namespace ?? "default").svc.\(zone) svc.\(zone) \(zone)
      nameserver \(context.clusterDNS)
      options ndots:5

      """
  }

  private func removeSandbox() async {
    guard let sandbox else { return }
    self.sandbox = nil
    await context.runtime.remove(sandbox)
  }

  private func enforce(deadline seconds: Int) async {
    try? await Task.sleep(for: .seconds(seconds))
    guard !Task.isCancelled else { return }
    failure = ("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")
  }

  private func runContainers() async {
    for name in initNames {
      guard await runContainer(name, isInit: true) else { return }
    }
    initialized = true
    publish()
    await withTaskGroup(of: Void.self) { group in
      for name in names {
        group.addTask { _ = await self.runContainer(name, isInit: false) }
      }
    }
  }

  // MARK: Containers

  /// Runs a container as often as the restart policy wants. Returns whether its last run succeeded.
  private func runContainer(_ name: String, isInit: Bool) async -> Bool {
    let policy = pod["spec"]["restartPolicy"].string ?? "Always"
    while !Task.isCancelled {
      guard let sandbox else { return false }
      let code = await runOnce(name, in: sandbox)
      if Task.isCancelled { return false }
      if code == 0, isInit || policy != "Always" { return true }
      if policy == "Never" { return false }
      guard await waitForRestart(name) else { return false }
    }
    return false
  }

  private func waitForRestart(_ name: String) async -> Bool {
    guard let record = records[name] else { return false }
    let delay = context.backOff.delay(restarts: record.restarts)
    if delay > .zero {
      records[name]?.state = .waiting(
        reason: "CrashLoopBackOff",
        message: "back-off \(delay.components.seconds)s restarting failed container=\(name) "
          + "pod=\(pod.name)_\(pod.namespace ?? "")(\(pod.uid))")
      publish()
      context.events.record(
        pod, type: "Warning", reason: "BackOff",
        message: "Back-off restarting failed container \(name) in pod \(pod.name)_\(pod.namespace ?? "")(\(pod.uid))",
        container: name)
      try? await Task.sleep(for: delay)
    }
    records[name]?.restarts += 1
    records[name]?.id = ContainerRecord.newID()
    return !Task.isCancelled
  }

  private func runOnce(_ name: String, in sandbox: PodSandbox) async -> Int32 {
    guard let record = records[name] else { return 1 }
    let image = record.specification["image"].string ?? ""
    let running: any RunningContainer
    do {
      running = try await context.runtime.start(specification(record.specification), in: sandbox)
    } catch {
      // The kubelet's word for it; it tries again with back-off.
      records[name]?.state = .waiting(reason: "CreateContainerError", message: "\(error)")
      publish()
      context.events.record(
        pod, type: "Warning", reason: "Failed", message: "Error: \(error)", container: name)
      try? await Task.sleep(for: context.backOff.initial)
      return 128
    }
    context.events.record(
      pod, reason: "Pulled",
      message: "Container image \"\(image)\" already present on machine and can be accessed by the pod", container: name
    )
    context.events.record(pod, reason: "Created", message: "Container created", container: name)
    context.events.record(pod, reason: "Started", message: "Container started", container: name)
    records[name]?.running = running
    records[name]?.state = .running(since: running.startedAt)
    let gates = isAgent(record) || record.specification["readinessProbe"] != .null
    records[name]?.ready = !gates
    publish()
    let code = await supervise(name, running, sandbox)
    await finish(name, running, code)
    return code
  }

  /// Waits for the container's end while probes, agent and faults do their part; stops it when the pod goes.
  private func supervise(_ name: String, _ running: any RunningContainer, _ sandbox: PodSandbox) async -> Int32 {
    guard let record = records[name] else { return 1 }
    let code = await withTaskGroup(of: Int32?.self) { group in
      group.addTask { await running.waitForExit() }
      group.addTask {
        await self.attend(record, running, sandbox); return nil
      }
      group.addTask {
        // Woken by cancellation: the pod is being deleted, or the container has ended by itself.
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        return nil
      }
      var code: Int32?
      while code == nil, !Task.isCancelled {
        guard let result = await group.next() else { break }
        code = result
      }
      if code == nil {
        // In a task of its own: this one is cancelled, and the container is to have its grace period all the same.
        let grace = Duration.seconds(self.gracePeriod ?? 0)
        code = await Task {
          await running.stop(gracePeriod: grace)
          return await running.waitForExit()
        }.value
      }
      group.cancelAll()
      return code ?? 137
    }
    if isAgent(record) { await context.launcher.agentStopped(node: context.node, podName: pod.name) }
    return code
  }

  private func finish(_ name: String, _ running: any RunningContainer, _ code: Int32) async {
    guard let record = records[name] else { return }
    let code = failedAgents.remove(name) == nil ? code : 1
    var log = await running.log()
    if isAgent(record), let own = await context.launcher.log(node: context.node, podName: pod.name) { log = own }
    let fallsBack = record.specification["terminationMessagePolicy"].string == "FallbackToLogsOnError"
    let termination = ContainerRecord.Termination(
      exitCode: code, reason: code == 0 ? "Completed" : "Error",
      message: fallsBack && code != 0 ? ContainerRecord.Termination.message(log) : nil, startedAt: running.startedAt,
      finishedAt: context.now(), id: record.id)
    records[name]?.previousLog = log
    records[name]?.running = nil
    records[name]?.ready = false
    records[name]?.last = termination
    records[name]?.state = .terminated(termination)
    publish()
  }

  private func specification(_ container: JSONValue) -> ContainerSpecification {
    let words = (container["command"].array + container["args"].array).compactMap(\.string)
    var environment: [String: String] = [:]
    for variable in container["env"].array {
      guard let name = variable["name"].string else { continue }
      environment[name] = variable["value"].string ?? field(variable["valueFrom"]["fieldRef"]["fieldPath"].string)
    }
    let volumes = PodVolumes(pod: pod, store: context.store)
    return ContainerSpecification(
      name: container["name"].string ?? "", image: container["image"].string ?? "", command: words,
      replacesEntryPoint: !container["command"].isEmpty, environment: environment,
      workingDirectory: container["workingDir"].string,
      mounts: volumes.mounts(of: container) + [context.accounts.mount(for: pod)].compactMap { $0 },
      user: volumes.user(of: container))
  }

  /// The downward API's fields.
  private func field(_ path: String?) -> String {
    switch path {
    case "status.podIP": sandbox?.address ?? ""
    case "status.hostIP": context.hostIPs.first ?? ""
    case let path?: keyed(path) ?? pod.value(at: path).string ?? ""
    case nil: ""
    }
  }

  /// One label or annotation: `metadata.labels['KEY']`.
  private func keyed(_ path: String) -> String? {
    guard let match = path.wholeMatch(of: /metadata\.(labels|annotations)\['(.+)'\]/) else { return nil }
    return pod["metadata"][String(match.1)][String(match.2)].string
  }

  private func isAgent(_ record: ContainerRecord) -> Bool {
    record.name == "cilium-agent" && pod.labels["k8s-app"] == "cilium"
  }

  // MARK: Attending a running container

  private func attend(_ record: ContainerRecord, _ running: any RunningContainer, _ sandbox: PodSandbox) async {
    await withTaskGroup(of: Void.self) { group in
      if isAgent(record) {
        group.addTask { await self.attendAgent(record.name, running) }
      } else if record.specification["readinessProbe"] != .null {
        group.addTask { await self.probeReadiness(record, running, sandbox.address) }
      }
      if record.specification["livenessProbe"] != .null, !isAgent(record) {
        group.addTask { await self.probeLiveness(record, running, sandbox.address) }
      }
      if pod.labels["k8s-app"] == "kube-dns" {
        group.addTask { await self.crashOnDemand(record.name, running) }
      }
    }
  }

  private func attendAgent(_ name: String, _ running: any RunningContainer) async {
    do {
      try await context.launcher.agentStarted(node: context.node, podName: pod.name)
      guard !Task.isCancelled else { return }
      setReady(name, true)
      // The fault `agent-not-starting`: the agent that runs ends, too, and none comes after it.
      while await !context.faults.isActive(.agentNotStarting, on: context.node) {
        try await Task.sleep(for: .milliseconds(100))
      }
    } catch {
      guard !Task.isCancelled else { return }
      context.logger.warning("agent on \(context.node): \(error)")
    }
    guard !Task.isCancelled else { return }
    // A fatal error ends the agent's process, which the stand-in is not.
    failedAgents.insert(name)
    await running.stop(gracePeriod: .zero)
  }

  private func probeReadiness(_ record: ContainerRecord, _ running: any RunningContainer, _ address: String) async {
    let probe = record.specification["readinessProbe"]
    let prober = Prober(
      network: context.network, node: context.node, podIP: address, container: record.specification, running: running)
    try? await Task.sleep(for: .seconds(probe["initialDelaySeconds"].int ?? 0))
    var (successes, failures) = (0, 0)
    let began = ContinuousClock.now
    while !Task.isCancelled {
      let problem = await prober.run(probe)
      if Task.isCancelled { return }
      if let problem {
        (successes, failures) = (0, failures + 1)
        if failures >= (probe["failureThreshold"].int ?? 3) { setReady(record.name, false) }
        if failures == 1 || failures.isMultiple(of: 10) {
          context.events.record(
            pod, type: "Warning", reason: "Unhealthy", message: "Readiness probe failed: \(problem)",
            container: record.name)
        }
      } else {
        (successes, failures) = (successes + 1, 0)
        if successes >= (probe["successThreshold"].int ?? 1) { setReady(record.name, true) }
      }
      // Until it is ready the lab asks more often than the specification says: its pods start in milliseconds.
      let ready = records[record.name]?.ready == true
      let eager: Duration = ContinuousClock.now - began < .seconds(10) ? .milliseconds(100) : .seconds(1)
      try? await Task.sleep(for: ready ? .seconds(probe["periodSeconds"].int ?? 10) : eager)
    }
  }

  private func probeLiveness(_ record: ContainerRecord, _ running: any RunningContainer, _ address: String) async {
    let probe = record.specification["livenessProbe"]
    let prober = Prober(
      network: context.network, node: context.node, podIP: address, container: record.specification, running: running)
    try? await Task.sleep(for: .seconds(probe["initialDelaySeconds"].int ?? 0))
    var failures = 0
    while !Task.isCancelled {
      let problem = await prober.run(probe)
      if Task.isCancelled { return }
      failures = problem == nil ? 0 : failures + 1
      if failures >= (probe["failureThreshold"].int ?? 3) {
        context.events.record(
          pod, type: "Warning", reason: "Unhealthy", message: "Liveness probe failed: \(problem ?? "")",
          container: record.name)
        await running.stop(gracePeriod: .seconds(1))
        return
      }
      try? await Task.sleep(for: .seconds(probe["periodSeconds"].int ?? 10))
    }
  }

  /// The fault `cluster-dns-crash-looping`: the container dies soon after every start.
  private func crashOnDemand(_ name: String, _ running: any RunningContainer) async {
    while !Task.isCancelled {
      if await context.faults.isActive(.clusterDNSCrashLooping, on: context.node) {
        setReady(name, false)
        await running.stop(gracePeriod: .zero)
        return
      }
      try? await Task.sleep(for: .milliseconds(100))
    }
  }

  private func setReady(_ name: String, _ ready: Bool) {
    guard records[name]?.ready != ready, case .running = records[name]?.state else { return }
    records[name]?.ready = ready
    publish()
  }

  // MARK: Status

  /// Writes the pod's status anew.
  func report() { publish() }

  /// Writes the pod's status. A kubelet that is away writes nothing.
  private func publish() {
    guard context.store.get(.nodes, name: context.node)?.isAway != true else { return }
    let status = PodStatus(
      pod: pod, hostIPs: context.hostIPs, startTime: startTime, podIPs: sandbox?.addresses ?? [],
      initContainers: initNames.compactMap { records[$0] }, containers: names.compactMap { records[$0] },
      initialized: initialized || initNames.isEmpty, failure: failure)
    let (uid, now) = (pod.uid, context.now())
    _ = try? context.store.update(.pods, namespace: pod.namespace, name: pod.name) { present in
      guard present.uid == uid else { return present }
      var object = present
      object["status"] = status.json(previous: present["status"], now: now)
      return object
    }
  }

  // MARK: Access

  /// The running container of a name.
  func running(_ container: String) -> (any RunningContainer)? { records[container]?.running }

  /// Whether a container is a Cilium agent.
  func isAgent(container: String) -> Bool { records[container].map(isAgent) ?? false }

  /// What a container has written.
  func log(_ container: String, previous: Bool) async -> ContainerLog? {
    guard let record = records[container] else { return nil }
    if previous {
      return record.restarts > 0 ? record.previousLog.map { ContainerLog(data: $0, finished: true) } : nil
    }
    guard let running = record.running else {
      return record.previousLog.map { ContainerLog(data: $0, finished: true) }
    }
    return ContainerLog(data: await running.log(), finished: false)
  }
}
