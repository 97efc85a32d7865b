import Foundation

/// A pod's `status`, computed from what the kubelet knows (`pkg/kubelet/kubelet_pods.go`).
struct PodStatus: Sendable {
  var pod: JSONValue
  /// The primary one first.
  var hostIPs: [String]
  var startTime: Date
  /// Likewise; none before there is a sandbox.
  var podIPs: [String] = []
  var initContainers: [ContainerRecord] = []
  var containers: [ContainerRecord]
  var initialized: Bool
  /// Set when the pod itself failed, for example `DeadlineExceeded`.
  var failure: (reason: String, message: String)?

  /// The status object; conditions keep the time of their last change.
  func json(previous: JSONValue, now: Date) -> JSONValue {
    var status: JSONValue = [
      "phase": .string(phase), "hostIP": .string(hostIPs.first ?? ""), "hostIPs": Self.list(hostIPs),
      "startTime": .string(Timestamp.text(startTime)), "qosClass": "BestEffort",
      "containerStatuses": .array(containers.map(\.json)), "conditions": conditions(previous, now),
      "observedGeneration": pod["metadata"]["generation"],
    ]
    if !initContainers.isEmpty { status["initContainerStatuses"] = .array(initContainers.map(\.json)) }
    if let podIP = podIPs.first {
      status["podIP"] = .string(podIP)
      status["podIPs"] = Self.list(podIPs)
    }
    if let failure {
      status["reason"] = .string(failure.reason)
      status["message"] = .string(failure.message)
    }
    return status
  }

  private static func list(_ addresses: [String]) -> JSONValue { .array(addresses.map { ["ip": .string($0)] }) }

  /// Pending until every container has run, Succeeded or Failed when none will run again.
  var phase: String {
    if failure != nil { return "Failed" }
    guard initialized, !containers.isEmpty else { return "Pending" }
    var (waiting, running, succeeded, failed) = (0, 0, 0, 0)
    for container in containers {
      switch container.state {
      case .running: running += 1
      case .terminated(let termination): if termination.exitCode == 0 { succeeded += 1 } else { failed += 1 }
      case .waiting:
        // Between two runs the pod counts as running.
        if container.last == nil { waiting += 1 } else { running += 1 }
      }
    }
    if waiting > 0 { return "Pending" }
    if running > 0 { return "Running" }
    switch pod["spec"]["restartPolicy"].string {
    case "Never": return failed == 0 ? "Succeeded" : "Failed"
    case "OnFailure": return failed == 0 ? "Succeeded" : "Running"
    default: return "Running"
    }
  }

  private func conditions(_ previous: JSONValue, _ now: Date) -> JSONValue {
    var conditions = Conditions(previous["conditions"])
    let time = Timestamp.text(now)
    let ready = !containers.isEmpty && containers.allSatisfy(\.ready)
    let completed = phase == "Succeeded" || phase == "Failed"
    let unready = containers.filter { !$0.ready }.map(\.name).joined(separator: " ")
    let reason = ready ? nil : completed ? "PodCompleted" : "ContainersNotReady"
    let message = ready || completed ? nil : "containers with unready status: [\(unready)]"
    conditions.set("PodReadyToStartContainers", !podIPs.isEmpty && !completed, at: time)
    conditions.set(
      "Initialized", initialized, reason: initialized ? nil : "ContainersNotInitialized",
      message: initialized
        ? nil : "containers with incomplete status: [\(initContainers.map(\.name).joined(separator: " "))]",
      at: time)
    conditions.set("Ready", ready && !completed, reason: reason, message: message, at: time)
    conditions.set("ContainersReady", ready && !completed, reason: reason, message: message, at: time)
    conditions.set("PodScheduled", true, at: time)
    return conditions.json
  }
}
