import Foundation

extension TablePrinter {
  static let pods = TablePrinter(
    columns: [
      .name, Column("Ready"), Column("Status"), Column("Restarts"), .age, Column("IP", wide: true),
      Column("Node", wide: true), Column("Nominated Node", wide: true), Column("Readiness Gates", wide: true),
    ]
  ) { pod, now in
    let summary = PodSummary(pod, at: now)
    return [
      name(pod), .string("\(summary.ready)/\(summary.containers)"), .string(summary.reason),
      .string(summary.restarts), age(pod, now), orNone(pod["status"]["podIP"]), orNone(pod["spec"]["nodeName"]),
      "<none>", "<none>",
    ]
  }
}

/// What `kubectl get pods` says of a pod (`printPod`).
struct PodSummary: Sendable, Hashable {
  var ready = 0
  var containers: Int
  var reason: String
  var restarts: String

  init(_ pod: JSONValue, at now: Date) {
    let status = pod["status"]
    containers = pod["spec"]["containers"].array.count
    reason = status["reason"].string ?? status["phase"].string ?? "Unknown"
    var restartCount = 0
    var lastRestart: Date?
    var running = false
    // The first container of the list has the last word.
    for container in status["containerStatuses"].array.reversed() {
      restartCount += container["restartCount"].int ?? 0
      if let finished = Timestamp.date(container["lastState"]["terminated"]["finishedAt"].string) {
        lastRestart = max(lastRestart ?? finished, finished)
      }
      let (waiting, terminated) = (container["state"]["waiting"], container["state"]["terminated"])
      if let why = waiting["reason"].string {
        reason = why
      } else if let why = terminated["reason"].string {
        reason = why
      } else if terminated != .null {
        reason = "ExitCode:\(terminated["exitCode"].int ?? 0)"
      } else if container["ready"].bool == true, container["state"]["running"] != .null {
        running = true
        ready += 1
      }
    }
    if reason == "Completed", running {
      let isReady = status["conditions"].array.contains { $0["type"] == "Ready" && $0["status"] == "True" }
      reason = isReady ? "Running" : "NotReady"
    }
    if !pod["metadata"]["deletionTimestamp"].isEmpty { reason = "Terminating" }
    restarts = String(restartCount)
    if restartCount > 0, let lastRestart {
      restarts += " (\(HumanDuration.text(now.timeIntervalSince(lastRestart))) ago)"
    }
  }
}
