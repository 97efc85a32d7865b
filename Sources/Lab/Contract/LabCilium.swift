/// The Cilium releases whose agents the lab can stand in for.
///
/// They differ in what they print, in how they read `devices`, and in what becomes of packets that pods send out of the
/// pod network. Facts that a recording holds are the recording's; the others are those of Cilium's sources at the named
/// patch release.
public enum LabCilium: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
  case v115 = "1.15"
  case v117 = "1.17"
  /// The devices guide's release.
  case v118 = "1.18"
  case v119 = "1.19"

  /// The release that a lab runs when nothing else is asked for: the guide's.
  public static let guide = LabCilium.v118

  /// Whether one is the older release.
  public static func < (left: LabCilium, right: LabCilium) -> Bool { left.order < right.order }

  private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// What the agents call themselves: a patch release.
  public var version: String { build.version }

  /// A list of devices as this release reads it: up to 1.15 a comma is part of a name.
  /// Blanks are understood by every release; commas are what people write.
  public func deviceList(_ names: [String]) -> String { names.joined(separator: readsCommas ? "," : " ") }
}

extension LabCilium {
  /// A build of the agent, as `cilium-dbg version` tells it.
  struct Build: Sendable, Hashable {
    var version: String
    var revision: String
    /// Of 1.19.4 as recorded; of the others the day of the release.
    var authorDate: String
    var goVersion: String
  }

  var build: Build {
    switch self {
    case .v115: Build("1.15.5", "8c7e442c", "2024-05-15T00:00:00+00:00", "go1.21.10")
    case .v117: Build("1.17.4", "55aecc0f", "2025-05-15T00:00:00+00:00", "go1.23.9")
    case .v118: Build("1.18.2", "5bd307a8", "2025-09-16T00:00:00+00:00", "go1.24.7")
    case .v119: Build("1.19.4", "95e477fdcfd3", "2026-05-13T14:29:21+00:00", "go1.26.3")
    }
  }

  /// `1.18.2 (v1.18.2-5bd307a8)`.
  var message: String { "\(build.version) (v\(build.version)-\(build.revision))" }

  /// Whether a list in `cilium-config` is split at commas (since 1.16, 264048efb9), not only at blanks.
  var readsCommas: Bool { self >= .v117 }

  /// Whether `cilium-dbg shell -- db/show` exists; before 1.17 it is `cilium-dbg statedb TABLE`.
  var hasShell: Bool { self >= .v117 }

  /// Whether `cilium-dbg statedb` is itself what `statedb dump` was before: it has no commands of its own since 1.19.
  var dumpsStateDBUnasked: Bool { self >= .v119 }

  /// Whether the agents' tables tell the MTUs (since 1.17, `pkg/mtu`).
  var hasMTUTable: Bool { self >= .v117 }

  /// Whether `status` has a line `Routing:` (since 1.16, 302a8b12fb) rather than `Host Routing:`.
  var showsRouting: Bool { self >= .v117 }

  /// Whether the agent logs as Go's slog does (since 1.18), not as logrus.
  var logsByTime: Bool { self >= .v118 }

  /// Whether an only selected device takes all that pods send out of the pod network: ENABLE_SKIP_FIB in tunnel mode
  /// (IPv4 since 1.16.5, 1adcc15a4f, IPv6 before; removed in 1.19.0, b483d1346e).
  func skipsRoutesForOnlyDevice(_ family: AddressFamily) -> Bool {
    self == .v117 || self == .v118 || self == .v115 && family == .ipv6
  }

  /// Whether a route look-up for a pod's packet that ends at the node itself drops the packet ("FIB lookup failed";
  /// mended in 1.18.2, 4415e131d4). Up to 1.16.4 there is no such look-up in tunnel mode.
  var dropsOwnAddresses: Bool { self == .v117 }

  /// Whether every device's addresses are the host's own in the endpoint map, selected or not (up to 1.15).
  var knowsAllOwnAddresses: Bool { self == .v115 }

  /// Whether NodePort can be had without kube-proxy replacement, by `enable-node-port` (removed in 1.19).
  var hasNodePortSetting: Bool { self <= .v118 }

  /// By which reason fragments of an ICMP message are dropped; 1.15 does not count them as dropped.
  var countsFragmentDrops: Bool { self >= .v117 }

  /// Whether an agent counts the settings that are others than those that it was started with: as recorded, since 1.18 unless
  /// told otherwise. 1.17 has it, too (1686802b6e), off by default at first.
  var countsDrift: Bool { self >= .v118 }

  /// How endpoints whose programs could not be made anew are counted: as recorded of 1.15, and of 1.18 and later.
  var failureOutcome: String { self >= .v118 ? "fail" : "failure" }
}

extension LabCilium.Build {
  fileprivate init(_ version: String, _ revision: String, _ authorDate: String, _ goVersion: String) {
    self.init(version: version, revision: revision, authorDate: authorDate, goVersion: goVersion)
  }
}
