import Cilium
import Kubernetes

/// An agent that ends again and again instead of coming up.
struct AgentCrash: Sendable, Hashable {
  /// The container that ends, the agent's own or one that has to run before it.
  var reference: PodReference
  /// Its node.
  var node: String
  /// How it ended last; nil where kubelet does not say.
  var exitCode: Int?
  /// The end of its log, as kubelet keeps it where the pod asks for that (`terminationMessagePolicy:
  /// FallbackToLogsOnError`, as Cilium's DaemonSet does); empty where it did not.
  var message: String
}

extension AgentCrash {
  /// The crash that an agent's pod tells of; nil for one that may still come up. A single end is none: an agent that meets
  /// an API server which is just being restarted ends, too, and comes up the next time.
  init?(_ pod: Pod, namespace: String) {
    guard let name = pod.metadata.name, let node = pod.spec?.nodeName else { return nil }
    let statuses = (pod.status?.initContainerStatuses ?? []) + (pod.status?.containerStatuses ?? [])
    guard let status = statuses.first(where: Self.endsAgain) else { return nil }
    let end = status.state?.terminated ?? status.lastState?.terminated
    self.init(
      reference: PodReference(namespace: namespace, name: name, container: status.name), node: node,
      exitCode: end?.exitCode.map(Int.init), message: end?.message ?? "")
  }

  private static func endsAgain(_ status: ContainerStatus) -> Bool {
    if status.state?.waiting?.reason == "CrashLoopBackOff" { return true }
    guard let end = status.state?.terminated, let code = end.exitCode, code != 0 else { return false }
    return (status.restartCount ?? 0) > 0
  }

  /// `POD (STATUS)`, for people.
  var title: String {
    "\(reference) on \(node) ends again and again" + (exitCode.map { " (status \($0))" } ?? "")
  }
}

extension ClusterReader {
  /// The message with which an agent ends: what kubelet kept of its log, else the log itself as far as it may be read.
  func lastWords(of crash: AgentCrash) async -> String {
    if let message = AgentLog.fatalMessage(in: crash.message) { return "\(crash.title): “\(message)”" }
    do {
      let log = try await client.podLog(crash.reference, tailLines: Self.lastLines, previous: true)
      guard let message = AgentLog.fatalMessage(in: log) else { return "\(crash.title), and its log is empty" }
      return "\(crash.title): “\(message)”"
    } catch KubernetesError.forbidden {
      return "\(crash.title); its pod does not say why, and its log may not be read "
        + "(get pods/log in \(cilium.namespace))"
    } catch {
      return "\(crash.title); its pod does not say why, and its log could not be read: \(error)"
    }
  }

  private static let lastLines = 40

  /// The crashes among agents' pods, told with their messages.
  func tell(_ crashes: [AgentCrash]) async -> String {
    var told: [String] = []
    // One message usually is all nodes': a few say everything.
    for crash in crashes.sorted(by: { $0.node < $1.node }).prefix(Self.mostTold) {
      told.append(await lastWords(of: crash))
    }
    let rest = crashes.count - told.count
    return told.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }

  private static let mostTold = 3
}
