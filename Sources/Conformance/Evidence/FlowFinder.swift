import Capture
import Cilium
import Probes

/// Finds the flows of a case's probes: whom they ask, where that may lead, and by what their packets are known. Pure.
struct FlowFinder {
  let facts: ClusterFacts
  let pods: ProbePods
  let traces: [String: NodeTrace]
  /// A node's ClusterIPs of the run's own Services, each with the node whose server pod is behind it.
  let services: [String: IPv4Address]

  /// The flow of an answered probe; nil for one without packets of its own.
  func flow(_ answer: ProbeResults.Answer, from node: String) -> ProbeFlow? {
    guard case .success(let pod)? = pods.nodes[node]?.client, let address = pod.address,
      let asked = asked(answer.probe.kind)
    else { return nil }
    var flow = ProbeFlow(
      label: Self.label(answer.probe.kind), node: node, pod: address, transport: asked.transport, keys: [],
      asked: asked.endpoint, destinations: destinations(of: asked.endpoint), succeeded: Self.succeeded(answer))
    switch answer.probe.kind {
    case .ping: flow.keys = Set([answer.raw.processID.map { UInt16(truncatingIfNeeded: $0) }].compactMap { $0 })
    default: flow.keys = ports(flow)
    }
    return flow.keys.isEmpty ? nil : flow
  }

  /// An HTTP error status is an answer, as for the verdict.
  private static func succeeded(_ answer: ProbeResults.Answer) -> Bool {
    if case .httpStatus? = answer.outcome.failure { return true }
    return answer.outcome.success
  }

  private struct Asked {
    var transport: ProbeFlow.Transport
    var endpoint: ProbeFlow.Endpoint
  }

  private func asked(_ kind: ProbeKind) -> Asked? {
    switch kind {
    case .ping(let target, _, _):
      return IPv4Address(target).map { Asked(transport: .icmp, endpoint: .init(address: $0, port: nil)) }
    case .lookup(_, let server, _):
      let address = server.map { IPv4Address($0) } ?? facts.dnsService?.clusterIP
      return address.map { Asked(transport: .udp, endpoint: .init(address: $0, port: 53)) }
    case .httpGet(let url, _, _):
      guard let (host, port) = Self.hostAndPort(url) else { return nil }
      if let address = IPv4Address(host) {
        return Asked(transport: .tcp, endpoint: .init(address: address, port: port))
      }
      return nil
    case .tcpConnect(let host, let port, _):
      return IPv4Address(host).map { Asked(transport: .tcp, endpoint: .init(address: $0, port: port)) }
    case .readFile: return nil
    }
  }

  static func hostAndPort(_ url: String) -> (String, UInt16)? {
    guard let scheme = url.range(of: "://") else { return nil }
    let rest = url[scheme.upperBound...].prefix { $0 != "/" }
    let parts = rest.split(separator: ":", maxSplits: 1)
    guard let host = parts.first else { return nil }
    let standard: UInt16 = url.hasPrefix("https") ? 443 : 80
    return (String(host), parts.count > 1 ? UInt16(parts[1]) ?? standard : standard)
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
    if let node = services.first(where: { $0.value == endpoint.address })?.key {
      guard case .success(let server)? = pods.nodes[node]?.server, let address = server.address else { return [] }
      return [.init(address: address, port: UInt16(ProbePodSpecification.port))]
    }
    if let api = facts.apiService, api.clusterIP == endpoint.address {
      return api.endpoints.map { .init(address: $0, port: nil) }
    }
    if let dns = facts.dnsService, dns.clusterIP == endpoint.address {
      return dns.endpoints.map { .init(address: $0, port: nil) }
    }
    return [endpoint]
  }

  private func isService(_ address: IPv4Address) -> Bool {
    services.values.contains(address) || facts.apiService?.clusterIP == address
      || facts.dnsService?.clusterIP == address
  }

  /// The source ports by which the pod asked, as the node's capture saw them before any translation.
  ///
  /// A question to a Service goes on to a pod that another probe may ask directly: a port that asked a Service is the
  /// Service's, wherever else it is seen.
  /// With socket load balancing (kube-proxy replacement without `bpf-lb-sock-hostns-only`) no packet ever carries the
  /// Service's address: the connection is made to a backend (`bpf/bpf_sock.c`). Then the connections to the only backend
  /// are the Service's and, where another probe asks that backend directly, that one's too: they go the same way.
  private func ports(_ flow: ProbeFlow) -> Set<UInt16> {
    let openings = (traces[flow.node]?.packets ?? []).compactMap { packet -> (UInt16, IPv4Address, UInt16)? in
      let ip = packet.carried
      guard ip.source == HeaderAddress(flow.pod), let address = ip.destination.ipv4 else { return nil }
      switch (flow.transport, ip.payload) {
      case (.tcp, .tcp(let segment)) where segment.isOpening:
        return (segment.sourcePort, address, segment.destinationPort)
      case (.udp, .udp(let datagram)): return (datagram.sourcePort, address, datagram.destinationPort)
      default: return nil
      }
    }
    let ofServices = Set(openings.filter { isService($0.1) && $0.1 != flow.asked.address }.map(\.0))
    let own = openings.filter { $0.1 == flow.asked.address && $0.2 == flow.asked.port }.map(\.0)
    if own.isEmpty, isService(flow.asked.address), flow.destinations.count == 1, let backend = flow.destinations.first {
      let there = openings.filter { $0.1 == backend.address && (backend.port == nil || $0.2 == backend.port) }
      return Set(there.map(\.0)).subtracting(ofServices)
    }
    return Set(own).subtracting(ofServices)
  }
}
