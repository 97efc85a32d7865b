import Foundation

/// The API server without its transport: a request in, a response out.
struct APIFacade: Sendable {
  let store: ObjectStore
  let admission: Admission
  let pods: any PodAccess
  let faults: any FaultControl
  let now: @Sendable () -> Date
  /// The tokens of service accounts.
  let tokens: ServiceAccountTokens
  /// What was asked so far, exec sessions included.
  let metrics = RequestMetrics()
  /// Told of every request but the upgrades to exec sessions.
  var onRequest: (@Sendable (APIRequest) -> Void)?

  var authorizer: RBACAuthorizer { RBACAuthorizer(store: store) }
  var registry: ResourceRegistry { store.registry }

  init(
    store: ObjectStore, pods: any PodAccess, faults: any FaultControl,
    serviceCIDRs: [String] = [LabTopology.serviceCIDR(.ipv4)],
    tokens: ServiceAccountTokens = ServiceAccountTokens(),
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.store = store
    self.pods = pods
    self.faults = faults
    self.now = now
    self.tokens = tokens
    admission = Admission(store: store, serviceCIDRs: serviceCIDRs.compactMap(IPNetwork.init))
  }

  /// Answers a request. Errors become Status bodies.
  func respond(to request: APIRequest) async -> APIResponse {
    onRequest?(request)
    let target = APITarget(request, registry: registry)
    let response = await respond(to: request, target)
    metrics.count(request, target, status: response.status)
    return response
  }

  private func respond(to request: APIRequest, _ target: APITarget) async -> APIResponse {
    do throws(APIStatus) {
      switch target {
      case .other: return try await respondElsewhere(request)
      case .resource(let target):
        try authorize(request, target)
        return try await respond(to: request, target)
      }
    } catch {
      return .failure(error)
    }
  }

  /// Throws 403 unless the user may do it. Since Kubernetes 1.35 the upgrade of an exec session, a GET, needs `create`
  /// as well.
  func authorize(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) {
    let wanted = AccessAttributes(request, target)
    var verbs = [wanted.verb]
    if target.subresource == "exec", wanted.verb == "get" { verbs.append("create") }
    for verb in verbs {
      var attributes = wanted
      attributes.verb = verb
      guard authorizer.reason(request.user, attributes) == nil else { continue }
      throw .forbidden(
        user: request.user.name, verb: verb, resource: target.type.plural, subresource: target.subresource,
        group: target.type.group, namespace: target.namespace, name: target.name)
    }
  }

  private func respond(to request: APIRequest, _ target: ResourceTarget) async throws(APIStatus) -> APIResponse {
    if target.type.isVirtual {
      guard request.method == "POST", target.name == nil else { throw .methodNotAllowed }
      return try review(request, target)
    }
    switch (target.subresource, request.method) {
    case (nil, "GET"), (nil, "HEAD"):
      if target.name != nil, !request.flag("watch") { return try get(request, target) }
      return try request.flag("watch") ? watch(request, target) : list(request, target)
    case (nil, "POST"):
      guard target.name == nil else { throw .methodNotAllowed }
      return try create(request, target)
    case (nil, "PUT"), (nil, "PATCH"), ("status", "PUT"), ("status", "PATCH"):
      guard target.name != nil, target.subresource == nil || target.type.hasStatus else { throw .methodNotAllowed }
      return try change(request, target)
    case ("status", "GET"): return try get(request, target)
    case (nil, "DELETE"):
      return try target.name == nil ? deleteCollection(request, target) : delete(request, target)
    case ("log", "GET") where target.type.key == .pods: return try await log(request, target)
    case ("exec", "GET") where target.type.key == .pods, ("exec", "POST") where target.type.key == .pods:
      return try await refuseExec(request, target)
    case ("token", "POST") where target.type.key == .serviceAccounts: return try issueToken(request, target)
    case ("scale", let method) where target.type.key == .deployments: return try scale(request, target, method)
    case (.some, _) where !hasSubresource(target): return .pageNotFound
    default: throw .methodNotAllowed
    }
  }

  private func hasSubresource(_ target: ResourceTarget) -> Bool {
    target.type.subresources.contains { $0.name == target.subresource }
      || (target.subresource == "status" && target.type.hasStatus)
  }

  /// An exec request that is no WebSocket upgrade, or whose upgrade was refused.
  private func refuseExec(_ request: APIRequest, _ target: ResourceTarget) async throws(APIStatus) -> APIResponse {
    if case .failure(let refusal) = await prepareExec(request, target) { return refusal }
    let upgrade = request.headers["upgrade"]?.lowercased() ?? ""
    if upgrade == "websocket", ExecProtocol(offered: request.headers["sec-websocket-protocol"]) == nil {
      return .complete(status: 403, headers: [("Connection", "close")], body: Data())
    }
    if upgrade.hasPrefix("spdy") {
      return .complete(
        status: 406, headers: [("Content-Type", "text/plain; charset=utf-8")],
        body: Data("406: Not Acceptable\n\nAvailable representations: ".utf8))
    }
    throw .badRequest("Upgrade request required")
  }
}
