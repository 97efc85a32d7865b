/// What is asked of servers outside.
enum TrafficKind: String, Sendable, Hashable, Codable {
  case ping
  case dns
  case https

  /// The traffic of an aspect that asks a server outside; `nil` for any other aspect.
  init?(_ aspect: Aspect) {
    switch aspect.ipv4Twin {
    case .externalPing: self = .ping
    case .upstreamDNS, .externalName: self = .dns
    case .externalHTTPS: self = .https
    default: return nil
    }
  }

  /// Its name in sentences.
  var title: String {
    switch self {
    case .ping: "ping"
    case .dns: "DNS"
    case .https: "HTTPS"
    }
  }
}
