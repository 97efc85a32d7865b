import Cilium
import Generators

/// Values of Cilium's tables that come again with the same seed.
struct Seeded: RandomNumberGenerator {
  private var generator: SeededGenerator

  init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> UInt64 { generator.next() }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(next() % UInt64(values.count))] }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number {
    .random(in: .min ... .max, using: &self)
  }

  mutating func ipv4() -> IPv4Address {
    // The edges of what an octet can be come often.
    func octet() -> UInt8 { pick([0, 1, 9, 10, 99, 100, 199, 200, 249, 250, 255, number(UInt8.self)]) }
    return IPv4Address(octet(), octet(), octet(), octet())
  }

  // swift-format-ignore: NeverForceUnwrap
  mutating func ipv6() -> IPv6Address { IPv6Address(bytes: (0..<16).map { _ in pick([0, 0, number(UInt8.self)]) })! }

  mutating func address(isIPv6: Bool) -> IPAddress { isIPv6 ? .v6(ipv6()) : .v4(ipv4()) }

  mutating func port() -> UInt16 { pick([0, 1, 53, 443, 9999, 10000, 65535, number(UInt16.self)]) }

  mutating func endpoint(isIPv6: Bool) -> NATEntry.Endpoint {
    NATEntry.Endpoint(address: address(isIPv6: isIPv6), port: port())
  }

  mutating func natEntry() -> NATEntry {
    let isIPv6 = pick([false, false, false, true])
    let isIncoming = pick([false, true])
    let rewritten = endpoint(isIPv6: isIPv6)
    return NATEntry(
      proto: pick([.tcp, .udp, isIPv6 ? .icmpv6 : .icmp, .other("SCTP"), .other("47")]),
      direction: isIncoming ? .in : .out, source: endpoint(isIPv6: isIPv6), destination: endpoint(isIPv6: isIPv6),
      translation: isIncoming ? .destination(rewritten) : .source(rewritten),
      created: pick([.secondsAgo(Int(number(UInt16.self))), .raw(number(UInt64.self) >> 8)]),
      needsCT: pick([true, false, nil]), related: pick([true, false]), service: pick([true, false]))
  }

  mutating func conntrackEntry() -> ConntrackEntry {
    let isIPv6 = pick([false, false, false, true])
    return ConntrackEntry(
      proto: pick([.tcp, .udp, isIPv6 ? .icmpv6 : .icmp]), kind: pick(ConntrackEntry.Kind.allCases),
      source: endpoint(isIPv6: isIPv6), destination: endpoint(isIPv6: isIPv6), related: pick([true, false]),
      expires: UInt64(number(UInt32.self)), packets: UInt64(number(UInt32.self)), bytes: number(UInt64.self) >> 4,
      receivedFlags: UInt64(number(UInt8.self)), transmittedFlags: UInt64(number(UInt8.self)),
      flags: UInt64(number(UInt16.self)), reverseNAT: UInt64(number(UInt16.self)),
      sourceIdentity: UInt64(number(UInt32.self)), backendID: UInt64(number(UInt32.self)))
  }

  /// The bytes of a text, cut at random places.
  mutating func chunks(_ text: String) -> [[UInt8]] {
    var rest = Array(text.utf8)[...]
    var parts: [[UInt8]] = []
    while !rest.isEmpty {
      let count = min(rest.count, pick([1, 2, 7, 40, 200, 5000]))
      parts.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return parts
  }
}
