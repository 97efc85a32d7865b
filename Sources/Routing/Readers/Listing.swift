import Cilium
import Foundation

/// What `ip` printed: JSON, or, where its version does not know `-j` for the command, lines of words.
enum Listing {
  case objects([ListedObject])
  case lines([(number: Int, text: Substring)])

  /// - Throws: ``Cilium/ParseError`` for JSON that is none or is no list of objects.
  init(_ data: Data, what: String) throws {
    let first = data.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else {
      let text = String(decoding: data, as: UTF8.self)
      self = .lines(
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
          .map { (number: $0.offset + 1, text: $0.element) }
          .filter { !$0.text.allSatisfy(\.isWhitespace) })
      return
    }
    guard let json = try? JSONSerialization.jsonObject(with: data), let list = json as? [Any] else {
      throw ParseError(
        what: what, found: Self.quote(data),
        hint: "it is not a whole JSON list; was the output cut, or an error mixed in?")
    }
    var objects: [ListedObject] = []
    for element in list {
      guard let fields = element as? [String: Any] else {
        throw ParseError(what: what, found: "\(element)", hint: "a JSON list of objects was expected")
      }
      // iproute2 prints `{}` for what a filter left out.
      if !fields.isEmpty { objects.append(ListedObject(fields: fields, what: what)) }
    }
    self = .objects(objects)
  }

  private static func quote(_ data: Data) -> String { String(decoding: data.prefix(200), as: UTF8.self) }
}

/// One object of a list that `ip -j` printed. Versions differ in whether a value is a number or a string.
struct ListedObject {
  let fields: [String: Any]
  let what: String

  var keys: Set<String> { Set(fields.keys) }

  /// Whether a key is there and not false: `ip` prints flags as null.
  func flag(_ key: String) -> Bool {
    guard let value = fields[key] else { return false }
    return (value as? NSNumber)?.boolValue ?? true
  }

  func text(_ key: String) throws -> String? {
    switch fields[key] {
    case nil, is NSNull: return nil
    case let text as String: return text
    case let number as NSNumber: return number.stringValue
    default: throw error(key, hint: "“\(key)” must be a string")
    }
  }

  func integer(_ key: String) throws -> Int? {
    guard let text = try text(key) else { return nil }
    guard let number = Number.integer(text) else { throw error(key, hint: "“\(key)” must be a whole number") }
    return number
  }

  func texts(_ key: String) throws -> [String] {
    guard let value = fields[key], !(value is NSNull) else { return [] }
    guard let list = value as? [Any] else { throw error(key, hint: "“\(key)” must be a list") }
    return list.compactMap { $0 as? String }
  }

  func objects(_ key: String) throws -> [ListedObject]? {
    guard let value = fields[key], !(value is NSNull) else { return nil }
    guard let list = value as? [Any] else { throw error(key, hint: "“\(key)” must be a list") }
    return list.compactMap { $0 as? [String: Any] }.map { ListedObject(fields: $0, what: what) }
  }

  func object(_ key: String) -> ListedObject? {
    (fields[key] as? [String: Any]).map { ListedObject(fields: $0, what: what) }
  }

  func value<Value>(_ key: String, as kind: String, _ make: (String) -> Value?) throws -> Value? {
    guard let text = try text(key) else { return nil }
    guard let value = make(text) else { throw error(key, hint: "“\(key)” must be \(kind)") }
    return value
  }

  func error(_ key: String, hint: String) -> ParseError {
    ParseError(what: what, found: "\(fields[key] ?? "nothing")", hint: hint)
  }
}

/// The ways in which `ip` writes numbers.
enum Number {
  /// Decimal, or hexadecimal with `0x`.
  static func integer(_ text: some StringProtocol) -> Int? {
    text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
  }

  static func mark(_ text: some StringProtocol) -> UInt32? { integer(text).flatMap(UInt32.init(exactly:)) }

  /// A type of service: hexadecimal with or without `0x`, or one of the names of `/etc/iproute2/rt_dsfield`.
  static func tos(_ text: String) -> UInt8? {
    let names: [String: UInt8] = [
      "default": 0, "lowcost": 0x02, "reliability": 0x04, "throughput": 0x08, "lowdelay": 0x10,
      "CS1": 0x20, "CS2": 0x40, "CS3": 0x60, "CS4": 0x80, "CS5": 0xA0, "CS6": 0xC0, "CS7": 0xE0, "AF11": 0x28,
      "AF12": 0x30, "AF13": 0x38, "AF21": 0x48, "AF22": 0x50, "AF23": 0x58, "AF31": 0x68, "AF32": 0x70, "AF33": 0x78,
      "AF41": 0x88, "AF42": 0x90, "AF43": 0x98, "EF": 0xB8,
    ]
    return names[text] ?? UInt8(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: 16)
  }

  /// One port, or two with a hyphen between.
  static func ports(_ text: some StringProtocol) -> ClosedRange<UInt16>? {
    let ends = text.split(separator: "-").map { UInt16($0) }
    guard let first = ends.first, let lower = first, let last = ends.last, let upper = last, ends.count <= 2,
      lower <= upper
    else { return nil }
    return lower...upper
  }

  static func users(_ text: some StringProtocol) -> ClosedRange<UInt32>? {
    let ends = text.split(separator: "-").map { UInt32($0) }
    guard ends.count == 2, let lower = ends[0], let upper = ends[1], lower <= upper else { return nil }
    return lower...upper
  }

  /// `default`, an address or a prefix.
  static func prefix(_ text: some StringProtocol, _ family: IPFamily?) -> IPPrefix? {
    if text == "default" || text == "all" || text == "any" {
      return IPPrefix(family == .ipv6 ? "::/0" : "0.0.0.0/0")
    }
    let prefix = IPPrefix(text) ?? IPAddress(text).flatMap { IPPrefix($0, length: $0.family.bits) }
    return prefix.flatMap { family == nil || $0.family == family ? $0 : nil }
  }
}
