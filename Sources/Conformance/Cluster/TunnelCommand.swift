/// What a node tells of its tunnels to the other nodes: the peers of WireGuard devices, and Tailscale's own counters. The
/// last part of ``NodeDetails``, and asked again after the probes.
enum TunnelCommand {
  /// Keys stay on the node: of `wg show all dump` only the columns without secrets are printed.
  ///
  /// Tailscale's metrics are asked for only where its table 52 has the route to 100.100.100.100, by which it answers on the
  /// node itself: elsewhere that is somebody else's address. The agent's image has bash, whose `/dev/tcp` needs
  /// no other program.
  static let script = """
    echo; echo "\(NodeDetails.mark)time"; date +%s 2>/dev/null
    echo; echo "\(NodeDetails.mark)wireguard"
    command -v wg >/dev/null 2>&1 && wg show all dump 2>/dev/null | while read -r d a b c e f g h i; do
      if [ -n "$i" ]; then echo "$d $a (hidden) $c $e $f $g $h $i"; else echo "$d (hidden) $b $c $e"; fi
    done
    echo; echo "\(NodeDetails.mark)tailscale-metrics"
    if ip -4 route show table 52 2>/dev/null | grep -q '^100\\.100\\.100\\.100 '; then
      for place in 100.100.100.100/80 127.0.0.1/5252; do
        timeout 1 bash -c 'exec 3<>"/dev/tcp/$0" && printf "GET /metrics HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n" "${0%/*}" >&3 &&
          head -c 1000000 <&3' "$place" 2>/dev/null | grep -E '^tailscaled_(in|out)bound_packets_total' && break
      done
    fi
    """

  /// The command that asks for nothing else.
  static let command = ["sh", "-c", script + "\nexit 0"]

  /// What a node tells now; `nil` where it could not be asked, or something else came.
  static func read(_ node: String, _ shell: AgentShell) async -> TunnelListings? {
    guard let result = try? await shell.run(command, on: node) else { return nil }
    return try? NodeDetails.texts(result.stdoutText).tunnels()
  }
}
