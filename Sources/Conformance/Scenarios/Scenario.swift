/// What the `devices` setting says, in terms of what a node's devices are for.
///
/// The raw value is the name in records and on the command line.
public enum Scenario: String, Sendable, CaseIterable, Codable, Hashable {
  /// Only the physical uplink, for example `enp0s6`.
  case physicalOnly = "physical-only"
  /// Only the tailnet uplink, for example `tailscale0`.
  case tailnetOnly = "tailnet-only"
  /// Both uplinks by name, for example `enp0s6,tailscale0`.
  case both
  /// Unset: Cilium detects the devices.
  case auto
  /// Both uplinks by wildcard, for example `enp+,tailscale+`.
  case wildcard
  /// Any other value, or nodes on which the others do not fit: the setting as it is.
  case asSet = "as-set"

  /// The settings that can be walked through, in order: those that netproof knows how to write.
  public static let allCases: [Scenario] = [.physicalOnly, .tailnetOnly, .both, .auto, .wildcard]

  /// All of them, those that are only found included, in the order of reports.
  public static let every: [Scenario] = allCases + [.asSet]
}

extension Scenario {
  /// A short title.
  public var title: String {
    switch self {
    case .physicalOnly: "Single device: the physical uplink"
    case .tailnetOnly: "Single device: the tailnet uplink"
    case .both: "Both devices"
    case .auto: "Auto-detect"
    case .wildcard: "Wildcard devices"
    case .asSet: "Devices as they are set"
    }
  }

  /// What is set, for people.
  public var summary: String {
    switch self {
    case .physicalOnly: "`devices` names the physical uplink only"
    case .tailnetOnly: "`devices` names the tailnet uplink only"
    case .both: "`devices` names both uplinks: the guide's recommended, explicit setting"
    case .auto: "`devices` is unset; Cilium detects the uplinks"
    case .wildcard: "`devices` matches both uplinks by wildcard"
    case .asSet: "`devices` has a value of this cluster's own"
    }
  }

  /// The name of the Swift Testing suite that verifies the scenario.
  public var suite: String {
    switch self {
    case .physicalOnly, .tailnetOnly: "SingleDevice"
    case .both: "BothDevices"
    case .auto: "AutoDetect"
    case .wildcard: "WildcardDevices"
    case .asSet: "AsSet"
    }
  }
}
