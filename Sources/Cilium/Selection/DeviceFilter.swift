/// The user's `devices`: entries that are looked at in order, the first match deciding.
///
/// An entry is a name, or a name that ends with `+` (any name that starts so); since 1.19 either may stand after `!`
/// (not this one).
public struct DeviceFilter: Hashable, Sendable, Codable {
  /// The entries in the user's order.
  public let entries: [String]
  /// Whether `!` excludes; before 1.19 it is part of the name.
  public let understandsExclusion: Bool

  /// Makes a filter.
  public init(_ entries: [String], understandsExclusion: Bool = true) {
    self.entries = entries
    self.understandsExclusion = understandsExclusion
  }

  /// Whether there is any entry; without one Cilium detects devices itself.
  public var isEmpty: Bool { entries.isEmpty }

  /// Whether an entry excludes what it matches.
  public func excludes(_ entry: String) -> Bool { understandsExclusion && entry.hasPrefix("!") }

  /// The first entry that matches a device.
  public func firstMatch(for name: String) -> String? { firstMatch(forAnyOf: [name]) }

  /// The first entry that matches any of a device's names.
  public func firstMatch(forAnyOf names: [String]) -> String? {
    entries.first { entry in
      let pattern = excludes(entry) ? entry.dropFirst() : entry[...]
      guard pattern.hasSuffix("+") else { return names.contains { $0 == pattern } }
      // As in Go, every `+` at the end goes.
      let rest = pattern.reversed().prefix { $0 == "+" }.count
      return names.contains { $0.hasPrefix(pattern.dropLast(rest)) }
    }
  }
}
