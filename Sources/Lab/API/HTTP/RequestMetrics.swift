import Synchronization

/// How often the API was asked what, as the API server's own `/metrics` tells it: `apiserver_request_total`, a stable
/// metric (Kubernetes Metrics Reference). Of its labels those are kept that say what was asked and how it ended.
final class RequestMetrics: Sendable {
  private struct Labels: Hashable {
    var code: Int
    var group = ""
    var resource = ""
    var subresource = ""
    var verb: String
    var version = ""

    /// In the order of their names, as the API server writes them.
    var text: String {
      """
      code="\(code)",group="\(group)",resource="\(resource)",subresource="\(subresource)",verb="\(verb)",\
      version="\(version)"
      """
    }
  }

  private let counts = Mutex<[Labels: Int]>([:])

  /// Counts a request that was answered with a status; 101 for an exec session that began.
  func count(_ request: APIRequest, _ target: APITarget, status: Int) {
    var labels = Labels(code: status, verb: request.method)
    if case .resource(let target) = target {
      labels.group = target.type.group
      labels.version = target.type.version
      labels.resource = target.type.plural
      labels.subresource = target.subresource ?? ""
      labels.verb = Self.verb(target.verb(request), subresource: labels.subresource)
    }
    counts.withLock { $0[labels, default: 0] += 1 }
  }

  /// Kubernetes names the verbs of this metric by methods, but for those that GET and DELETE hide, and long-running
  /// sessions (apiserver/pkg/endpoints/metrics, `canonicalVerb`, `cleanVerb`).
  private static func verb(_ verb: String, subresource: String) -> String {
    if subresource == "exec" { return "CONNECT" }
    return switch verb {
    case "create": "POST"
    case "update": "PUT"
    default: verb.uppercased()
    }
  }

  /// Prometheus text.
  var text: String {
    let lines = counts.withLock { counts in
      counts.map { "apiserver_request_total{\($0.text)} \($1)" }
    }
    let head = """
      # HELP apiserver_request_total [STABLE] Counter of apiserver requests broken out for each verb, dry run value, \
      group, version, resource, scope, component, and HTTP response code.
      # TYPE apiserver_request_total counter

      """
    return head + lines.sorted().map { $0 + "\n" }.joined()
  }
}

extension APIResponse {
  /// The HTTP status; a stream begins with 200.
  var status: Int {
    switch self {
    case .complete(let status, _, _): status
    case .stream: 200
    }
  }
}
