import Foundation

/// One of the agent's controllers, as `status` lists them. The stand-in runs none of them; their names and intervals
/// are the recorded ones, their times follow from the agent's age.
struct AgentController: Sendable, Hashable {
  var name: String
  /// Nanoseconds between runs; nil for one that runs once.
  var interval: Int64?
  /// Seconds since the last success; nil when it never ran.
  var lastSuccess: Double?

  /// The controllers of an agent with these endpoints, in the order of their names.
  static func all(_ facts: AgentFacts) -> [AgentController] {
    func every(_ seconds: Int64, _ name: String) -> AgentController {
      AgentController(
        name: name, interval: seconds * 1_000_000_000,
        lastSuccess: facts.age.truncatingRemainder(dividingBy: Double(seconds)))
    }
    func once(_ name: String) -> AgentController {
      AgentController(name: name, interval: nil, lastSuccess: facts.age)
    }
    var all = [
      every(60, "cilium-health-ep"), every(30, "ct-map-pressure"), every(300, "endpoint-gc"),
      every(120, "endpoint-periodic-regeneration"), once("ipcache-inject-labels"), every(30, "k8s-heartbeat"),
      once("write-cni-file"),
    ]
    for endpoint in facts.endpoints {
      all.append(
        AgentController(
          name: "endpoint-\(endpoint.id)-regeneration-recovery", interval: 1_000_000_000, lastSuccess: nil))
      all.append(every(900, "sync-policymap-\(endpoint.id)"))
      switch endpoint.owner {
      case "/": all.append(once("resolve-labels-/"))
      case "health": all.append(every(300, "resolve-identity-\(endpoint.id)"))
      default:
        all.append(every(300, "resolve-identity-\(endpoint.id)"))
        all.append(once("resolve-labels-\(endpoint.owner)"))
        all.append(every(10, "sync-to-k8s-ciliumendpoint (\(endpoint.id))"))
      }
    }
    return all.sorted { $0.name < $1.name }
  }
}

/// Controllers as text and JSON.
enum ControllerFormat {
  static func table(_ controllers: [AgentController], facts: AgentFacts) -> String {
    let rows = controllers.map { controller in
      let success = controller.lastSuccess.map { GoDuration.string(seconds: $0) + " ago" } ?? "never"
      return "  \(controller.name)\t\(success)\tnever\t0\tno error\t\n"
    }
    return TabWriter().format("  Name\tLast success\tLast error\tCount\tMessage\n" + rows.joined())
  }

  static func json(_ controllers: [AgentController], facts: AgentFacts) -> GoJSON {
    let never = GoJSON.string("0001-01-01T00:00:00.000Z")
    return .array(
      controllers.map { controller in
        var configuration: [String: GoJSON] = ["error-retry": true]
        if let interval = controller.interval {
          configuration["interval"] = .string(GoDuration.string(nanoseconds: interval))
        }
        var status: [String: GoJSON] = ["last-failure-timestamp": never, "last-success-timestamp": never]
        if let ago = controller.lastSuccess {
          status["last-success-timestamp"] = .string(
            GoDuration.timestampWithMilliseconds(facts.now.addingTimeInterval(-ago)))
          status["success-count"] = .int(
            1 + (controller.interval.map { Int(facts.age / (Double($0) / 1_000_000_000)) } ?? 0))
        }
        return .sorted([
          "configuration": .sorted(configuration), "name": .string(controller.name), "status": .sorted(status),
          "uuid": .string(StableNumber.uuid(of: controller.name + facts.nodeName)),
        ])
      })
  }
}
