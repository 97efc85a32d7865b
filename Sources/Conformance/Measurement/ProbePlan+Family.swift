import Cilium
import Probes

extension ProbePlan {
  /// The probes whose packets are of one family: the same for both, towards other addresses.
  struct Family {
    let family: IPFamily
    let inputs: Inputs

    private var facts: ClusterFacts { inputs.facts }
    private var model: PathModel { PathModel(facts: facts, family: family) }

    /// What is sent for all aspects of a subject.
    func all(_ subject: Subject) -> [Probe] {
      let scope: Aspect.Scope = subject.target == nil ? .node : .pair
      return Aspect.Kind.allCases.filter { Aspect($0).scope == scope }.flatMap { kind -> [Probe] in
        guard case .probes(let plan, _, _) = kind.definition.measurement else { return [] }
        return plan(self, subject)
      }
    }

    /// A ping and a TCP connection to a node's server pod.
    func podProbes(_ aspect: Aspect, _ subject: Subject, of node: String?) -> [Probe] {
      guard let address = serverAddress(node) else { return [] }
      let url = "http://\(address.urlHost):\(ProbePodSpecification.port)/"
      return [
        probe(aspect, subject, "ping", .ping(target: address.description, count: 2, payload: nil)),
        probe(aspect, subject, "tcp", .httpGet(url: url, header: [:], insecure: false)),
      ]
    }

    /// A request to the Service in front of another node's server pod.
    func service(_ subject: Subject) -> [Probe] {
      guard let target = subject.target, serverAddress(target) != nil,
        let service = inputs.services[target]?.address(family)
      else { return [] }
      let url = "http://\(service.urlHost)/"
      return [probe(.crossNodeService, subject, "tcp", .httpGet(url: url, header: [:], insecure: false))]
    }

    /// Pings of many sizes to another node's server pod.
    func sizes(_ subject: Subject) -> [Probe] {
      guard let pod = serverAddress(subject.target), let bytes = announcedPayload(subject) else { return [] }
      return PayloadLadder.sizes(announced: bytes).map { size in
        probe(.pathMTU, subject, "\(size)", .ping(target: pod.description, count: 2, payload: size))
      }
    }

    /// What is asked of a server outside. Without a route nothing is sent over IPv6: that is a fact, and no failure.
    func outside(_ aspect: Aspect, _ subject: Subject) -> [Probe] {
      guard family == .ipv4 || facts.node(subject.source)?.defaultRouteDevice(.ipv6) != nil,
        let traffic = TrafficKind(aspect)
      else { return [] }
      let endpoints = inputs.endpoints
      let (part, kind): (String, ProbeKind) =
        switch traffic {
        case .ping: ("ping", .ping(target: endpoints.pingAddress(family), count: 2, payload: nil))
        case .dns: ("lookup", .lookup(name: endpoints.dnsName, server: endpoints.dnsServer(family)))
        case .https: ("https", https(endpoints))
        }
      return [probe(aspect, subject, part, kind)]
    }

    /// A ping of a node's own address.
    func nodeAddress(_ aspect: Aspect, _ subject: Subject, of node: String?) -> [Probe] {
      guard let address = node.flatMap(facts.node).flatMap({ model.peerAddress($0) }) else { return [] }
      return [probe(aspect, subject, "ping", .ping(target: address.description, count: 2, payload: nil))]
    }

    /// A request to the Kubernetes API by its ClusterIP.
    func api(_ subject: Subject) -> [Probe] {
      guard let api = facts.apiService(family) else { return [] }
      let url = "https://\(api.clusterIP.urlHost):\(api.port)/version"
      return [probe(.apiService, subject, "https", .httpGet(url: url, header: [:], insecure: true))]
    }

    /// A request to a Service that Cilium's proxy serves, for a host that nobody has: that the proxy answers is asked, and
    /// nothing of what is behind it.
    func proxied(_ subject: Subject) -> [Probe] {
      guard let service = facts.proxied, let address = service.address(family) else { return [] }
      let url = "http://\(address.urlHost):\(service.port)/"
      let kind: ProbeKind =
        service.speaksHTTP
        ? .httpGet(url: url, header: ["Host": "netproof.invalid"], insecure: false)
        : .tcpConnect(host: address.description, port: service.port, sourcePort: nil)
      return [probe(.proxiedRequest, subject, "request", kind)]
    }

    private func serverAddress(_ node: String?) -> IPAddress? {
      guard let node, case .success(let server)? = inputs.pods.nodes[node]?.server else { return nil }
      return server.address(family)
    }

    /// The largest payload that should arrive whole: what the rule predicts, and where none does, what pods' MTU allows.
    private func announcedPayload(_ subject: Subject) -> Int? {
      switch Rules.predict(Aspect.pathMTU.of(family), subject, facts: facts) {
      case .expected(let expectation):
        if case .largestPayload(let bytes) = expectation.outcome { return bytes }
        return nil
      case .unknown:
        let nodes = [subject.source, subject.target].compactMap { $0 }.compactMap(facts.node)
        return nodes.compactMap { PodMTU($0, model)?.route }.min().map { $0 - PodMTU.icmpHeaders(family) }
      case .notApplicable: return nil
      }
    }

    /// A ping of each further address on a node's uplinks, where the question arises.
    func uplinkPings(_ aspect: Aspect, _ subject: Subject, of name: String?) -> [Probe] {
      if case .notApplicable = Rules.predict(aspect.of(family), subject, facts: facts) { return [] }
      let addresses = name.flatMap(facts.node).map { model.otherUplinkAddresses(of: $0) } ?? []
      return addresses.map { address in
        let text = address.description
        return probe(aspect, subject, text, .ping(target: text, count: 2, payload: nil))
      }
    }

    /// A lookup at the cluster DNS Service, and one at each of its pods. IPv6 addresses are asked for over IPv6 where the
    /// Service has it; where it has not, pods ask over IPv4 too.
    func lookups(_ aspect: Aspect, _ subject: Subject) -> [Probe] {
      let way = Rules.dnsTransport(model)
      guard let service = facts.dnsService(way.family),
        let name = aspect.kind == .clusterName ? clusterName : inputs.endpoints.dnsName
      else { return [] }
      // The pod's own resolver is the Service, by the address of the cluster's first family.
      let server = way.family == facts.primaryFamily ? nil : service.clusterIP.description
      let pods = facts.dnsPods.filter(\.isReady).compactMap { pod in
        pod.address(way.family).map { (pod.name, $0.description as String?) }
      }
      return ([(Part.service, server)] + pods).map { part, server in
        probe(aspect, subject, part, .lookup(name: name, server: server, onlyIPv6: family == .ipv6))
      }
    }

    /// A name of the cluster that has an address of the family: of IPv6 that of a Service of the run.
    private var clusterName: String? {
      guard family == .ipv6 else { return "kubernetes.default.svc.\(inputs.clusterDomain)" }
      let served = inputs.services.filter { $0.value.address(.ipv6) != nil }.keys.sorted()
      return served.lazy.compactMap { inputs.serviceNames[$0] }.first
    }

    /// By address where one is given, so that HTTPS does not depend on DNS.
    private func https(_ endpoints: ExternalEndpoints) -> ProbeKind {
      let address = endpoints.httpsAddress(family)
      let host = address.map { IPAddress($0)?.urlHost ?? $0 } ?? endpoints.httpsHost(family)
      let header = address == nil ? [:] : ["Host": endpoints.httpsHost(family)]
      return .httpGet(url: "https://\(host)/", header: header, insecure: true)
    }

    private func probe(_ aspect: Aspect, _ subject: Subject, _ part: String, _ kind: ProbeKind) -> Probe {
      Probe(
        id: Key(aspect: aspect.of(family), subject: subject, part: part).id, kind: kind, timeout: inputs.timeout)
    }
  }
}
