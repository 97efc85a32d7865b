import Foundation

/// What a node's tailscaled would say of itself and its peers, made from what its WireGuard does now.
///
/// The form is `ipnstate.Status` (`ipn/ipnstate/ipnstate.go`), as `tailscale status --json` prints it.
struct TailscaleAnswer: Sendable {
  let topology: LabTopology
  let overlay: LabOverlay
  let node: LabNode
  /// What the node's WireGuard tells.
  let state: WireGuardState
  /// Machine → its public key, as the node was told it.
  let keys: [String: String]
  let faults: FaultSet
  let now: Date

  /// The only region of the lab's DERP map.
  static let region = "lab"
  /// Beyond this many seconds there is no session any more (WireGuard's Reject-After-Time).
  private static let session = 180.0
  /// For how long keys hold by default.
  private static let keyDays = 180.0
  private static let day = 86_400.0
  /// Go's zero time.
  private static let never = "0001-01-01T00:00:00Z"

  var json: JSONValue {
    let isExpired = strikes(.tailnetKeyExpired, node)
    return [
      "Version": "1.102.4-tnetprooflab", "TUN": true, "BackendState": .string(isExpired ? "NeedsLogin" : "Running"),
      "HaveNodeKey": true, "AuthURL": "", "TailscaleIPs": strings(own(node)), "Self": ownEntry,
      "Health": strings(isExpired ? ["You are logged out. The last login error was: node key expired"] : []),
      "MagicDNSSuffix": .string(Self.suffix), "CertDomains": .null, "Peer": .object(peers),
      // Whose the devices are: what no report may tell.
      "User": ["1": ["ID": 1, "LoginName": "alice@example.com", "DisplayName": "Alice Example"]],
      "ClientVersion": .null,
    ]
  }

  private static let suffix = "tailnet-lab.ts.net"

  private var ownEntry: JSONValue {
    var entry = common(node, key: state.publicKey)
    entry["Online"] = .bool(!strikes(.tailnetKeyExpired, node))
    entry["CurAddr"] = ""
    entry["Addrs"] = strings(endpoints(of: node))
    return entry
  }

  /// The nodes of the tailnet, with what WireGuard does for each. One that it has no peer for is not in the network map, unless its key
  /// has ended: such a one stays in it.
  private var peers: [String: JSONValue] {
    var all: [String: JSONValue] = [:]
    for peer in topology.members(of: overlay) where peer != node {
      guard let key = keys[peer.name] else { continue }
      let isExpired = strikes(.tailnetKeyExpired, peer)
      let live = state.peers[key]
      guard live != nil || isExpired || strikes(.tailnetKeyExpired, node) else { continue }
      all[Self.nodeKey(key)] = entry(peer, key, live)
    }
    return all
  }

  private func entry(_ peer: LabNode, _ key: String, _ live: WireGuardState.Peer?) -> JSONValue {
    let seconds = live?.handshake.map { now.timeIntervalSince($0) }
    let hasSession = seconds.map { $0 <= Self.session } ?? false
    // What stands on the loopback device carries to a relay; of that tailscaled tells no address.
    let direct = live?.endpoint.flatMap { $0.hasPrefix("127.") || !hasSession ? nil : $0 }
    var entry = common(peer, key: key)
    entry["Online"] = .bool(!isAway(peer) && !strikes(.tailnetKeyExpired, peer))
    entry["CurAddr"] = .string(direct ?? "")
    entry["Addrs"] = .null
    entry["PeerRelay"] = ""
    entry["AllowedIPs"] = strings(live?.allowedIPs ?? own(peer).map(OverlayRouting.host))
    entry["RxBytes"] = .int(live?.received ?? 0)
    entry["TxBytes"] = .int(live?.sent ?? 0)
    entry["LastHandshake"] = .string(live?.handshake.map(Timestamp.text) ?? Self.never)
    // WireGuard's keepalives keep every peer in use.
    entry["Active"] = .bool((live?.sent ?? 0) > 0)
    entry["InEngine"] = .bool(live != nil)
    if strikes(.tailnetKeyExpired, peer) { entry["Expired"] = true }
    return entry
  }

  private func common(_ machine: LabNode, key: String) -> JSONValue {
    [
      "ID": .string("n\(machine.name)CNTRL"), "PublicKey": .string(Self.nodeKey(key)),
      "HostName": .string(machine.name), "DNSName": .string("\(machine.name).\(Self.suffix)."), "OS": "linux",
      "UserID": 1, "TailscaleIPs": strings(own(machine)), "AllowedIPs": strings(own(machine).map(OverlayRouting.host)),
      "Relay": .string(Self.region), "RxBytes": 0, "TxBytes": 0, "Created": "2026-01-01T00:00:00Z",
      "LastWrite": .string(Self.never), "LastSeen": .string(Self.never), "LastHandshake": .string(Self.never),
      "ExitNode": false, "ExitNodeOption": false, "Active": false, "InNetworkMap": true, "InMagicSock": true,
      "InEngine": false, "KeyExpiry": .string(Timestamp.text(keyExpiry(of: machine))),
    ]
  }

  private func keyExpiry(of machine: LabNode) -> Date {
    if strikes(.tailnetKeyExpired, machine) { return now - 3600 }
    if strikes(.tailnetKeyExpiring, machine) { return now + 3 * Self.day + 3600 }
    return now + Self.keyDays * Self.day
  }

  private func own(_ machine: LabNode) -> [String] {
    OverlayRouting(topology: topology, overlay: overlay).addresses(of: machine)
  }

  private func endpoints(of machine: LabNode) -> [String] {
    machine.cards.flatMap { card in
      AddressFamily.allCases.compactMap { topology.outsideAddress(of: card, $0) } + card.addresses
    }.map { "\($0.urlHost):\(overlay.port)" }
  }

  /// Whether the control server has lost it.
  private func isAway(_ machine: LabNode) -> Bool {
    [LabFault.nodeGone, .uplinkDown, .defaultRouteMissing, .uplinkAddressGone].contains { strikes($0, machine) }
  }

  private func strikes(_ fault: LabFault, _ machine: LabNode) -> Bool {
    faults.strike(fault, on: machine.name, of: topology.nodes.map(\.name))
  }

  private func strings(_ all: [String]) -> JSONValue { .array(all.map(JSONValue.string)) }

  /// WireGuard's key as Tailscale writes it: in hexadecimal digits.
  static func nodeKey(_ key: String) -> String {
    let bytes = Data(base64Encoded: key) ?? Data()
    return "nodekey:" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
