/// The user's `devices`: entries that are looked at in order, the first match deciding.
///
/// An entry is a name, a name that ends with `+` (any name that starts so), or either after `!` (not this one).
public struct DeviceFilter: Hashable, Sendable, Codable {
  /// The entries in the user's order.
  public let entries: [String]

  /// Makes a filter.
  public init(_ entries: [String]) { self.entries = entries }

  /// Whether there is any entry; without one Cilium detects devices itself.
  public var isEmpty: Bool { entries.isEmpty }

  /// The first entry that matches a device.
  public func firstMatch(for name: String) -> String? {
    entries.first { entry in
      let pattern = entry.hasPrefix("!") ? entry.dropFirst() : entry[...]
      return pattern.hasSuffix("+") ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }
  }
}
