extension KubernetesError {
  /// The cluster and operation that the error is about; `nil` for configuration errors.
  public var context: RequestContext? {
    switch self {
    case .configuration: nil
    case .unreachable(let context, _), .tls(let context, _), .unauthorized(let context, _),
      .forbidden(let context, _), .notFound(let context, _), .conflict(let context, _), .gone(let context, _),
      .tooManyRequests(let context, _, _), .status(let context, _), .transport(let context, _),
      .timeout(let context, _), .decoding(let context, _), .exec(let context, _):
      context
    }
  }

  /// The server's own words, where it said something.
  public var status: Status? {
    switch self {
    case .unauthorized(_, let status), .forbidden(_, let status), .notFound(_, let status),
      .conflict(_, let status), .gone(_, let status), .tooManyRequests(_, let status, _), .status(_, let status),
      .exec(_, .notStarted(let status)):
      status
    default: nil
    }
  }

  /// Whether someone has to change configuration or permissions before any further attempt can succeed.
  ///
  /// True for unusable kubeconfigs, TLS trust, 401 and 403; false for what may pass by itself or is about one object.
  public var isConfigurationError: Bool {
    switch self {
    case .configuration, .tls, .unauthorized, .forbidden: true
    default: false
    }
  }

  /// Whether the same request may succeed later without anybody changing anything.
  public var isTransient: Bool {
    switch self {
    case .unreachable, .tooManyRequests, .transport, .timeout: true
    case .status(_, let status): (500...599).contains(status.code ?? 0)
    case .exec(_, .noStatus), .exec(_, .timeout): true
    default: false
    }
  }

  /// How long the server asks to wait; `nil` where it does not say.
  var retryAfter: Duration? { if case .tooManyRequests(_, _, let wait) = self { wait } else { nil } }

  /// What to do next.
  public var remedy: String {
    switch self {
    case .configuration(_, let remedy): remedy
    case .unreachable: "check that the server address is right and reachable from here (VPN, proxy, firewall)"
    case .tls(_, let cause): TLSRemedy.text(for: cause)
    case .unauthorized:
      "renew the credentials of this context: the token or client certificate is unknown or has expired; "
        + "`kubectl auth whoami` tells whether they are accepted"
    // The Pod Security admission plugin says so (`podsecurity`): no role changes that.
    case .forbidden(_, let status) where status.message?.contains("violates PodSecurity") == true:
      "label the namespace for that Pod Security level, or ask for less; no permission changes it"
    case .forbidden where lacksServiceAccount:
      "kube-controller-manager makes that account in every namespace: see that it runs "
        + "(`kubectl -n kube-system get lease kube-controller-manager`, and its pods or its service); no permission "
        + "changes it"
    case .forbidden: "grant the permission named above to this user, or use another context"
    case .notFound: "check the name and namespace; for resources of Cilium, that Cilium is installed"
    case .conflict: "read the object again and repeat the change"
    case .gone: "list again and start from the new version"
    case .tooManyRequests: "the server is overloaded; try again later"
    case .status: "see the server's message"
    case .transport: "try again; if it stays, look at proxies and load balancers between here and the server"
    case .timeout: "try again; if it stays, look at the server's load"
    case .decoding: "check that the server is a Kubernetes API server of a supported version"
    case .exec(_, let failure): failure.remedy
    }
  }
}

extension KubernetesError {
  /// Whether a pod was refused because its namespace has no service account, which kube-controller-manager makes (the
  /// admission plugin ServiceAccount, `plugin/pkg/admission/serviceaccount/admission.go`).
  public var lacksServiceAccount: Bool {
    guard case .forbidden(_, let status) = self else { return false }
    return status.message?.contains("error looking up service account") == true
  }
}

extension KubernetesError: CustomStringConvertible {
  /// What was tried, on what, what came back, and what to do next.
  public var description: String {
    let what =
      switch self {
      case .configuration(let problem, _): problem
      case .unreachable(let context, let cause): "\(context): server unreachable: \(cause)"
      case .tls(let context, let cause): "\(context): TLS failed: \(cause)"
      case .unauthorized(let context, let status): "\(context): unauthorized: \(status.summary)"
      case .forbidden(let context, let status): "\(context): forbidden: \(status.summary)"
      case .notFound(let context, let status): "\(context): not found: \(status.summary)"
      case .conflict(let context, let status): "\(context): conflict: \(status.summary)"
      case .gone(let context, let status): "\(context): expired: \(status.summary)"
      case .tooManyRequests(let context, let status, let wait):
        "\(context): too many requests: \(status.summary)" + (wait.map { " (retry after \($0))" } ?? "")
      case .status(let context, let status): "\(context): \(status.summary)"
      case .transport(let context, let cause): "\(context): connection failed: \(cause)"
      case .timeout(let context, let after): "\(context): no complete answer within \(after)"
      case .decoding(let context, let cause): "\(context): unexpected answer: \(cause)"
      case .exec(let context, let failure): "\(context): \(failure)"
      }
    return what + "; " + remedy
  }
}

extension ExecFailure: CustomStringConvertible {
  /// What happened to the session.
  public var description: String {
    switch self {
    case .noStatus(let cause, let bytes):
      "session ended without a status (\(cause)) after \(bytes) bytes of output, so the command's result is unknown"
    case .notStarted(let status): "command could not be run: \(status.summary)"
    case .timeout(let after): "command still running after \(after)"
    case .outputTooLarge(let limit): "more than \(limit >> 20) MiB of output came"
    case .protocolViolation(let cause): "exec protocol violated: \(cause)"
    case .inputNeedsVersion5: "the server does not speak v5.channel.k8s.io, so standard input cannot be closed"
    }
  }

  var remedy: String {
    switch self {
    case .noStatus: "try again; if it stays, check kubelet on the pod's node and proxies before the API server"
    case .notStarted: "check the command and that the container is running"
    case .timeout: "give it more time; wrap the command in `timeout` so that it does not outlive the session"
    case .outputTooLarge: "check what the command prints there, by `kubectl exec`"
    case .protocolViolation: "check that nothing between here and the server rewrites WebSocket traffic"
    case .inputNeedsVersion5: "use Kubernetes 1.30 or later, or pass the input as arguments"
    }
  }
}

extension Status {
  /// Message, reason and code on one line.
  public var summary: String {
    let text = message ?? reason ?? "no message"
    let tags = [reason, code.map(String.init)].compactMap { $0 }
    return tags.isEmpty ? text : "\(text) [\(tags.joined(separator: ", "))]"
  }
}
