/// Changes documents at random places: values to others that stood under the same key somewhere, or to the edges of what
/// a value can be; elements and keys to be gone, doubled or empty.
public struct DocumentMutator: Sendable {
  /// Key → the values that stood there in any document, without those of objects and arrays.
  private let known: [String: [JSONValue]]

  private static let integers: [Int64] = [
    .min, -1, 0, 1, 2, 47, 59, 60, 79, 80, 255, 1280, 1281, 65_535, 65_536, 4_294_967_295, .max - 1, .max,
  ]
  private static let texts = [
    "", " ", ",", "*", "+", "!", "eth+", "lo", "tailscale0", "enp0s6", "enp0s6,tailscale0", "enp0s6 tailscale0",
    "0.0.0.0", "0.0.0.0/0", "255.255.255.255", "10.0.0.0/33", "127.0.0.1", "::", "::/0", "::ffff:10.0.0.1",
    "fe80::1%lo", "-1", "99999999999999999999", "1.20.0-dev", "2", "v1", "true", "a\u{0}b", "🦭", "한국어", "}{{#cases}}",
    String(repeating: "x", count: 5_000), String(repeating: "[", count: 300),
  ]

  /// Makes a mutator that takes values from these documents.
  public init(_ documents: [JSONValue]) {
    var known: [String: Set<JSONValue>] = [:]
    func collect(_ value: JSONValue, _ key: String) {
      switch value {
      case .array(let values): for value in values { collect(value, key) }
      case .object(let values): for (key, value) in values { collect(value, key) }
      default: known[key, default: []].insert(value)
      }
    }
    for document in documents { collect(document, "") }
    // In a fixed order: a set's differs from process to process, and with it what a seed means.
    self.known = known.mapValues { values in values.sorted { "\($0)" < "\($1)" } }
  }

  /// The document with one change.
  public func changed(_ document: JSONValue, _ random: inout SeededGenerator) -> JSONValue {
    change(document, key: "", depth: 0, &random)
  }

  private func change(_ value: JSONValue, key: String, depth: Int, _ random: inout SeededGenerator) -> JSONValue {
    switch value {
    case .array(let values): .array(changed(values, key: key, depth: depth, &random))
    case .object(let values): .object(changed(values, depth: depth, &random))
    default: leaf(value, key: key, &random)
    }
  }

  private func changed(
    _ values: [String: JSONValue], depth: Int, _ random: inout SeededGenerator
  ) -> [String: JSONValue] {
    guard !values.isEmpty else { return values }
    var values = values
    let name = random.pick(values.keys.sorted())
    values[name] =
      random.once(in: 12) ? nil : values[name].map { change($0, key: name, depth: depth + 1, &random) }
    return values
  }

  private func changed(
    _ values: [JSONValue], key: String, depth: Int, _ random: inout SeededGenerator
  ) -> [JSONValue] {
    guard !values.isEmpty, !random.once(in: 40) else { return [] }
    var values = values
    let place = random.below(values.count)
    switch random.below(12) {
    case 0: values.remove(at: place)
    case 1: values.append(values[place])
    case 2: values.swapAt(place, random.below(values.count))
    default: values[place] = change(values[place], key: key, depth: depth + 1, &random)
    }
    return values
  }

  private func leaf(_ value: JSONValue, key: String, _ random: inout SeededGenerator) -> JSONValue {
    if let known = known[key], random.below(10) < 6 { return random.pick(known) }
    return switch value {
    case .null: .null
    case .bool(let value): .bool(!value)
    case .integer: .integer(random.pick(Self.integers))
    case .number: .number(random.pick([-1e300, -1, 0, 0.5, 1e9, 1e300]))
    default: .string(random.pick(Self.texts))
    }
  }
}
