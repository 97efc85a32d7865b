import Cilium

/// Whether a node's host reaches other nodes' addresses, found out by connecting from the agent's container, which lives
/// in the host's network.
///
/// The agent's own health check knows it too, but a new agent takes its time: it spreads its first round over the probe
/// interval, 97 s for two nodes and more for many, and `cilium-health status --probe` only tells the last results
/// (Cilium 1.19 `pkg/health/server`, FetchStatusResponse).
enum HostReachability {
  /// kubelet's and the health check's port: one answer of either, be it a refusal, proves the way.
  static let ports = [10250, 4240]

  /// How long one connection may take, in seconds.
  private static let patience = 3

  /// More addresses than these are not asked: on a large cluster every node would connect to every other.
  static let most = 64

  /// So many are asked at once: each takes two processes in the agent's container.
  private static let atOnce = 32

  /// The command for the agent's container; the image has bash, whose `/dev/tcp` needs no other program.
  static func command(_ addresses: [IPAddress]) -> [String] {
    ["bash", "-c", script, "bash"] + addresses.map(\.description)
  }

  /// What came of connecting.
  struct Answers: Sendable, Hashable {
    /// Address → whether one of its ports answered. One of which nothing certain was said is left out.
    var reached: [String: Bool] = [:]
    /// Address that answered → its ports that were silent, as `tcp/4240`: what answers refuses a port that nobody listens
    /// on, and so somebody drops what is for these.
    var missed: [String: [String]] = [:]
  }

  /// Which of some addresses a node's host reaches, and by what.
  static func read(
    _ addresses: [IPAddress], on node: String, _ shell: AgentShell
  ) async -> Result<Answers, AgentShell.Failure> {
    await Result { answers(try await shell.run(command(addresses), on: node).stdoutText) }
  }

  /// Prints a line `ADDRESS PORT STATUS TEXT` per address and port.
  private static let script = """
    export LC_ALL=C
    asked=0
    for address; do
      [ $((asked++ % \(atOnce))) -ne 0 ] || wait
      for port in \(ports.map(String.init).joined(separator: " ")); do (
      said=$(timeout \(patience) bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$address" "$port" 2>&1)
      status=$?
      said=${said%%$'\\n'*}
      echo "$address $port $status ${said##*: }"
    ) & done
    done
    wait
    """

  /// What the command printed: address → whether one of its ports answered.
  static func parse(_ text: String) -> [String: Bool] { answers(text).reached }

  /// What the command printed.
  static func answers(_ text: String) -> Answers {
    var seen: [String: [(port: String, answered: Bool?)]] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      guard fields.count >= 3, let status = Int(fields[2]) else { continue }
      let said = answered(status, fields.count == 4 ? String(fields[3]) : "")
      seen[String(fields[0]), default: []].append((String(fields[1]), said))
    }
    var answers = Answers()
    for (address, ports) in seen {
      if ports.contains(where: { $0.answered == true }) {
        answers.reached[address] = true
        let silent = ports.filter { $0.answered == false }.map { "tcp/\($0.port)" }.sorted()
        if !silent.isEmpty { answers.missed[address] = silent }
      } else if ports.allSatisfy({ $0.answered == false }) {
        answers.reached[address] = false
      }
    }
    return answers
  }

  private static func answered(_ status: Int, _ text: String) -> Bool? {
    switch (status, text) {
    case (0, _), (_, "Connection refused"): true
    // 124: coreutils' timeout ended it. The other two come from the kernel, or from a router by ICMP.
    case (124, _), (_, "No route to host"), (_, "Network is unreachable"): false
    default: nil
    }
  }
}
