import Cilium

/// Connections from a node's own network, by the agent's container: it shares the host's network and cgroups, so its
/// sockets are translated as every process' of the host, and no pod with host network has to be admitted.
enum HostConnections {
  /// So many are made at once: each takes two processes in the agent's container.
  private static let atOnce = 32

  /// The command for the agent's container; the image has bash, whose `/dev/tcp` needs no other program. A page is asked
  /// for, so that a connection counts which reaches a server.
  ///
  /// - Parameter patience: How long one may take, in seconds.
  static func command(_ targets: [(address: IPAddress, port: Int)], patience: Int) -> [String] {
    ["bash", "-c", script, "bash", "\(patience)"] + targets.map { "\($0.address)|\($0.port)" }
  }

  /// How long the command may take, in seconds.
  static func seconds(_ count: Int, patience: Int) -> Int {
    ((count + atOnce - 1) / atOnce) * (patience + 1) + 10
  }

  /// Prints a line `ADDRESS PORT STATUS TEXT` per target: the answer's first line, or what bash says.
  private static let script = #"""
    export LC_ALL=C
    patience=$1
    shift
    asked=0
    for target; do
      [ $((asked++ % \#(atOnce))) -ne 0 ] || wait
      (
      address=${target%|*}
      port=${target##*|}
      said=$(timeout $patience bash -c 'exec 3<>"/dev/tcp/$0/$1" && printf "GET / HTTP/1.0\r\n\r\n" >&3 && IFS= read -r line <&3 && printf %s "$line"' "$address" "$port" 2>&1)
      status=$?
      said=${said//$'\r'/}
      said=${said%%$'\n'*}
      echo "$address $port $status ${said##*: }"
      ) &
    done
    wait
    """#

  /// What came of one connection.
  struct Answer: Sendable, Hashable {
    /// Whether a server answered; nil where nothing certain was said.
    var answered: Bool?
    /// The line that was printed.
    var line: String
  }

  /// What the command printed: `ADDRESS PORT` → what came of it.
  static func parse(_ text: String) -> [String: Answer] {
    text.split(separator: "\n").reduce(into: [:]) { answers, line in
      let fields = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      guard fields.count >= 3, let status = Int(fields[2]) else { return }
      let said = fields.count == 4 ? fields[3] : ""
      answers["\(fields[0]) \(fields[1])"] = Answer(answered: answered(status, said), line: String(line))
    }
  }

  /// The exit status is bash's, or 124 of coreutils' `timeout`; with a status of 1 the text says what the kernel said.
  private static func answered(_ status: Int, _ text: Substring) -> Bool? {
    switch (status, text) {
    case (0, _): text.hasPrefix("HTTP/") ? true : nil
    case (124, _), (1, "Connection refused"), (1, "No route to host"), (1, "Network is unreachable"),
      (1, "Connection timed out"), (1, "Connection reset by peer"), (1, ""):
      false
    default: nil
    }
  }
}
