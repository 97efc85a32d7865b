/// The user's `devices` setting: entries in order, the first match decides.
///
/// An entry is a name, or a prefix with a trailing `+`; since 1.19 a leading `!` turns a match into an exclusion.
/// Source: `pkg/datapath/tables/device.go`, `DeviceFilter`.
struct DeviceFilter: Sendable, Hashable {
  /// The entries as the user wrote them.
  let entries: [String]
  /// Whether a leading `!` excludes; before it was part of a name.
  private let excludes: Bool

  /// Reads the ConfigMap's value as an agent of that release does. Since 1.16 (`cell/config.go` of cilium/hive): split
  /// at commas, blanks kept; a value without a comma at its blanks. Before: at blanks alone.
  init(_ setting: String?, release: LabCilium) {
    let setting = setting ?? ""
    entries =
      release.readsCommas && setting.contains(",")
      ? setting.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      : setting.split(whereSeparator: \.isWhitespace).map(String.init)
    excludes = release >= .v119
  }

  var isEmpty: Bool { entries.isEmpty }

  /// What the filter says about a device; nil when no entry matches.
  func verdict(on name: String) -> Bool? {
    for entry in entries {
      let isExclusion = excludes && entry.hasPrefix("!")
      let pattern = isExclusion ? entry.dropFirst() : Substring(entry)
      let matches = pattern.hasSuffix("+") ? name.hasPrefix(pattern.dropLast()) : name == pattern
      if matches { return !isExclusion }
    }
    return nil
  }

  /// Go's `%v` of a string slice: `[enp0s6 tailscale0]`.
  var description: String { "[" + entries.joined(separator: " ") + "]" }
}
