import Capture
import Cilium
import Probes

/// By which source ports a pod asked.
extension FlowFinder {
  /// A packet by which the pod opened a connection, or asked a DNS server, as it left the pod.
  private struct Opening {
    var port: UInt16
    var address: IPAddress
    var addressPort: UInt16
    /// Of a datagram, what it asks.
    var question: DNSQuestion?
  }

  /// Sets the source ports by which the pod asked, as the node's capture saw them before any translation, and where it
  /// is known then, the only backend that they led to.
  ///
  /// A question to a Service goes on to a pod that another probe may ask directly: a port that asked a Service is the
  /// Service's, wherever else it is seen.
  ///
  /// With socket load balancing (kube-proxy replacement without `bpf-lb-sock-hostns-only`) no packet ever carries the
  /// Service's address: the connection is made to one of its backends (`bpf/bpf_sock.c`). Each probe has one socket, so
  /// a backend that was asked by more ports than probes asked it directly was asked through the Service too. Which of
  /// these ports is the Service's cannot be told, and need not: they all go the same way.
  func findPorts(_ answer: ProbeResults.Answer, _ flow: inout ProbeFlow) {
    let all = openings(flow)
    let ofServices = Set(all.filter { isService($0.address) && $0.address != flow.asked.address }.map(\.port))
    let matching = Self.asking(answer.probe.kind, all).filter { !ofServices.contains($0.port) }
    let own = matching.filter { $0.address == flow.asked.address && $0.addressPort == flow.asked.port }
    if own.isEmpty, isService(flow.asked.address) {
      for backend in flow.destinations {
        let there = matching.filter {
          $0.address == backend.address && (backend.port == nil || $0.addressPort == backend.port)
        }
        let ports = Set(there.map(\.port))
        guard ports.count > asking(backend, as: answer.probe.kind, from: flow.node) else { continue }
        flow.keys = ports
        flow.destinations = [backend]
        return
      }
      return
    }
    flow.keys = Set(own.map(\.port))
  }

  private func openings(_ flow: ProbeFlow) -> [Opening] {
    (traces[flow.node]?.packets ?? []).compactMap { packet in
      let ip = packet.carried
      guard ip.source == HeaderAddress(flow.pod), let address = ip.destination.address else { return nil }
      switch (flow.transport, ip.payload) {
      case (.tcp, .tcp(let segment)) where segment.isOpening:
        return Opening(port: segment.sourcePort, address: address, addressPort: segment.destinationPort)
      case (.udp, .udp(let datagram)):
        return Opening(
          port: datagram.sourcePort, address: address, addressPort: datagram.destinationPort,
          question: DNSQuestion(datagram.data))
      default: return nil
      }
    }
  }

  /// Of a lookup the openings that ask its question: a socket that asks for a name's IPv4 addresses too is not that of a
  /// lookup of IPv6 alone.
  private static func asking(_ kind: ProbeKind, _ openings: [Opening]) -> [Opening] {
    guard case .lookup(let name, _, let onlyIPv6) = kind else { return openings }
    let wanted = name.lowercased()
    let named = openings.filter { opening in
      opening.question.map { !$0.isResponse && $0.name == wanted } ?? false
    }
    let types = Dictionary(grouping: named, by: \.port).mapValues { Set($0.compactMap(\.question?.type)) }
    return named.filter { opening in
      let asked = types[opening.port] ?? []
      return onlyIPv6 ? asked == [DNSQuestion.RecordType.ipv6] : asked.contains(DNSQuestion.RecordType.ipv4)
    }
  }

  /// How many of the node's probes ask a backend directly what a probe asks a Service.
  private func asking(_ backend: ProbeFlow.Endpoint, as kind: ProbeKind, from node: String) -> Int {
    (results.answers[node] ?? [:]).values.count { other in
      guard let whom = asked(other), whom.endpoint.address == backend.address,
        backend.port == nil || whom.endpoint.port == backend.port
      else { return false }
      switch (kind, other.probe.kind) {
      case (.lookup(let name, _, let onlyIPv6), .lookup(let otherName, _, let otherOnlyIPv6)):
        return name.lowercased() == otherName.lowercased() && onlyIPv6 == otherOnlyIPv6
      case (.httpGet, .httpGet), (.tcpConnect, .tcpConnect), (.httpGet, .tcpConnect), (.tcpConnect, .httpGet):
        return true
      default: return false
      }
    }
  }
}
