/// The profiles of Kubernetes' Pod Security Standards, least strict first, and what each leaves to `ping`.
///
/// Everything but `ping` runs under `restricted`. `ping` of the published busybox image opens a raw socket
/// (`networking/ping.c`), for which it needs `NET_RAW`; that of Alpine's busybox and of iputils opens an ICMP datagram
/// socket, which the safe sysctl `net.ipv4.ping_group_range` permits to anybody.
public enum PodSecurityLevel: String, Sendable, CaseIterable, Codable, Comparable {
  /// The client pod adds `NET_RAW`, which neither of the other profiles permits. Works with every container runtime.
  case privileged
  /// The client pod drops every default capability but `NET_RAW`, and adds none. Works where the runtime grants
  /// `NET_RAW` by default: containerd and Docker do, CRI-O does not.
  case baseline
  /// No capability at all. Needs an image whose `ping` opens ICMP datagram sockets.
  case restricted

  /// Orders by strictness.
  public static func < (left: PodSecurityLevel, right: PodSecurityLevel) -> Bool {
    left.strictness < right.strictness
  }

  private var strictness: Int {
    switch self {
    case .privileged: 0
    case .baseline: 1
    case .restricted: 2
    }
  }

  /// What the probe pods need under this level, for people.
  public var needs: String {
    switch self {
    case .privileged: "client pods add NET_RAW, for ping's raw socket; everything else of them is restricted"
    case .baseline:
      "client pods keep NET_RAW of the runtime's default capabilities, for ping's raw socket, and drop the others"
    case .restricted: "no capability; the image's ping has to open ICMP datagram sockets, as Alpine's busybox does"
    }
  }
}

extension PodSecurityLevel {
  /// The namespace label that enforces a level (`pod-security.kubernetes.io/MODE`).
  static let enforceLabel = "pod-security.kubernetes.io/enforce"
  /// The namespace labels that only tell of violations.
  static let adviceLabels = ["pod-security.kubernetes.io/warn", "pod-security.kubernetes.io/audit"]

  /// What the namespace is labelled with. Warnings are of the same level: a stricter one would warn on every pod.
  var namespaceLabels: [String: String] {
    Self.adviceLabels.reduce(into: [Self.enforceLabel: rawValue]) { $0[$1] = rawValue }
  }
}
