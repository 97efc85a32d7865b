/// `cilium-dbg bpf ipmasq list`: towards where pods keep their addresses.
enum IPMasquerade {
  /// The prefixes that an ip-masq-agent spares when nobody names any (`pkg/ipmasq`).
  static let defaults = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24",
    "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "169.254.0.0/16",
  ]

  /// An empty map is told on standard error.
  static func list(_ prefixes: [String]) -> AgentCommandResult {
    guard !prefixes.isEmpty else { return AgentCommandResult(stderr: "No entries found.\n", status: 0) }
    return .text(TabWriter().format(rows: [["IP PREFIX/ADDRESS"]] + prefixes.sorted().map { [$0] }))
  }
}
