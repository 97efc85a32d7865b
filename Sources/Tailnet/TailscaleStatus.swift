import Cilium
import Foundation

/// What `tailscale status --json` tells, as far as it concerns how nodes reach each other. Names of people are not read.
///
/// The form is `ipnstate.Status` of Tailscale (`ipn/ipnstate/ipnstate.go`); the program warns that it may change, so
/// everything but the state may be missing. Seen: 1.2 (`TailAddr` in place of `TailscaleIPs`) to 1.102.
public struct TailscaleStatus: Hashable, Sendable, Codable {
  /// The program's version, such as `1.102.4-t3caf7d9e7-g084ee3b64`; `nil` where it does not tell.
  public var version: String?
  /// `Running` where the tailnet is up; `Stopped`, `NeedsLogin`, `NeedsMachineAuth`, `Starting`, `NoState` otherwise.
  public var backendState: String
  /// What the program itself finds wrong, in its words.
  public var health: [String]
  /// The node itself.
  public var own: Node?
  /// Every other node of the tailnet, by their keys.
  public var peers: [Node]

  /// A node of the tailnet.
  public struct Node: Hashable, Sendable, Codable {
    /// What it calls itself; neither unique nor a DNS name.
    public var hostName: String
    /// Its name in the tailnet, without the dot at the end.
    public var name: String
    /// Its addresses in the tailnet.
    public var addresses: [IPAddress]
    /// What may come from it, and is sent to it; `nil` where it is not told, as by older releases.
    public var allowedIPs: [IPPrefix]?
    /// The networks that it is the way to, now.
    public var primaryRoutes: [IPPrefix]
    /// Where it may be reached by UDP.
    public var endpoints: [UDPEndpoint]
    /// Where packets to it are sent by UDP, straight to it; `nil` where they are not.
    public var currentEndpoint: UDPEndpoint?
    /// The DERP region that it is at home in, as a short name. It is told whether packets go there or not.
    public var relay: String?
    /// The other node of the tailnet by which packets to it are relayed; `nil` where they are not.
    public var peerRelay: UDPEndpoint?
    /// Whether the control server has a connection to it; `nil` where that is not told.
    public var isOnline: Bool?
    /// Whether packets went to it in the last two minutes: only then its path is meant; `nil` where that is not told.
    public var isActive: Bool?
    /// Whether this node sends all of its traffic to the internet by it.
    public var isExitNode: Bool
    /// The last handshake; `nil` for none.
    public var lastHandshake: Date?
    /// When its key ends; `nil` where it does not.
    public var keyExpiry: Date?
    /// Whether its key has ended.
    public var isExpired: Bool
  }
}

extension TailscaleStatus {
  /// Reads the output. What stands before the first brace, as warnings do where both streams are in one file, is passed over.
  ///
  /// - Throws: ``Cilium/ParseError`` for anything else.
  public static func parse(json: Data) throws -> TailscaleStatus {
    let what = "tailscale status --json"
    let hint = "the form of ipnstate.Status was expected, with BackendState"
    guard let start = json.firstIndex(of: UInt8(ascii: "{")) else {
      let first = String(decoding: json.prefix(160), as: UTF8.self)
      throw ParseError(what: what, found: first, hint: hint)
    }
    do {
      let document = try JSONDecoder().decode(Document.self, from: json[start...])
      return TailscaleStatus(
        version: document.version, backendState: document.backendState, health: document.health ?? [],
        own: document.own.map(Node.init),
        peers: (document.peers ?? [:]).sorted { $0.key < $1.key }.map { Node($0.value) })
    } catch {
      // It holds names and addresses of people's devices: nothing of it is quoted.
      throw ParseError(what: what, found: "\(json.count) bytes", hint: "\(hint): \(Self.reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      // A peer stands under its key.
      context.codingPath.map(\.stringValue).filter { !$0.contains("key:") }.joined(separator: ".")
    }
    return switch error {
    case DecodingError.keyNotFound(let key, _): "it has no \(key.stringValue)"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(path(context)) has an unexpected type"
    default: "it is not valid JSON"
    }
  }

  /// The JSON, by Go's names.
  private struct Document: Decodable {
    var version: String?
    var backendState: String
    var health: [String]?
    var own: Peer?
    var peers: [String: Peer]?

    enum CodingKeys: String, CodingKey {
      case version = "Version"
      case backendState = "BackendState"
      case health = "Health"
      case own = "Self"
      case peers = "Peer"
    }
  }

  fileprivate struct Peer: Decodable {
    var hostName: String?
    var dnsName: String?
    var addresses: [String]?
    var address: String?
    var allowedIPs: [String]?
    var primaryRoutes: [String]?
    var endpoints: [String]?
    var currentEndpoint: String?
    var relay: String?
    var peerRelay: String?
    var isOnline: Bool?
    var isActive: Bool?
    var isExitNode: Bool?
    var lastHandshake: String?
    var keyExpiry: String?
    var isExpired: Bool?

    enum CodingKeys: String, CodingKey {
      case hostName = "HostName"
      case dnsName = "DNSName"
      case addresses = "TailscaleIPs"
      case address = "TailAddr"
      case allowedIPs = "AllowedIPs"
      case primaryRoutes = "PrimaryRoutes"
      case endpoints = "Addrs"
      case currentEndpoint = "CurAddr"
      case relay = "Relay"
      case peerRelay = "PeerRelay"
      case isOnline = "Online"
      case isActive = "Active"
      case isExitNode = "ExitNode"
      case lastHandshake = "LastHandshake"
      case keyExpiry = "KeyExpiry"
      case isExpired = "Expired"
    }
  }
}

extension TailscaleStatus.Node {
  fileprivate init(_ peer: TailscaleStatus.Peer) {
    hostName = peer.hostName ?? ""
    name = peer.dnsName.map { String($0.hasSuffix(".") ? $0.dropLast() : $0[...]) } ?? ""
    addresses = (peer.addresses ?? [peer.address].compactMap { $0 }).compactMap { IPAddress($0) }
    allowedIPs = peer.allowedIPs?.compactMap { IPPrefix($0) }
    primaryRoutes = (peer.primaryRoutes ?? []).compactMap { IPPrefix($0) }
    endpoints = (peer.endpoints ?? []).compactMap { UDPEndpoint($0) }
    currentEndpoint = peer.currentEndpoint.flatMap { UDPEndpoint($0) }
    relay = peer.relay.flatMap { $0.isEmpty ? nil : $0 }
    peerRelay = peer.peerRelay.flatMap { UDPEndpoint($0) }
    isOnline = peer.isOnline
    isActive = peer.isActive
    isExitNode = peer.isExitNode ?? false
    lastHandshake = goTime(peer.lastHandshake)
    keyExpiry = goTime(peer.keyExpiry)
    isExpired = peer.isExpired ?? false
  }
}
