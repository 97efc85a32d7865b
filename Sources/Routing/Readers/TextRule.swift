import Cilium

/// Reads one line of `ip rule show`, such as
/// `32765:	not from all fwmark 0xca6c lookup 51820 suppress_prefixlength 0`.
struct TextRule {
  private var words: [Substring]
  private let line: Int
  private let text: Substring
  private let what: String
  private let family: IPFamily
  private var place = 0

  init(words text: Substring, line: Int, what: String, _ family: IPFamily) {
    self.words = text.split(whereSeparator: \.isWhitespace)
    self.text = text
    self.line = line
    self.what = what
    self.family = family
  }

  func rule() throws -> PolicyRule {
    var reader = self
    return try reader.read()
  }

  private mutating func read() throws -> PolicyRule {
    guard let first = words.first, first.hasSuffix(":"), let priority = Int(first.dropLast()) else {
      throw error("a line starts with the rule's priority and a colon")
    }
    place = 1
    var action: PolicyRule.Action?
    var rule = PolicyRule(priority: priority, .nop)
    while place < words.count {
      let word = words[place]
      place += 1
      if let found = try self.action(word) { action = found } else { try selector(word, &rule) }
    }
    guard let action else { throw error("a rule has a lookup, goto, nop or another action") }
    rule.action = action
    return rule
  }

  private mutating func action(_ word: Substring) throws -> PolicyRule.Action? {
    switch word {
    case "lookup", "table": return PolicyRule.Action(table: try argument(word))
    case "nop": return .nop
    case "blackhole", "unreachable", "prohibit": return PolicyRule.Action(named: String(word))
    case "goto":
      let target = try argument(word)
      return .goTo(target == "none" ? -1 : try number(target, word))
    default: return nil
    }
  }

  private mutating func selector(_ word: Substring, _ rule: inout PolicyRule) throws {
    switch word {
    case "not": rule.isInverted = true
    case "from": rule.from = try prefix(word)
    case "to": rule.to = try prefix(word)
    case "tos", "dsfield": rule.tos = try value(word, Number.tos)
    case "fwmark":
      let parts = try argument(word).split(separator: "/").map { Number.mark($0) }
      guard let first = parts.first, let mark = first, let last = parts.last, let mask = last, parts.count <= 2 else {
        throw error("fwmark must be a mark, or a mark and a mask")
      }
      rule.mark = PolicyRule.Mark(mark, mask: parts.count == 2 ? mask : .max)
    case "iif": rule.inputDevice = try argument(word)
    case "oif": rule.outputDevice = try argument(word)
    case "ipproto": rule.ipProtocol = try value(word, IPProtocolName.number)
    case "sport": rule.sourcePorts = try value(word) { Number.ports($0) }
    case "dport": rule.destinationPorts = try value(word) { Number.ports($0) }
    case "uidrange": rule.users = try value(word) { Number.users($0) }
    case "suppress_prefixlength": rule.suppressedPrefixLength = try number(argument(word), word)
    case "suppress_ifgroup": rule.suppressedGroup = try argument(word)
    case "proto", "protocol", "realms": _ = try argument(word)
    case "[detached]", "[unresolved]": break
    default: try unknown(word, &rule)
    }
  }

  /// A selector that is not understood, with its arguments: whatever comes before the next word that is.
  private mutating func unknown(_ word: Substring, _ rule: inout PolicyRule) throws {
    var name = [word]
    while place < words.count, !Self.known.contains(words[place]) {
      name.append(words[place])
      place += 1
    }
    rule.unknownSelectors.append(name.joined(separator: " "))
  }

  private static let known: Set<Substring> = [
    "lookup", "table", "nop", "blackhole", "unreachable", "prohibit", "goto", "not", "from", "to", "tos", "dsfield",
    "fwmark", "iif", "oif", "ipproto", "sport", "dport", "uidrange", "suppress_prefixlength", "suppress_ifgroup",
    "proto", "protocol", "realms", "[detached]", "[unresolved]",
  ]

  private mutating func argument(_ word: Substring) throws -> String {
    guard place < words.count else { throw error("“\(word)” needs a value") }
    place += 1
    return String(words[place - 1])
  }

  private mutating func prefix(_ word: Substring) throws -> IPPrefix? {
    let text = try argument(word)
    if text == "all" { return nil }
    guard let prefix = Number.prefix(text, family) else {
      throw error("“\(word)” must be followed by “all” or by an \(family.title) address or CIDR")
    }
    return prefix
  }

  private mutating func value<Value>(_ word: Substring, _ make: (String) -> Value?) throws -> Value {
    let text = try argument(word)
    guard let value = make(text) else { throw error("“\(word) \(text)” is not understood") }
    return value
  }

  private func number(_ text: String, _ word: Substring) throws -> Int {
    guard let number = Int(text) else { throw error("“\(word)” must be followed by a whole number") }
    return number
  }

  private func error(_ hint: String) -> ParseError {
    ParseError(what: what, at: .line(line), found: String(text), hint: hint)
  }
}
