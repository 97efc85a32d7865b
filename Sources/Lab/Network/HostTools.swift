import Foundation

/// The programs of the machine that the lab is built from.
enum HostTools {
  /// Program and the Debian package that has it.
  static let required = [
    ("ip", "iproute2"), ("tc", "iproute2"), ("nft", "nftables"), ("conntrack", "conntrack"),
    ("wireguard-go", "wireguard-go"), ("wg", "wireguard-tools"), ("dnsmasq", "dnsmasq-base"), ("nginx", "nginx-light"),
    ("openssl", "openssl"), ("tcpdump", "tcpdump"), ("busybox", "busybox-static"), ("nsenter", "util-linux"),
    ("unshare", "util-linux"), ("curl", "curl"),
    ("pivot_root", "util-linux"), ("mount", "mount"),
  ]

  /// The required programs that this machine lacks.
  static func missing() -> [String] {
    required.map(\.0).filter { program in (try? LabCommand.path(of: program)) == nil }
  }

  /// How to get programs, for an error message.
  static func advice(for programs: [String]) -> String {
    let packages = Set(programs.map { program in required.first { $0.0 == program }?.1 ?? program })
    return "install with: apt-get install \(packages.sorted().joined(separator: " "))"
  }
}
