import Capture
import Cilium
import Probes

/// Finds the flows of a case's probes: whom they ask, where that may lead, and by what their packets are known. Pure.
struct FlowFinder {
  let facts: ClusterFacts
  let pods: ProbePods
  let traces: [String: NodeTrace]
  /// A node's ClusterIPs of the run's own Services, each with the node whose server pod is behind it.
  let services: [String: ServiceAddresses]
  let results: ProbeResults

  /// Why a probe's packets cannot be told.
  enum Unknown: Error, Hashable {
    /// It was to connect to a name, and tried no address of it: the name was not found in time.
    case noConnection
    /// Nothing that is known of them would tell them from other packets, or no packet was captured that could be theirs.
    case indistinguishable
  }

  /// The flow of an answered probe.
  ///
  /// - Throws: ``Unknown``.
  func flow(_ answer: ProbeResults.Answer, from node: String) throws(Unknown) -> ProbeFlow {
    guard let asked = asked(answer) else { throw isByName(answer.probe.kind) ? .noConnection : .indistinguishable }
    guard case .success(let pod)? = pods.nodes[node]?.client, let address = pod.address(asked.endpoint.address.family)
    else { throw .indistinguishable }
    var flow = ProbeFlow(
      label: Self.label(answer.probe.kind), node: node, pod: address, transport: asked.transport, keys: [],
      asked: asked.endpoint, destinations: destinations(of: asked.endpoint), succeeded: Self.succeeded(answer))
    if case .ping = answer.probe.kind {
      // Busybox's ping takes its process id.
      flow.keys = Set([answer.raw.processID.map { UInt16(truncatingIfNeeded: $0) }].compactMap { $0 })
    } else {
      findPorts(answer, &flow)
    }
    guard !flow.keys.isEmpty else { throw .indistinguishable }
    return flow
  }

  /// An HTTP error status is an answer, as for the verdict.
  private static func succeeded(_ answer: ProbeResults.Answer) -> Bool {
    if case .httpStatus? = answer.outcome.failure { return true }
    return answer.outcome.success
  }

  struct Asked {
    var transport: ProbeFlow.Transport
    var endpoint: ProbeFlow.Endpoint
  }

  /// Whom a probe asks: an address that it was given, or one that it says itself.
  func asked(_ answer: ProbeResults.Answer) -> Asked? {
    switch answer.probe.kind {
    case .ping(let target, _, _):
      return IPAddress(target).map { Asked(transport: .icmp, endpoint: .init(address: $0, port: nil)) }
    case .lookup(_, let server, _):
      // The pod's own resolver is the Service, by the address of the cluster's first family.
      let address = server.map { IPAddress($0) } ?? facts.dnsService(facts.primaryFamily)?.clusterIP
      return address.map { Asked(transport: .udp, endpoint: .init(address: $0, port: 53)) }
    case .httpGet(let url, _, _):
      guard let (host, port) = Self.hostAndPort(url) else { return nil }
      if let address = IPAddress(host) {
        return Asked(transport: .tcp, endpoint: .init(address: address, port: port))
      }
      // By name: only the program knows which of the name's addresses it took.
      return answer.raw.connections.lazy.compactMap { connection in
        IPAddress(connection.address).map {
          Asked(transport: .tcp, endpoint: .init(address: $0, port: connection.port))
        }
      }.first
    case .tcpConnect(let host, let port, _):
      return IPAddress(host).map { Asked(transport: .tcp, endpoint: .init(address: $0, port: port)) }
    case .readFile: return nil
    }
  }

  private func isByName(_ kind: ProbeKind) -> Bool {
    guard case .httpGet(let url, _, _) = kind, let (host, _) = Self.hostAndPort(url) else { return false }
    return IPAddress(host) == nil
  }

  /// A URL's host, an IPv6 address without its brackets, and its port.
  static func hostAndPort(_ url: String) -> (String, UInt16)? {
    guard let scheme = url.range(of: "://") else { return nil }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" }
    let standard: UInt16 = url.hasPrefix("https") ? 443 : 80
    var host = authority
    var port = standard
    let afterAddress = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
    if let colon = authority[afterAddress...].lastIndex(of: ":") {
      host = authority[..<colon]
      port = UInt16(authority[authority.index(after: colon)...]) ?? standard
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    return host.isEmpty ? nil : (String(host), port)
  }

  private static func label(_ kind: ProbeKind) -> String {
    switch kind {
    case .ping(let target, _, let payload): "ping \(target)" + (payload.map { ", \($0) bytes" } ?? "")
    case .lookup(let name, let server, _): "DNS \(name)" + (server.map { " at \($0)" } ?? "")
    case .httpGet(let url, _, _): "GET \(url)"
    case .tcpConnect(let host, let port, _): "TCP \(host):\(port)"
    case .readFile(let path): path
    }
  }

  /// Where an address leads: a Service's backends, or itself.
  private func destinations(of endpoint: ProbeFlow.Endpoint) -> [ProbeFlow.Endpoint] {
    let family = endpoint.address.family
    if let node = services.first(where: { $0.value.addresses.contains(endpoint.address) })?.key {
      guard case .success(let server)? = pods.nodes[node]?.server, let address = server.address(family) else {
        return []
      }
      return [.init(address: address, port: UInt16(ProbePodSpecification.port))]
    }
    for service in [facts.apiService(family), facts.dnsService(family)].compactMap({ $0 })
    where service.clusterIP == endpoint.address {
      return service.endpoints.map { .init(address: $0, port: nil) }
    }
    return [endpoint]
  }

  /// Whether an address is a Service's that probes ask.
  func isService(_ address: IPAddress) -> Bool {
    services.values.contains { $0.addresses.contains(address) }
      || [facts.apiService(address.family), facts.dnsService(address.family)].contains { $0?.clusterIP == address }
  }
}
