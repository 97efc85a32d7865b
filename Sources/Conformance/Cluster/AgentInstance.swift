import Foundation
import Kubernetes

/// Which process the agent of a node is: a restart makes it another one.
struct AgentInstance: Sendable, Hashable {
  /// Its container.
  var reference: PodReference
  /// How often its container was restarted in this pod.
  var restarts: Int
  /// Whether it serves its client.
  var isReady: Bool
  /// When its container was started; `nil` while it does not run.
  var startedAt: Date?
  /// When its configuration was read from the API (since 1.13, by an init container that runs once for the pod); `nil`
  /// where a volume or nothing tells.
  var configuredAt: Date?
  /// The image of its container; `nil` where it has none yet.
  var image: String?
  /// How it ends, where it does so again and again.
  var crash: AgentCrash?

  /// The agent's container in its pod (cilium `install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml`).
  static let container = "cilium-agent"
  /// The init container that runs `cilium-dbg build-config`.
  private static let configurationReader = "config"

  /// Whether neither the pod nor the container in it is another one.
  func isSameProcess(as other: AgentInstance) -> Bool {
    reference == other.reference && restarts == other.restarts
  }
}

extension AgentInstance {
  /// The agent in a pod; `nil` for a pod without a name.
  init?(_ pod: Pod, namespace: String) {
    guard let name = pod.metadata.name else { return nil }
    let status = pod.status?.containerStatuses?.first { $0.name == Self.container }
    self.init(
      reference: PodReference(namespace: namespace, name: name, container: Self.container),
      restarts: Int(status?.restartCount ?? 0), isReady: pod.isReady,
      startedAt: status?.state?.running?.startedAt?.date,
      configuredAt: pod.status?.initContainerStatuses?.first { $0.name == Self.configurationReader }?.state?.terminated?
        .finishedAt?.date,
      image: status?.image,
      crash: AgentCrash(pod, namespace: namespace))
  }
}
