import Cilium

/// Connections and questions from a node's own network, by the agent's container: it shares the host's network and cgroups,
/// so its sockets are translated as every process' of the host, and no pod with host network has to be admitted.
enum HostConnections {
  /// So many are made at once: each takes a few processes in the agent's container.
  private static let atOnce = 32

  /// What is tried, and what counts as an answer.
  enum Kind: String, Sendable, Hashable {
    /// A page is asked for, so that a connection counts which reaches a server.
    case page
    /// A connection is made.
    case connection
    /// A connection is made or refused: either comes from the host that is asked.
    case host
    /// A question is sent to a DNS server, which has to know the answer.
    case name
  }

  /// Whom one goes to.
  struct Target: Sendable, Hashable {
    var kind: Kind
    /// An address; of ``Kind/connection`` also a name.
    var address: String
    var port: Int
    /// The question of ``Kind/name``, as `printf` writes its bytes.
    var question = ""

    /// What tells its line from others'.
    var key: String { "\(kind.rawValue) \(address) \(port)" }
  }

  /// The command for the agent's container; the image has bash, whose `/dev/tcp` and `/dev/udp` need no other program, and
  /// coreutils.
  ///
  /// - Parameter patience: How long one may take, in seconds.
  static func command(_ targets: [Target], patience: Int) -> [String] {
    ["bash", "-c", script, "bash", "\(patience)"]
      + targets.map { "\($0.kind.rawValue)|\($0.address)|\($0.port)|\($0.question)" }
  }

  /// How long the command may take, in seconds.
  static func seconds(_ count: Int, patience: Int) -> Int {
    ((count + atOnce - 1) / atOnce) * (patience + 1) + 10
  }

  /// Prints a line `KIND ADDRESS PORT STATUS TEXT` per target: the answer's first line or bytes, or what bash says.
  ///
  /// Of a DNS answer its header is printed (RFC 1035, section 4.1.1): a datagram is read by one call, which drops the rest.
  private static let script = #"""
    export LC_ALL=C
    page='exec 3<>"/dev/tcp/$0/$1" && printf "GET / HTTP/1.0\r\n\r\n" >&3 && IFS= read -r line <&3 && printf %s "$line"'
    connection='exec 3<>"/dev/tcp/$0/$1"'
    host=$connection
    name='set -o pipefail; exec 3<>"/dev/udp/$0/$1" && printf "$2" | \#(NameQuestion.whole) >&3 && dd bs=12 count=1 <&3 2>/dev/null | od -An -tx1'
    patience=$1
    shift
    asked=0
    for target; do
      [ $((asked++ % \#(atOnce))) -ne 0 ] || wait
      (
      IFS='|' read -r kind address port question <<<"$target"
      said=$(timeout $patience bash -c "${!kind}" "$address" "$port" "$question" 2>&1)
      status=$?
      said=${said//$'\r'/}
      said=${said%%$'\n'*}
      echo "$kind $address $port $status ${said##*: }"
      ) &
    done
    wait
    """#

  /// What came of one connection.
  struct Answer: Sendable, Hashable {
    /// Whether it was answered; nil where nothing certain was said.
    var answered: Bool?
    /// The line that was printed.
    var line: String
  }

  /// What the command printed: ``Target/key`` → what came of it.
  static func parse(_ text: String) -> [String: Answer] {
    text.split(separator: "\n").reduce(into: [:]) { answers, line in
      let fields = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
      guard fields.count >= 4, let kind = Kind(rawValue: String(fields[0])), let status = Int(fields[3]) else { return }
      let said = fields.count == 5 ? fields[4] : ""
      let key = fields[..<3].joined(separator: " ")
      answers[key] = Answer(answered: answered(kind, status, said), line: String(line))
    }
  }

  /// The exit status is bash's, or 124 of coreutils' `timeout`; with a status of 1 the text says what the kernel said.
  private static func answered(_ kind: Kind, _ status: Int, _ text: Substring) -> Bool? {
    switch (status, text) {
    case (0, _):
      switch kind {
      case .page: text.hasPrefix("HTTP/") ? true : nil
      case .connection, .host: true
      case .name: DNSHeader(text).map(\.hasAnswer)
      }
    case (1, "Connection refused") where kind == .host: true
    case (124, _), (1, "Connection refused"), (1, "No route to host"), (1, "Network is unreachable"),
      (1, "Connection timed out"), (1, "Connection reset by peer"), (1, ""):
      false
    default: nil
    }
  }
}

/// The header of a DNS answer (RFC 1035, section 4.1.1), as `od` writes bytes.
private struct DNSHeader {
  private let bytes: [UInt8]

  /// - Returns: `nil` where the text is no header of an answer to ``NameQuestion``.
  init?(_ text: Substring) {
    bytes = text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    guard bytes.count >= 12, Array(bytes[..<2]) == NameQuestion.identifier, bytes[2] & 0x80 != 0 else { return nil }
  }

  /// Whether the server reports no error and gives at least one record.
  var hasAnswer: Bool { bytes[3] & 0x0F == 0 && (bytes[6] != 0 || bytes[7] != 0) }
}
