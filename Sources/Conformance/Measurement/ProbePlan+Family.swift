import Cilium
import Probes

extension ProbePlan {
  /// The probes whose packets are of one family: the same for both, towards other addresses.
  struct Family {
    let family: IPFamily
    let inputs: Inputs

    private var facts: ClusterFacts { inputs.facts }
    private var model: PathModel { PathModel(facts: facts, family: family) }

    /// What is sent from a node's pod whatever other nodes there are.
    func single(_ name: String) -> [Probe] {
      let subject = Subject.node(name)
      func probe(_ aspect: Aspect, _ part: String, _ kind: ProbeKind) -> Probe {
        self.probe(aspect, subject, part, kind)
      }
      var probes: [Probe] = []
      if case .success(let server)? = inputs.pods.nodes[name]?.server, let address = server.address(family) {
        probes += podProbes(.sameNodePod, subject, address)
      }
      let endpoints = inputs.endpoints
      if goesOutside(name) {
        probes += [
          probe(.externalPing, "ping", .ping(target: endpoints.pingAddress(family), count: 2, payload: nil)),
          probe(.upstreamDNS, "lookup", .lookup(name: endpoints.dnsName, server: endpoints.dnsServer(family))),
          probe(.externalHTTPS, "https", https(endpoints)),
        ]
      }
      if let own = facts.node(name).flatMap({ model.peerAddress($0) }) {
        probes.append(probe(.ownNodeIP, "ping", .ping(target: own.description, count: 2, payload: nil)))
      }
      probes += uplinkPings(.ownUplinks, subject, of: name)
      if let api = facts.apiService(family) {
        let url = "https://\(api.clusterIP.urlHost):\(api.port)/version"
        probes.append(probe(.apiService, "https", .httpGet(url: url, header: [:], insecure: true)))
      }
      return probes + names(subject)
    }

    /// What is sent from a node's pod towards another node.
    func paired(_ name: String, _ target: String) -> [Probe] {
      let subject = Subject.pair(from: name, to: target)
      func probe(_ aspect: Aspect, _ part: String, _ kind: ProbeKind) -> Probe {
        self.probe(aspect, subject, part, kind)
      }
      var probes: [Probe] = []
      if let address = facts.node(target).flatMap({ model.peerAddress($0) }) {
        probes.append(probe(.otherNodeIP, "ping", .ping(target: address.description, count: 2, payload: nil)))
      }
      probes += uplinkPings(.otherUplinks, subject, of: target)
      guard case .success(let server)? = inputs.pods.nodes[target]?.server, let pod = server.address(family) else {
        return probes
      }
      probes += podProbes(.crossNodePod, subject, pod)
      if let service = inputs.services[target]?.address(family) {
        let url = "http://\(service.urlHost)/"
        probes.append(probe(.crossNodeService, "tcp", .httpGet(url: url, header: [:], insecure: false)))
      }
      if let bytes = announcedPayload(subject) {
        probes += PayloadLadder.sizes(announced: bytes).map { size in
          probe(.pathMTU, "\(size)", .ping(target: pod.description, count: 2, payload: size))
        }
      }
      return probes
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
    private func uplinkPings(_ aspect: Aspect, _ subject: Subject, of name: String) -> [Probe] {
      if case .notApplicable = Rules.predict(aspect.of(family), subject, facts: facts) { return [] }
      let addresses = facts.node(name).map { model.otherUplinkAddresses(of: $0) } ?? []
      return addresses.map { address in
        let text = address.description
        return probe(aspect, subject, text, .ping(target: text, count: 2, payload: nil))
      }
    }

    /// A lookup at the cluster DNS Service, and one at each of its pods. IPv6 addresses are asked for over IPv6 where the
    /// Service has it; where it has not, pods ask over IPv4 too.
    private func names(_ subject: Subject) -> [Probe] {
      let way = Rules.dnsTransport(model)
      guard let service = facts.dnsService(way.family) else { return [] }
      let asked = [
        clusterName.map { (Aspect.clusterName, $0) }, (Aspect.externalName, inputs.endpoints.dnsName),
      ].compactMap { $0 }
      // The pod's own resolver is the Service, by the address of the cluster's first family.
      let server = way.family == facts.primaryFamily ? nil : service.clusterIP.description
      return asked.flatMap { aspect, name in
        let pods = facts.dnsPods.filter(\.isReady).compactMap { pod in
          pod.address(way.family).map { (pod.name, $0.description as String?) }
        }
        return ([(Part.service, server)] + pods).map { part, server in
          probe(aspect, subject, part, .lookup(name: name, server: server, onlyIPv6: family == .ipv6))
        }
      }
    }

    /// A name of the cluster that has an address of the family: of IPv6 that of a Service of the run.
    private var clusterName: String? {
      guard family == .ipv6 else { return "kubernetes.default.svc.\(inputs.clusterDomain)" }
      let served = inputs.services.filter { $0.value.address(.ipv6) != nil }.keys.sorted()
      return served.lazy.compactMap { inputs.serviceNames[$0] }.first
    }

    /// Without a route nothing is sent over IPv6: that is a fact, and no failure.
    private func goesOutside(_ name: String) -> Bool {
      family == .ipv4 || facts.node(name)?.defaultRouteDevice(.ipv6) != nil
    }

    private func podProbes(_ aspect: Aspect, _ subject: Subject, _ address: IPAddress) -> [Probe] {
      let url = "http://\(address.urlHost):\(ProbePodSpecification.port)/"
      return [
        probe(aspect, subject, "ping", .ping(target: address.description, count: 2, payload: nil)),
        probe(aspect, subject, "tcp", .httpGet(url: url, header: [:], insecure: false)),
      ]
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
