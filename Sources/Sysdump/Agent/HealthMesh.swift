import Cilium
import Foundation

/// What an agent's health checks found about all nodes (`cilium-health status -o json`), in little room: every agent has
/// results of its own about every other.
public struct HealthMesh: Sendable {
  /// The node that measured: `CLUSTER/NODE`.
  public let localName: String
  /// When its last round of probes began; `nil` where it does not tell.
  public let timestamp: Date?
  private let answers: [Answer]

  /// A node and where it was probed, which all agents say alike.
  final class Target: Sendable {
    let name: String
    let nodeName: String
    let host: String?
    let endpoint: String?

    init(name: String, host: String?, endpoint: String?) {
      (self.name, self.host, self.endpoint) = (name, host, endpoint)
      nodeName = name.split(separator: "/", maxSplits: 1).last.map(String.init) ?? name
    }
  }

  /// One kind of probe towards one address.
  private struct Probe {
    /// When it ran, in seconds since 1970; the least number where it never did.
    var seconds = Int32.min
    var hasFailed = false
    var isThere = false

    var probe: HealthStatus.Probe? {
      guard isThere else { return nil }
      let time = seconds == .min ? nil : Date(timeIntervalSince1970: TimeInterval(seconds))
      return HealthStatus.Probe(error: hasFailed ? "failed" : nil, lastProbed: time, latencyNanoseconds: nil)
    }
  }

  private struct Path {
    var address: Range<Int>?
    var icmp = Probe()
    var http = Probe()
  }

  private struct Answer {
    let target: Target
    let probes: (hostICMP: Probe, hostHTTP: Probe, icmp: Probe, http: Probe)
  }

  /// Reads the answer.
  ///
  /// - Throws: `JSONCursor.Malformed` for anything else.
  init(_ text: FileText, _ known: Interner<Target>) throws {
    var cursor = JSONCursor(text.bytes)
    var localName: String?
    var answers: [Answer]?
    var time: Range<Int>?
    try cursor.members { cursor, key in
      if cursor.matches(key, "local"), cursor.next == UInt8(ascii: "{") {
        try cursor.members { cursor, key in
          guard cursor.matches(key, "name"), let range = try cursor.text() else { return try Self.pass(&cursor, key) }
          localName = try Self.text(range, cursor)
        }
      } else if cursor.matches(key, "nodes"), cursor.next == UInt8(ascii: "[") {
        var read: [Answer] = []
        try cursor.elements { cursor in read.append(try Self.answer(&cursor, known)) }
        answers = read
      } else if cursor.matches(key, "timestamp") {
        time = try cursor.text()
      } else {
        try cursor.skip()
      }
    }
    try cursor.end()
    self.localName = try localName.orThrow(JSONCursor.Malformed())
    timestamp = time.flatMap { GoSeconds.parse(cursor.bytes[$0]) }.map { Date(timeIntervalSince1970: TimeInterval($0)) }
    // Go writes an empty list as null: so does a daemon until its first round of probes has ended.
    self.answers = answers ?? []
  }

  /// The same about some nodes only. What an error said is not kept.
  public func status(of isOfInterest: (String) -> Bool = { _ in true }) -> HealthStatus {
    let nodes = answers.filter { isOfInterest($0.target.nodeName) }.map { answer in
      let (target, probes) = (answer.target, answer.probes)
      return HealthStatus.Node(
        name: target.name,
        host: target.host.map {
          HealthStatus.Path(address: $0, icmp: probes.hostICMP.probe, http: probes.hostHTTP.probe)
        },
        endpoint: target.endpoint.map {
          HealthStatus.Path(address: $0, icmp: probes.icmp.probe, http: probes.http.probe)
        })
    }
    return HealthStatus(localName: localName, nodes: nodes, timestamp: timestamp)
  }

  private static func answer(_ cursor: inout JSONCursor, _ known: Interner<Target>) throws -> Answer {
    var name: Range<Int>?
    var (host, endpoint, health): (Path?, Path?, Path?) = (nil, nil, nil)
    try cursor.members { cursor, key in
      if cursor.matches(key, "name") {
        name = try cursor.text()
      } else if cursor.matches(key, "host") {
        host = try primary(&cursor)
      } else if cursor.matches(key, "health-endpoint") {
        health = try primary(&cursor)
      } else if cursor.matches(key, "endpoint") {
        endpoint = try path(&cursor)
      } else {
        try cursor.skip()
      }
    }
    let nameRange = try name.orThrow(JSONCursor.Malformed())
    let best = health ?? endpoint
    var key = Array(cursor.bytes[nameRange])
    for address in [host?.address, best?.address] {
      key.append(0)
      if let address { key.append(contentsOf: cursor.bytes[address]) }
    }
    let target = try known.value(of: key[...]) {
      Target(
        name: try text(nameRange, cursor), host: try host.map { try $0.address.map { try text($0, cursor) } ?? "" },
        endpoint: try best.map { try $0.address.map { try text($0, cursor) } ?? "" })
    }
    return Answer(
      target: target,
      probes: (
        host?.icmp ?? Probe(), host?.http ?? Probe(), best?.icmp ?? Probe(), best?.http ?? Probe()
      ))
  }

  /// The path within an object of several.
  private static func primary(_ cursor: inout JSONCursor) throws -> Path? {
    guard cursor.next == UInt8(ascii: "{") else { return try none(&cursor) }
    var found: Path?
    try cursor.members { cursor, key in
      guard cursor.matches(key, "primary-address") else { return try pass(&cursor, key) }
      found = try path(&cursor)
    }
    return found
  }

  private static func path(_ cursor: inout JSONCursor) throws -> Path? {
    guard cursor.next == UInt8(ascii: "{") else { return try none(&cursor) }
    var found = Path()
    try cursor.members { cursor, key in
      if cursor.matches(key, "ip") {
        found.address = try cursor.text()
      } else if cursor.matches(key, "icmp") {
        found.icmp = try probe(&cursor)
      } else if cursor.matches(key, "http") {
        found.http = try probe(&cursor)
      } else {
        try cursor.skip()
      }
    }
    return found
  }

  private static func probe(_ cursor: inout JSONCursor) throws -> Probe {
    guard cursor.next == UInt8(ascii: "{") else { return try none(&cursor) ?? Probe() }
    var found = Probe(isThere: true)
    try cursor.members { cursor, key in
      if cursor.matches(key, "lastProbed") {
        found.seconds = try cursor.text().flatMap { GoSeconds.parse(cursor.bytes[$0]) } ?? .min
      } else if cursor.matches(key, "status") {
        found.hasFailed = try cursor.text().map { !$0.isEmpty } ?? false
      } else {
        try cursor.skip()
      }
    }
    return found
  }

  private static func none<Value>(_ cursor: inout JSONCursor) throws -> Value? {
    try cursor.skip()
    return nil
  }

  private static func pass(_ cursor: inout JSONCursor, _ key: Range<Int>) throws { try cursor.skip() }

  /// A text, with what stands for other characters in it.
  private static func text(_ range: Range<Int>, _ cursor: JSONCursor) throws -> String {
    let bytes = cursor.bytes[range]
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    let quoted = Data("\"".utf8) + Data(bytes) + Data("\"".utf8)
    return try JSONDecoder().decode(String.self, from: quoted)
  }
}
