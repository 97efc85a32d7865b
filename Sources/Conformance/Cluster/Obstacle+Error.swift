import Kubernetes

extension Obstacle {
  /// The obstacle that an error of the API server tells of; `nil` for any other error.
  ///
  /// That a kubelet does not answer has no status of its own: the API server, which hands exec and logs on to it, says so
  /// in words (kubernetes `apimachinery/pkg/util/proxy/upgradeaware.go`). Nor has a namespace whose service account nobody
  /// has made (``KubernetesError/lacksServiceAccount``).
  init?(_ error: any Error) {
    if let failure = error as? AgentShell.Failure {
      guard let obstacle = failure.obstacle else { return nil }
      self = obstacle
      return
    }
    guard let error = error as? KubernetesError else { return nil }
    let status: Status? =
      switch error {
      case .status(_, let status), .exec(_, .notStarted(let status)), .tooManyRequests(_, let status, _),
        .gone(_, let status), .conflict(_, let status), .notFound(_, let status), .forbidden(_, let status),
        .unauthorized(_, let status):
        status
      case .configuration, .unreachable, .tls, .transport, .timeout, .decoding, .exec: nil
      }
    let words = status?.message ?? ""
    if words.contains("error dialing backend") {
      self = .kubeletUnreachable
    } else if error.lacksServiceAccount {
      self = .controllersStopped
    } else {
      return nil
    }
  }
}
