import Cilium
import Foundation

/// Reads policy rules: `ip -j -d rule show` or `ip rule show`, with `-6` for IPv6.
public enum RuleReader {
  /// The rules in the kernel's order. Selectors that are not understood are kept by name
  /// (``PolicyRule/unknownSelectors``).
  ///
  /// - Throws: `ParseError` for anything else. No rules are an error for IPv4 only: a host without IPv6 has none of that.
  public static func parse(_ data: Data, family: IPFamily) throws -> [PolicyRule] {
    let what = "the \(family.title) rules (ip \(family == .ipv6 ? "-6 " : "")rule show)"
    let rules =
      switch try Listing(data, what: what) {
      case .objects(let objects): try objects.map { try rule($0, family) }
      case .lines(let lines): try lines.map { try TextRule(words: $0.text, line: $0.number, what: what, family).rule() }
      }
    guard !rules.isEmpty || family == .ipv6 else {
      throw ParseError(what: what, found: "", hint: "not even the kernel's own rules; did the command fail?")
    }
    return rules
  }

  /// Keys that say nothing about which packets a rule selects.
  private static let neutral: Set<String> = ["priority", "protocol", "flags", "family", "flow_from", "flow_to"]

  private static let understood: Set<String> = [
    "src", "srclen", "dst", "dstlen", "not", "tos", "fwmark", "fwmask", "iif", "oif", "iif_detached", "oif_detached",
    "uid_start", "uid_end", "ipproto", "sport", "sport_start", "sport_end", "dport", "dport_start", "dport_end",
    "table", "suppress_prefixlen", "suppress_prefixlength", "suppress_ifgroup", "goto", "unresolved", "nop", "action",
    "l3mdev",
  ]

  private static func rule(_ object: ListedObject, _ family: IPFamily) throws -> PolicyRule {
    guard let priority = try object.integer("priority") else {
      throw object.error("priority", hint: "every rule has a “priority”; is this the output of another command?")
    }
    return try PolicyRule(priority: priority, action(object)).with { rule in
      rule.isInverted = object.flag("not")
      rule.from = try prefix(object, "src", family)
      rule.to = try prefix(object, "dst", family)
      if let mark = try object.value("fwmark", as: "a mark", Number.mark) {
        rule.mark = PolicyRule.Mark(mark, mask: try object.value("fwmask", as: "a mask", Number.mark) ?? .max)
      }
      rule.inputDevice = try object.text("iif")
      rule.outputDevice = try object.text("oif")
      rule.tos = try object.value("tos", as: "a type of service", Number.tos)
      rule.users = try range(object, "uid").map { UInt32(clamping: $0.lowerBound)...UInt32(clamping: $0.upperBound) }
      rule.ipProtocol = try object.value("ipproto", as: "a protocol", IPProtocolName.number)
      rule.sourcePorts = try range(object, "sport").map(ports)
      rule.destinationPorts = try range(object, "dport").map(ports)
      rule.suppressedPrefixLength =
        try object.integer("suppress_prefixlen") ?? object.integer("suppress_prefixlength")
      rule.suppressedGroup = try object.text("suppress_ifgroup")
      rule.unknownSelectors = object.keys.subtracting(neutral).subtracting(understood).sorted()
    }
  }

  private static func action(_ object: ListedObject) throws -> PolicyRule.Action {
    if object.flag("nop") { return .nop }
    if let target = try object.value("goto", as: "a priority", { $0 == "none" ? -1 : Int($0) }) {
      return .goTo(target)
    }
    if let action = try object.text("action") { return PolicyRule.Action(named: action) }
    if object.flag("l3mdev") { return .lookupVRF }
    guard let table = try object.text("table") else {
      throw object.error("table", hint: "a rule has a “table”, an “action”, “goto” or “nop”")
    }
    return PolicyRule.Action(table: table)
  }

  private static func prefix(_ object: ListedObject, _ key: String, _ family: IPFamily) throws -> IPPrefix? {
    guard let text = try object.text(key), text != "all" else { return nil }
    if let length = try object.integer("\(key)len"), !text.contains("/") {
      guard let address = IPAddress(text), address.family == family, let prefix = IPPrefix(address, length: length)
      else { throw object.error(key, hint: "“\(key)” with “\(key)len” must be an address block") }
      return prefix
    }
    guard let prefix = Number.prefix(text, family) else {
      throw object.error(key, hint: "“\(key)” must be “all”, an address or a CIDR")
    }
    return prefix
  }

  private static func range(_ object: ListedObject, _ key: String) throws -> ClosedRange<Int>? {
    if let only = try object.integer(key) { return only...only }
    guard let start = try object.integer("\(key)_start"), let end = try object.integer("\(key)_end") else { return nil }
    guard start <= end else { throw object.error("\(key)_end", hint: "“\(key)_end” lies before its start") }
    return start...end
  }

  private static func ports(_ range: ClosedRange<Int>) -> ClosedRange<UInt16> {
    UInt16(clamping: range.lowerBound)...UInt16(clamping: range.upperBound)
  }
}

extension PolicyRule.Action {
  /// An action by the word that `ip` prints for it.
  init(named word: String) {
    self =
      switch word {
      case "blackhole": .blackhole
      case "unreachable": .unreachable
      case "prohibit": .prohibit
      default: .other(word)
      }
  }

  /// A lookup in a table as `ip` prints it.
  init(table: String) { self = table == "[l3mdev-table]" ? .lookupVRF : .lookup(RoutingTable(table)) }
}
