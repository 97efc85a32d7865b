import Cilium
import Foundation
import Kubernetes
import Routing

/// What the kernel tells beside an agent's tables: rules, masters, altnames, WireGuard peers; and what Tailscale counts.
/// Read in one command, in the agent's container, which shares the node's network.
enum NodeDetails {
  /// A line before each part.
  static let mark = "#netproof "

  private static let bufferFiles = Sysctls.socketBuffers.map { "/proc/sys/\($0.replacing(".", with: "/"))" }
    .joined(separator: " ")

  /// What a release or an image has no program for is left out of the answer; netfilter's rules are asked for only where rules
  /// route by marks other than those that tunnels put on their own packets; left out are the parameters of pods' devices, of
  /// which there are hundreds, and of Cilium's own. Tailscale's chains are looked for where Tailscale's table is, rules that restore connections' marks where any rule
  /// routes by marks.
  private static let script = """
    echo "\(mark)rules4"; ip -j -4 rule show 2>/dev/null || ip -4 rule show 2>/dev/null
    echo; echo "\(mark)rules6"; ip -j -6 rule show 2>/dev/null || ip -6 rule show 2>/dev/null
    echo; echo "\(mark)links"; ip -j -d addr show 2>/dev/null
    echo; echo "\(mark)sysctls"
    set -- /proc/sys/net/ipv4/ip_forward \(bufferFiles)
    for d in /proc/sys/net/ipv4/conf/*; do case "${d##*/}" in
      lo|lxc*|veth*|cilium_*) ;; *) set -- "$@" "$d/rp_filter" "$d/src_valid_mark" "$d/forwarding" ;;
    esac; done
    grep -sH . "$@"
    echo "\(mark)offloads"
    if command -v ethtool >/dev/null 2>&1; then
      for d in $(ip -4 route show default 2>/dev/null | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | sort -u); do
        ethtool -k "$d" 2>/dev/null | grep -e '^Features for ' -e '^rx-udp-gro-forwarding:'
      done
    fi
    echo "\(mark)pod-route-mtu"
    ip -4 route show dev cilium_host 2>/dev/null | sed -n 's/.* mtu \\([0-9]*\\).*/\\1/p' | sort -un | head -n 1
    echo "\(mark)programs"; bpftool version >/dev/null 2>&1 && echo yes || echo no
    echo "\(mark)netfilter"
    if ip rule show 2>/dev/null | grep fwmark | grep -vq -e 'not from all' -e '0x80000/0xff0000'; then
      command -v nft >/dev/null 2>&1 && nft -j list ruleset 2>/dev/null | head -c 4000000
    fi
    echo "\(mark)tailscale-chains"
    r=$(ip rule show 2>/dev/null); t=
    case "$r" in *'lookup 52'*) t='filter mangle' ;; *fwmark*) t=mangle ;; esac
    for t in $t; do iptables-save -t $t 2>/dev/null; done \
      | grep -e '^[*]' -e '^-A INPUT ' -e '^-A FORWARD ' -e '^-A ts-' -e ' CONNMARK --restore-mark' | head -c 400000
    \(TunnelCommand.script)
    exit 0
    """

  /// What can be read on a node.
  ///
  /// - Throws: What keeps commands from being run in the agent's container.
  static func read(_ node: String, _ shell: AgentShell) async throws -> NodeTexts {
    texts(try await shell.run(command, on: node).stdoutText)
  }

  /// The command that ``read(_:_:)`` runs.
  static let command = ["sh", "-c", script]

  /// The parts of what the script printed.
  static func texts(_ output: String) -> NodeTexts {
    var parts: [String: String] = [:]
    for part in output.components(separatedBy: mark).dropFirst() {
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let text = lines.count > 1 ? lines[1].trimmingCharacters(in: .whitespacesAndNewlines) : ""
      if let name = lines.first, !text.isEmpty { parts[String(name)] = text }
    }
    func data(_ name: String) -> Data? { parts[name].map { Data($0.utf8) } }
    var rules: [IPFamily: Data] = [:]
    rules[.ipv4] = data("rules4")
    rules[.ipv6] = data("rules6")
    return NodeTexts(
      kernelDevices: data("links"), rules: rules, sysctls: data("sysctls"), wireGuard: parts["wireguard"],
      tailscaleMetrics: parts["tailscale-metrics"],
      readAt: parts["time"].flatMap(Int64.init).map { Date(timeIntervalSince1970: TimeInterval($0)) },
      netfilter: data("netfilter"), iptables: parts["tailscale-chains"], offloads: parts["offloads"],
      podRouteMTU: parts["pod-route-mtu"].flatMap { Int($0) }, listsPrograms: parts["programs"].map { $0 == "yes" })
  }
}
