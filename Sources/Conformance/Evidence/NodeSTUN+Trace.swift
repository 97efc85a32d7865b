import Capture
import Cilium
import Tailnet

extension NodeSTUN {
  /// What Tailscale's requests tell of themselves (`net/stun/stun.go`): other programs on a node ask STUN servers, too.
  static let software = "tailnode"
  /// How long an answer may be on its way: three times what a satellite in geostationary orbit takes. Tailscale itself gives up
  /// after three seconds (`net/netcheck/netcheck.go`, stunProbeTimeout), which is longer than captures of small clusters are.
  static let patience = Duration.seconds(2)

  /// What a node's capture shows; nil where it shows no request: tailscaled asks while there is something to do only.
  init?(_ trace: NodeTrace, of node: NodeFacts) {
    let overlays = Set(node.uplinks.overlays.map(\.device.name))
    let messages = trace.packets.compactMap { Sighting($0, overlays) }
    // What came to the node before it left is a pod's, or another machine's, with a Tailscale of its own.
    let passedOn = Set(messages.filter { $0.message.kind == .request && !$0.isOutgoing }.map(\.message.transaction))
    var asked: [STUNMessage.Transaction: Sighting] = [:]
    for sent in messages where sent.isOutgoing && sent.message.kind == .request && sent.isUplink {
      guard sent.message.software == Self.software, !passedOn.contains(sent.message.transaction) else { continue }
      asked[sent.message.transaction] = sent
    }
    guard !asked.isEmpty else { return nil }
    var answered: [STUNMessage.Transaction: STUNMessage] = [:]
    for answer in messages where !answer.isOutgoing && answer.message.kind != .request {
      guard let request = asked[answer.message.transaction], request.destination == answer.source else { continue }
      answered[answer.message.transaction] = answer.message
    }
    let end = trace.packets.map(\.captured.timestamp).max() ?? .zero
    var exchanges: [Way: STUNExchange] = [:]
    for (transaction, request) in asked {
      let way = Way(local: request.source, server: request.destination)
      var exchange =
        exchanges[way]
        ?? STUNExchange(local: way.local, server: way.server, requests: 0, answers: 0, overdue: 0, mapped: [])
      exchange.requests += 1
      if let answer = answered[transaction] {
        exchange.answers += 1
        let place = answer.mapped.flatMap { place in
          place.address.address.map { UDPEndpoint($0, port: Int(place.port)) }
        }
        if let place, !exchange.mapped.contains(place) { exchange.mapped.append(place) }
      } else if request.time + Self.patience <= end {
        exchange.overdue += 1
      }
      exchanges[way] = exchange
    }
    let sorted = exchanges.values.map { exchange in
      var exchange = exchange
      exchange.mapped.sort { $0.description < $1.description }
      return exchange
    }.sorted { ($0.local.description, $0.server.description) < ($1.local.description, $1.server.description) }
    self.init(node: node.name, exchanges: sorted, isWitnessed: trace.incompleteness == nil)
  }

  private struct Way: Hashable {
    var local: UDPEndpoint
    var server: UDPEndpoint
  }

  /// A STUN message as it passed a device.
  private struct Sighting {
    var message: STUNMessage
    var isOutgoing: Bool
    /// Whether it passed a device by which Tailscale's own packets go.
    var isUplink: Bool
    var source: UDPEndpoint
    var destination: UDPEndpoint
    var time: Duration

    init?(_ packet: NodeTrace.Packet, _ overlays: Set<String>) {
      guard !packet.ip.isFragment, let udp = packet.ip.udp,
        udp.sourcePort == STUNMessage.port || udp.destinationPort == STUNMessage.port,
        let message = STUNMessage(udp.data), let source = packet.ip.source.address,
        let destination = packet.ip.destination.address
      else { return nil }
      self.message = message
      isOutgoing = packet.isOutgoing
      isUplink = packet.uplink.map { !overlays.contains($0) } ?? false
      self.source = UDPEndpoint(source, port: Int(udp.sourcePort))
      self.destination = UDPEndpoint(destination, port: Int(udp.destinationPort))
      time = packet.captured.timestamp
    }
  }
}

extension PathEvidence {
  /// What the nodes' Tailscale asked STUN servers, and was told.
  var stun: [NodeSTUN] {
    facts.nodes.filter(\.asksSTUN).compactMap { node in traces[node.name].flatMap { NodeSTUN($0, of: node) } }
  }
}

extension NodeFacts {
  /// Whether a program of the node asks STUN servers by itself: Tailscale does, WireGuard alone does not.
  var asksSTUN: Bool { uplinks.overlays.contains { $0.product == .tailscale } }
}
