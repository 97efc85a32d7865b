import Cilium
import Foundation
import Probes

/// The probes of one scenario: what is sent from each node's client pod.
struct ProbePlan: Sendable {
  /// Node name → what its client pod sends.
  var probes: [String: [Probe]]

  /// Names a probe by what it is for.
  struct Key: Hashable, Sendable {
    var aspect: Aspect
    var subject: Subject
    /// Tells several probes of one case apart, for example `tcp` or a DNS pod's name.
    var part: String

    var id: String { "\(aspect.rawValue)/\(subject.target ?? "")/\(part)" }
  }

  /// Everything that a plan is made from.
  struct Inputs: Sendable {
    var facts: ClusterFacts
    /// The nodes and pairs that are probed.
    var sample: PairSample
    var pods: ProbePods
    var services: [String: IPv4Address]
    var endpoints: ExternalEndpoints
    var timeout: Duration
    var clusterDomain: String
  }

  /// Makes the plan of a scenario. A probe towards a pod that does not run is left out; its case is inconclusive.
  init(_ inputs: Inputs) {
    probes = inputs.sample.nodes.reduce(into: [:]) { result, node in
      result[node] =
        Self.single(node, inputs) + (inputs.sample.targets[node] ?? []).flatMap { Self.paired(node, $0, inputs) }
    }
  }

  /// The probes of a case, in order.
  func probes(_ aspect: Aspect, _ subject: Subject) -> [Probe] {
    let prefix = Key(aspect: aspect, subject: subject, part: "").id
    return (probes[subject.source] ?? []).filter { $0.id.hasPrefix(prefix) }
  }

  /// The part of the plan that belongs to some cases. A NAT case is looked for by the ping of its path.
  func only(_ cases: [(Aspect, Subject)]) -> ProbePlan {
    var part = self
    part.probes = [:]
    for (aspect, subject) in cases {
      let path: Aspect =
        switch aspect {
        case .natExternal: .externalPing
        case .natNodeAddress: .otherNodeIP
        default: aspect
        }
      let known = Set((part.probes[subject.source] ?? []).map(\.id))
      part.probes[subject.source, default: []] += probes(path, subject).filter { !known.contains($0.id) }
    }
    part.probes = part.probes.filter { !$0.value.isEmpty }
    return part
  }

  private static func single(_ name: String, _ inputs: Inputs) -> [Probe] {
    let subject = Subject.node(name)
    let facts = inputs.facts
    let model = PathModel(facts: facts)
    func key(_ aspect: Aspect, _ part: String) -> String { Key(aspect: aspect, subject: subject, part: part).id }
    func probe(_ aspect: Aspect, _ part: String, _ kind: ProbeKind) -> Probe {
      Probe(id: key(aspect, part), kind: kind, timeout: inputs.timeout)
    }
    var probes: [Probe] = []
    if case .success(let server)? = inputs.pods.nodes[name]?.server {
      probes += podProbes(.sameNodePod, subject, server.address, inputs)
    }
    let endpoints = inputs.endpoints
    probes += [
      probe(.externalPing, "ping", .ping(target: endpoints.pingAddress, count: 2, payload: nil)),
      probe(.upstreamDNS, "lookup", .lookup(name: endpoints.dnsName, server: endpoints.dnsServer)),
      probe(.externalHTTPS, "https", https(endpoints)),
    ]
    if let own = facts.node(name).flatMap({ model.peerAddress($0) }) {
      probes.append(probe(.ownNodeIP, "ping", .ping(target: own.description, count: 2, payload: nil)))
    }
    if let api = facts.apiService {
      let url = "https://\(api.clusterIP):\(api.port)/version"
      probes.append(probe(.apiService, "https", .httpGet(url: url, header: [:], insecure: true)))
    }
    if facts.dnsService != nil {
      let names = [
        (Aspect.clusterName, "kubernetes.default.svc.\(inputs.clusterDomain)"),
        (Aspect.externalName, endpoints.dnsName),
      ]
      for (aspect, asked) in names {
        probes.append(probe(aspect, Part.service, .lookup(name: asked, server: nil)))
        for pod in facts.dnsPods where pod.isReady {
          guard let address = pod.address else { continue }
          probes.append(probe(aspect, pod.name, .lookup(name: asked, server: address.description)))
        }
      }
    }
    return probes
  }

  private static func paired(_ name: String, _ target: String, _ inputs: Inputs) -> [Probe] {
    let subject = Subject.pair(from: name, to: target)
    let model = PathModel(facts: inputs.facts)
    func probe(_ aspect: Aspect, _ part: String, _ kind: ProbeKind) -> Probe {
      Probe(id: Key(aspect: aspect, subject: subject, part: part).id, kind: kind, timeout: inputs.timeout)
    }
    var probes: [Probe] = []
    if let address = inputs.facts.node(target).flatMap({ model.peerAddress($0) }) {
      probes.append(probe(.otherNodeIP, "ping", .ping(target: address.description, count: 2, payload: nil)))
    }
    guard case .success(let server)? = inputs.pods.nodes[target]?.server else { return probes }
    probes += podProbes(.crossNodePod, subject, server.address, inputs)
    if let service = inputs.services[target] {
      probes.append(probe(.crossNodeService, "tcp", .httpGet(url: "http://\(service)/", header: [:], insecure: false)))
    }
    if case .expected(let expectation) = Rules.predict(.pathMTU, subject, facts: inputs.facts),
      case .largestPayload(let bytes) = expectation.outcome
    {
      probes += PayloadLadder.sizes(announced: bytes).map { size in
        probe(.pathMTU, "\(size)", .ping(target: server.address.description, count: 2, payload: size))
      }
    }
    return probes
  }

  private static func podProbes(
    _ aspect: Aspect, _ subject: Subject, _ address: IPv4Address, _ inputs: Inputs
  ) -> [Probe] {
    let url = "http://\(address):\(ProbePodSpecification.port)/"
    return [
      Probe(
        id: Key(aspect: aspect, subject: subject, part: "ping").id,
        kind: .ping(target: address.description, count: 2, payload: nil), timeout: inputs.timeout),
      Probe(
        id: Key(aspect: aspect, subject: subject, part: "tcp").id,
        kind: .httpGet(url: url, header: [:], insecure: false), timeout: inputs.timeout),
    ]
  }

  /// By address where one is given, so that HTTPS does not depend on DNS.
  private static func https(_ endpoints: ExternalEndpoints) -> ProbeKind {
    let host = endpoints.httpsAddress ?? endpoints.httpsHost
    let header = endpoints.httpsAddress == nil ? [:] : ["Host": endpoints.httpsHost]
    return .httpGet(url: "https://\(host)/", header: header, insecure: true)
  }

  /// Names of parts that planning and reading share.
  enum Part {
    static let service = "service"
  }
}

/// The ICMP payload sizes that find the largest packet of a path.
enum PayloadLadder {
  /// The announced size, one byte more, and a ladder below for a path that carries less. In bytes, ascending.
  ///
  /// The ladder has steps of the announced size, and the payloads of the MTUs that paths are known for: where pods
  /// announce 9000 bytes, the former alone would all be lost on a path of 1280.
  static func sizes(announced: Int) -> [Int] {
    let steps = [25, 50, 70, 80, 85, 90, 95].map { announced * $0 / 100 }
    // What busybox sends by itself; IPv4's minimum (576); the guide's (1200); IPv6's minimum (1280); Ethernet (1500).
    let known = [56, 548, 1024, 1172, 1252, 1472].filter { $0 < announced }
    return Set(steps + known + [announced, announced + 1]).filter { $0 > 0 }.sorted()
  }
}
