/// Names a probe inside its batch.
public typealias ProbeID = String

/// One packet-level question, asked by a busybox program from inside a pod.
public struct Probe: Hashable, Sendable, Codable {
  /// The probe's name; unique in its batch.
  public let id: ProbeID
  /// What is asked, of whom.
  public let kind: ProbeKind
  /// How long to wait for an answer. Busybox counts whole seconds: the value is rounded up, to at least one second.
  public let timeout: Duration

  /// Makes a probe. Whether its arguments may be handed to a shell is checked by ``ProbeBatch``.
  public init(id: ProbeID, kind: ProbeKind, timeout: Duration) {
    self.id = id
    self.kind = kind
    self.timeout = timeout
  }

  /// ``timeout`` in the whole seconds that busybox understands.
  var wholeSeconds: Int {
    let (seconds, attoseconds) = timeout.components
    return max(1, Int(clamping: seconds) + (attoseconds > 0 ? 1 : 0))
  }
}

/// What a probe asks.
public enum ProbeKind: Hashable, Sendable, Codable {
  /// Echo requests (`ping`): `count` of them, five a second, each with `payload` bytes of data (busybox: 56).
  /// The ICMP header adds 8 bytes and the IP header 20.
  case ping(target: String, count: Int, payload: Int?)
  /// A DNS lookup of a name's addresses (`nslookup`), at the pod's own servers or at `server`: of both families, or only
  /// of IPv6 (`-type=AAAA`).
  case lookup(name: String, server: String?, onlyIPv6: Bool = false)
  /// An HTTP or HTTPS GET (`wget`). Busybox does not check certificates; `insecure` only silences its note.
  case httpGet(url: String, header: [String: String], insecure: Bool)
  /// A TCP connection, closed at once (`nc`), from a given local port or any.
  case tcpConnect(host: String, port: UInt16, sourcePort: UInt16?)
  /// A file's content (`cat`), such as `/etc/resolv.conf`.
  case readFile(path: String)
}
