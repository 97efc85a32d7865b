import Cilium
import Foundation

/// Reads which rules of netfilter write firewall marks out of `nft -j list ruleset` (`libnftables-json(5)`).
public enum MarkingReader {
  /// The rules that write marks, in the order of the listing.
  ///
  /// A rule is told where it asks for destinations alone; any other condition, a rule of a chain that others jump to, and a
  /// rule behind one that may end the chain before make it conditional.
  ///
  /// - Throws: ``Cilium/ParseError`` for what is no such listing.
  public static func parse(_ data: Data) throws -> [PacketMarking] {
    guard let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let list = json["nftables"] as? [[String: Any]]
    else {
      throw ParseError(
        what: "netfilter's rules (`nft -j list ruleset`)", found: String(decoding: data.prefix(200), as: UTF8.self),
        hint: "an object with “nftables” was expected; was the output cut?")
    }
    var ruleset = Ruleset()
    for entry in list { ruleset.take(entry) }
    return ruleset.markings
  }
}

private struct Ruleset {
  private struct Name: Hashable {
    var family: String
    var table: String
    var name: String

    init?(_ fields: [String: Any], _ key: String) {
      guard let family = fields["family"] as? String, let table = fields["table"] as? String,
        let name = fields[key] as? String
      else { return nil }
      (self.family, self.table, self.name) = (family, table, name)
    }
  }

  /// Those that do not say where they stand are jumped to, from anywhere.
  private var hooks: [Name: String] = [:]
  private var sets: [Name: [IPPrefix]] = [:]
  private var mayEnd: Set<Name> = []
  private(set) var markings: [PacketMarking] = []

  mutating func take(_ entry: [String: Any]) {
    for (kind, value) in entry {
      guard let fields = value as? [String: Any] else { continue }
      switch kind {
      case "chain": if let name = Name(fields, "name") { hooks[name] = fields["hook"] as? String }
      case "set": if let name = Name(fields, "name") { sets[name] = Self.prefixes(fields["elem"] ?? [Any]()) }
      case "rule": if let chain = Name(fields, "chain") { take(rule: fields, of: chain) }
      default: break
      }
    }
  }

  private mutating func take(rule: [String: Any], of chain: Name) {
    var read = Statements()
    for statement in rule["expr"] as? [[String: Any]] ?? [] { read.take(statement, sets: { self.set($0, chain) }) }
    if let (value, mask, isTold) = read.mark {
      let found: [PacketMarking.Hook] =
        switch hooks[chain] {
        case let hook?: PacketMarking.Hook(rawValue: hook).map { [$0] } ?? []
        case nil: PacketMarking.Hook.allCases
        }
      let isConditional = read.isConditional || !isTold || mayEnd.contains(chain) || hooks[chain] == nil
      markings += found.map {
        PacketMarking($0, to: read.destinations, value: value, mask: mask, isConditional: isConditional)
      }
    }
    // A packet that bears a mark already is another one than those that are asked about.
    if read.ends, !read.asksForMark, read.mark == nil { mayEnd.insert(chain) }
  }

  private func set(_ reference: String, _ chain: Name) -> [IPPrefix]? {
    guard reference.hasPrefix("@"),
      let name = Name(
        ["family": chain.family, "table": chain.table, "name": String(reference.dropFirst())], "name")
    else { return nil }
    return sets[name]
  }

  /// Addresses, prefixes and ranges; nil where any element is something else.
  static func prefixes(_ value: Any) -> [IPPrefix]? {
    if let list = value as? [Any] {
      let parts = list.map(prefixes)
      return parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }.flatMap { $0 }
    }
    if let text = value as? String { return Number.prefix(text, nil).map { [$0] } }
    guard let fields = value as? [String: Any] else { return nil }
    if let set = fields["set"] { return prefixes(set) }
    if let element = fields["elem"] as? [String: Any] { return element["val"].flatMap(prefixes) }
    if let prefix = fields["prefix"] as? [String: Any] {
      guard let address = (prefix["addr"] as? String).flatMap({ IPAddress($0) }),
        let length = (prefix["len"] as? NSNumber)?.intValue
      else { return nil }
      return IPPrefix(address, length: length).map { [$0] }
    }
    guard let ends = fields["range"] as? [String], ends.count == 2, let first = IPAddress(ends[0])?.ipv4,
      let last = IPAddress(ends[1])?.ipv4
    else { return nil }
    return IPv4Range(first, last).prefixes
  }
}

/// The prefixes that together are a range.
private struct IPv4Range {
  let prefixes: [IPPrefix]

  init(_ first: IPv4Address, _ last: IPv4Address) {
    var start = UInt64(first.rawValue)
    let end = UInt64(last.rawValue)
    var found: [IPPrefix] = []
    while start <= end {
      var free = min(start.trailingZeroBitCount, 32)
      while free > 0, start + (1 << free) - 1 > end { free -= 1 }
      let address = IPv4Address(rawValue: UInt32(truncatingIfNeeded: start))
      if let prefix = IPPrefix(.v4(address), length: 32 - free) { found.append(prefix) }
      start += 1 << free
    }
    prefixes = found
  }
}

/// The statements of one rule, as far as they matter to marks.
private struct Statements {
  var destinations: [IPPrefix]?
  var mark: (value: UInt32, mask: UInt32, isTold: Bool)?
  var isConditional = false
  var asksForMark = false
  var ends = false

  mutating func take(_ statement: [String: Any], sets: (String) -> [IPPrefix]?) {
    for (kind, value) in statement {
      switch kind {
      case "match": match(value as? [String: Any] ?? [:], sets)
      case "mangle":
        guard let fields = value as? [String: Any], Self.isMark(fields["key"]) else { continue }
        mark = Self.written(fields["value"])
      case "accept", "drop", "return", "reject", "goto": ends = true
      case "counter", "jump", "log", "comment", "continue": break
      default: isConditional = true
      }
    }
  }

  private mutating func match(_ fields: [String: Any], _ sets: (String) -> [IPPrefix]?) {
    let left = fields["left"] as? [String: Any] ?? [:]
    let isEqual = ["==", "in"].contains(fields["op"] as? String ?? "")
    if Self.isMark(left) || (left["&"] as? [Any]).map({ Self.isMark($0.first) }) == true {
      asksForMark = isEqual && (fields["right"] as? NSNumber)?.uint32Value != 0
      if !asksForMark { isConditional = true }
      return
    }
    guard isEqual, let payload = left["payload"] as? [String: Any], payload["field"] as? String == "daddr",
      let right = fields["right"],
      let found = (right as? String).flatMap(sets) ?? Ruleset.prefixes(right), destinations == nil
    else {
      isConditional = true
      return
    }
    destinations = found
  }

  private static func isMark(_ value: Any?) -> Bool {
    ((value as? [String: Any])?["meta"] as? [String: Any])?["key"] as? String == "mark"
  }

  private static func number(_ value: Any?) -> UInt32? {
    (value as? NSNumber).flatMap { UInt32(exactly: $0.int64Value) }
  }

  /// Bits that are set and written: a number, the mark with bits set or cleared, or both one after the other.
  private static func written(_ value: Any?) -> (value: UInt32, mask: UInt32, isTold: Bool) {
    if let whole = number(value) { return (whole, .max, true) }
    let fields = value as? [String: Any] ?? [:]
    if let parts = fields["|"] as? [Any], parts.count == 2 {
      let kept = (parts[0] as? [String: Any])?["&"] as? [Any]
      let cleared = kept.flatMap { $0.count == 2 && isMark($0[0]) ? number($0[1]) : nil }.map { ~$0 }
      guard isMark(parts[0]) || cleared != nil else { return (0, .max, false) }
      guard let set = number(parts[1]) else { return (0, cleared ?? .max, false) }
      return (set, set | (cleared ?? 0), true)
    }
    if let parts = fields["&"] as? [Any], parts.count == 2, isMark(parts[0]), let kept = number(parts[1]) {
      return (0, ~kept, true)
    }
    return (0, .max, false)
  }
}
