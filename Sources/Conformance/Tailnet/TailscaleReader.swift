import Foundation
import Kubernetes
import Tailnet

/// Asks tailscaled on the nodes for its status, by its socket.
struct TailscaleReader: Sendable {
  let client: KubernetesClient
  /// Node name → the pod that has the socket, or why there is none.
  let pods: [String: Result<PodReference, AgentShell.Failure>]

  /// What the nodes told.
  struct Readings: Sendable {
    /// Node name → what its tailscaled says.
    var told: [String: TailscaleFacts] = [:]
    /// Why others told nothing.
    var gaps: [Sentence] = []
  }

  private static let seconds = 5
  private static let mark = "netproof-time "

  /// What `tailscale status --json` asks for (`client/local`), by whatever the image speaks to sockets with. Programs but
  /// curl print the answer's head, too.
  static let script = """
    s=\(TailscaleSocketOptions.directory)/tailscaled.sock host=local-tailscaled.sock path=/localapi/v0/status
    [ -S "$s" ] || { echo "there is no socket $s" >&2; exit 1; }
    echo "\(mark)$(date +%s)"
    if command -v curl >/dev/null 2>&1; then
      exec curl -sS --max-time \(seconds) --unix-socket "$s" "http://$host$path"
    fi
    request() { printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' "$path" "$host"; sleep 1; }
    if command -v socat >/dev/null 2>&1; then request | timeout \(seconds) socat -t \(seconds) - "UNIX-CONNECT:$s"
    else request | timeout \(seconds) nc "local:$s"
    fi
    """

  /// What the nodes tell now, a limited number side by side.
  func read() async -> Readings {
    var readings = Readings()
    await FanOut.each(pods.keys.sorted(), atOnce: Pace.askedAgents) { node in
      (node, await Result { try await read(node) })
    } take: { (node: String, result: Result<TailscaleFacts, any Error>) in
      switch result {
      case .success(let facts): readings.told[node] = facts
      case .failure(let error):
        readings.gaps.append("\(node): Tailscale was not asked by its socket: \(AgentShell.Failure(error).sentence)")
      }
    }
    return readings
  }

  private func read(_ node: String) async throws -> TailscaleFacts {
    guard let pod = try pods[node]?.get() else {
      throw AgentShell.Failure(description: "no pod was made on \(node)")
    }
    let result = try await client.exec(
      pod, command: ["sh", "-c", Self.script], timeout: .seconds(Self.seconds + 10), mayRunTwice: true)
    return try Self.facts(result, in: pod)
  }

  /// Reads what the script printed. Of what is no status nothing is quoted: it may name people.
  static func facts(_ result: ExecResult, in pod: PodReference) throws -> TailscaleFacts {
    guard result.exitCode == 0, !result.stdout.isEmpty else {
      let text = result.stderrText.prefix(300).trimmingCharacters(in: .whitespacesAndNewlines)
      let remedy = "the image needs a shell and curl, socat or a busybox whose nc has local: (--tailscale-image)"
      throw AgentShell.Failure(
        description: "the command in \(pod) ended with status \(result.exitCode): \(text); \(remedy)")
    }
    let seconds = result.stdoutText.split(whereSeparator: \.isNewline).first { $0.hasPrefix(mark) }
      .flatMap { TimeInterval($0.dropFirst(mark.count)) }
    return TailscaleFacts(
      status: try TailscaleStatus.parse(json: result.stdout), readAt: seconds.map { Date(timeIntervalSince1970: $0) })
  }
}

extension ClusterFacts {
  /// Takes what the nodes' tailscaled told.
  mutating func take(_ told: [String: TailscaleFacts]) {
    guard !told.isEmpty else { return }
    for index in nodes.indices { if let own = told[nodes[index].name] { nodes[index].tailscale = own } }
    forgetOtherTailnetNodes()
  }
}

extension [String: TunnelListings] {
  /// Takes what the nodes' tailscaled told at the same time.
  mutating func take(_ told: [String: TailscaleFacts]) {
    for (node, facts) in told {
      self[node, default: TunnelListings()].status = facts.status
      if let readAt = facts.readAt { self[node, default: TunnelListings()].readAt = readAt }
    }
  }
}
