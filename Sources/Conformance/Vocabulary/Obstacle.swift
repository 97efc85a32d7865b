/// Why something could not be measured, where that has a name of its own.
///
/// Raw values are in records; a diagnosis asks them, never the words of ``Observation/Result/notMeasured(_:)``.
public enum Obstacle: String, Sendable, Hashable, Codable, CaseIterable {
  /// The node's Cilium agent ends again and again.
  case agentDoesNotStart = "agent-does-not-start"
  /// A probe pod, or the pod that was started anew, is not running.
  case podNotRunning = "pod-not-running"
  /// What was asked was replaced, moved or reconfigured meanwhile.
  case clusterChanged = "cluster-changed"
  /// The API server does not reach the kubelet.
  case kubeletUnreachable = "kubelet-unreachable"
  /// The node's Cilium agent runs and does not answer.
  case agentSilent = "agent-silent"
  /// Nobody makes what pods need to be created: kube-controller-manager does not work.
  case controllersStopped = "controllers-stopped"
  /// The pod has no address of the family.
  case noAddress = "no-address"

  /// How explanations begin that tell of it; `nil` where they are somebody else's words.
  var phrase: Sentence {
    switch self {
    case .agentDoesNotStart: "the Cilium agent does not start"
    case .podNotRunning: "a probe pod is not running"
    case .clusterChanged: "the cluster changed during the run"
    case .kubeletUnreachable: "the API server does not reach the kubelet"
    case .agentSilent: "the Cilium agent does not answer"
    case .controllersStopped: "kube-controller-manager does not work"
    case .noAddress: "the pod has no address"
    }
  }
}
