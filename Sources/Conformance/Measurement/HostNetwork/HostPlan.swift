import Cilium

/// What is asked from nodes' own networks for some cases.
struct HostPlan: Sendable {
  /// Case → whom it asks: an answer of any of them will do.
  var targets: [CaseKey: [HostConnections.Target]] = [:]
  /// Case → why nothing can be asked for it.
  var obstacles: [CaseKey: AgentShell.Failure] = [:]

  /// What targets are found out from.
  struct Inputs: Sendable {
    var facts: ClusterFacts
    var pods: ProbePods
    /// Node name → the Service in front of its server pod.
    var services: [String: ServiceAddresses]
    var endpoints: ExternalEndpoints
    var clusterDomain: String
  }

  /// Plans nothing.
  init() {}

  /// Plans the cases among some that nodes' own networks ask, where the question arises.
  init(_ cases: [(Aspect, Subject)], _ inputs: Inputs) {
    for (aspect, subject) in cases {
      guard case .host(let question) = aspect.definition.measurement else { continue }
      if case .notApplicable = Rules.predict(aspect, subject, facts: inputs.facts) { continue }
      let key = CaseKey(aspect, subject)
      switch Self.targets(question, aspect.family ?? .ipv4, subject, inputs) {
      case .success(let found): targets[key] = found
      case .failure(let failure): obstacles[key] = failure
      }
    }
  }

  private static func targets(
    _ question: AspectDefinition.HostQuestion, _ family: IPFamily, _ subject: Subject, _ inputs: Inputs
  ) -> Result<[HostConnections.Target], AgentShell.Failure> {
    func one(_ kind: HostConnections.Kind, _ address: String?, _ port: Int, _ missing: Sentence)
      -> Result<[HostConnections.Target], AgentShell.Failure>
    {
      guard let address else { return .failure(AgentShell.Failure(description: missing)) }
      return .success([HostConnections.Target(kind: kind, address: address, port: port)])
    }
    let (facts, endpoints) = (inputs.facts, inputs.endpoints)
    let target = subject.target ?? ""
    let server =
      inputs.pods.nodes[target]?.server
      ?? .failure(AgentShell.Failure(description: "no server pod is on \(target)"))
    switch question {
    case .pod:
      return server.flatMap { server in
        one(
          .page, server.address(family)?.description, ProbePodSpecification.port,
          "the server pod on \(target) has no \(family.title) address")
      }
    case .service:
      return server.flatMap { _ in
        one(
          .page, inputs.services[target]?.address(family)?.description, ProbePodSpecification.servicePort,
          "no Service with an \(family.title) ClusterIP is in front of the server pod on \(target)")
      }
    case .nodeAddress:
      let address = facts.node(target).flatMap { PathModel(facts: facts, family: family).peerAddress($0) }
      guard let address else { return .failure(AgentShell.Failure(description: "\(target) has no address")) }
      return .success(
        HostReachability.ports.map {
          HostConnections.Target(kind: .host, address: address.description, port: $0)
        })
    case .api:
      let service = facts.apiService(family)
      return one(
        .connection, service?.clusterIP.description, service?.port ?? 443, "the kubernetes Service is not known")
    case .clusterName:
      guard let service = facts.dnsService(family) else {
        return .failure(AgentShell.Failure(description: "the cluster DNS Service is not known"))
      }
      // Every cluster has this name, with the families of the Service of the API.
      let name = "kubernetes.default.svc.\(inputs.clusterDomain)"
      let question = NameQuestion(name, facts.apiService(.ipv4) == nil ? .ipv6 : .ipv4)
      return .success([
        HostConnections.Target(
          kind: .name, address: service.clusterIP.description, port: service.port, question: question.escaped)
      ])
    case .https: return one(.connection, endpoints.httpsTarget(family), 443, "no HTTPS server outside is known")
    }
  }
}
