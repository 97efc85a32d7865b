import Capture
import Cilium

/// A probe's conversation and by what its packets are known, so that other traffic is not taken for it.
struct ProbeFlow: Hashable, Sendable {
  /// The transport protocols of probes.
  enum Transport: String, Hashable, Sendable {
    /// ICMP, or ICMPv6 between IPv6 addresses.
    case icmp = "ICMP"
    case tcp = "TCP"
    case udp = "UDP"
  }

  /// Where the probe's packets may finally go: the address asked, or a Service's backends.
  struct Endpoint: Hashable, Sendable {
    var address: IPAddress
    /// Nil for ICMP, and where any port will do.
    var port: UInt16?
  }

  /// What was sent, for people.
  var label: String
  /// The node it was sent from.
  var node: String
  /// The address of the pod it was sent from, of the family of ``asked``.
  var pod: IPAddress
  var transport: Transport
  /// The ICMP identifier, or the source ports.
  var keys: Set<UInt16>
  /// The address and port that the pod asked, before any Service translation.
  var asked: Endpoint
  /// Where that may lead.
  var destinations: [Endpoint]
  /// Whether the probe got its answer.
  var succeeded: Bool
  /// Other source addresses that the node's uplinks may give it, with its keys there (a NAT entry's).
  var translatedKeys: Set<UInt16> = []

  /// `ICMP id 94`, `TCP port 43210`.
  var keyText: String {
    let word = transport == .icmp ? "id" : "port"
    let name = transport == .icmp && pod.family == .ipv6 ? "ICMPv6" : transport.rawValue
    return "\(name) \(word) " + keys.sorted().map(String.init).joined(separator: ", ")
  }

  /// The same protocol in the NAT table.
  var natProtocol: NATEntry.TransportProtocol {
    switch transport {
    case .icmp: pod.family == .ipv6 ? .icmpv6 : .icmp
    case .tcp: .tcp
    case .udp: .udp
    }
  }

  /// Which way a packet of the flow goes.
  enum Way { case request, reply }

  /// Whether a packet, without its tunnel, is one of this flow, and which way it goes. Its address on the pod's side may
  /// be translated to one of `nodeAddresses`.
  func way(of packet: IPPacket, nodeAddresses: Set<HeaderAddress>) -> Way? {
    for endpoint in destinations + [asked] {
      let far = HeaderAddress(endpoint.address)
      if packet.destination == far, isNear(packet.source, nodeAddresses),
        keyed(packet, packet.source, .request, endpoint)
      {
        return .request
      }
      if packet.source == far, isNear(packet.destination, nodeAddresses),
        keyed(packet, packet.destination, .reply, endpoint)
      {
        return .reply
      }
    }
    return nil
  }

  private func isNear(_ address: HeaderAddress, _ nodeAddresses: Set<HeaderAddress>) -> Bool {
    address == HeaderAddress(pod) || nodeAddresses.contains(address)
  }

  private func keyed(_ packet: IPPacket, _ near: HeaderAddress, _ way: Way, _ endpoint: Endpoint) -> Bool {
    let keys = near == HeaderAddress(pod) ? keys : keys.union(translatedKeys)
    switch (transport, packet.payload) {
    case (.icmp, .icmp(let message)):
      guard let identifier = message.identifier, keys.contains(identifier) else { return false }
      return way == .request ? message.isEchoRequest : message.isEchoReply
    case (.tcp, .tcp(let segment)):
      return Self.ports(segment.sourcePort, segment.destinationPort, way, keys, endpoint)
    case (.udp, .udp(let datagram)):
      return Self.ports(datagram.sourcePort, datagram.destinationPort, way, keys, endpoint)
    default: return false
    }
  }

  private static func ports(
    _ source: UInt16, _ destination: UInt16, _ way: Way, _ keys: Set<UInt16>, _ endpoint: Endpoint
  ) -> Bool {
    let (near, far) = way == .request ? (source, destination) : (destination, source)
    return keys.contains(near) && (endpoint.port == nil || endpoint.port == far)
  }
}
