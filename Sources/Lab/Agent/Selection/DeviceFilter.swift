/// The user's `devices` setting: entries in order, the first match decides.
///
/// An entry is a name, or a prefix with a trailing `+`; a leading `!` turns a match into an exclusion (since 1.19).
/// Source: `pkg/datapath/tables/device.go`, `DeviceFilter`.
struct DeviceFilter: Sendable, Hashable {
  /// The entries as the user wrote them.
  let entries: [String]

  /// Reads the ConfigMap's value as the agent does (`cell/config.go` of cilium/hive): split at commas, blanks kept; a
  /// value without a comma at its blanks.
  init(_ setting: String?) {
    let setting = setting ?? ""
    entries =
      setting.contains(",")
      ? setting.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      : setting.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  init(entries: [String]) {
    self.entries = entries
  }

  var isEmpty: Bool { entries.isEmpty }

  /// What the filter says about a device; nil when no entry matches.
  func verdict(on name: String) -> Bool? {
    for entry in entries {
      let excludes = entry.hasPrefix("!")
      let pattern = excludes ? entry.dropFirst() : Substring(entry)
      let matches = pattern.hasSuffix("+") ? name.hasPrefix(pattern.dropLast()) : name == pattern
      if matches { return !excludes }
    }
    return nil
  }

  /// Go's `%v` of a string slice: `[enp0s6 tailscale0]`.
  var description: String { "[" + entries.joined(separator: " ") + "]" }
}
