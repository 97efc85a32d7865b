/// Makes sense of what a probe's program left behind.
public enum ProbeResult {
  /// The outcome of a probe. Never fails: what cannot be understood is an outcome too.
  public static func interpret(_ probe: Probe, _ raw: RawProbeResult) -> ProbeOutcome {
    if let reason = couldNotRun(raw) {
      return ProbeOutcome(measurement: nil, failure: .couldNotRun(reason))
    }
    return switch probe.kind {
    case .ping: interpretPing(raw)
    case .lookup: interpretLookup(raw)
    case .httpGet: interpretHTTP(raw)
    case .tcpConnect: interpretTCP(raw)
    case .readFile: interpretFile(raw)
    }
  }

  /// SIGTERM, by `timeout`.
  static let timedOutExitCode: Int32 = 143

  /// What holds for every program: the shell could not start it, it refused its arguments, or a signal that is not
  /// `timeout`'s ended it.
  private static func couldNotRun(_ raw: RawProbeResult) -> String? {
    let first = firstLine(raw.stderr)
    switch raw.exitCode {
    case 126, 127: return first.isEmpty ? "exit status \(raw.exitCode)" : first
    case timedOutExitCode: return nil
    case 129...: return "signal \(raw.exitCode - 128) ended the program"
    default: break
    }
    guard raw.exitCode != 0 else { return nil }
    let lines = raw.stderr.split(separator: "\n")
    let denied = lines.first { line in
      !isRefusedConnection(line)
        && (line.lowercased().contains("permission denied") || line.contains("not permitted"))
    }
    if let denied {
      return String(denied)
    }
    if lines.contains(where: { $0.hasPrefix("Usage: ") || $0.contains("invalid option") }) { return first }
    return nil
  }

  /// A connection that the node itself turns down: Cilium's program at the socket does so for a Service without backends
  /// (`service-no-backend-response: reject`). The probe had every right to try.
  private static func isRefusedConnection(_ line: some StringProtocol) -> Bool {
    line.contains("can't connect to remote host") && line.hasSuffix("Operation not permitted")
  }

  static func firstLine(_ text: String) -> String {
    text.split(separator: "\n").first.map(String.init) ?? ""
  }

  /// The failure that a line of stderr tells of, in the words that busybox's programs share.
  static func networkFailure(_ stderr: String) -> ProbeFailure? {
    for line in stderr.split(separator: "\n") {
      if let name = line.firstRange(of: "bad address '").map({ line[$0.upperBound...].prefix { $0 != "'" } }) {
        return .badAddress(String(name))
      }
      if line.contains("Connection refused") { return .refused }
      if line.contains("timed out") { return .timedOut }
      let isUnreachable =
        line.contains("Network is unreachable") || line.contains("No route to host")
        || line.contains("Host is unreachable") || line.contains("Network is down") || isRefusedConnection(line)
      if isUnreachable { return .unreachable(String(line)) }
    }
    return nil
  }

  /// The last resort for a program that failed without a reason that is known here.
  static func unexplained(_ raw: RawProbeResult) -> ProbeFailure {
    // That a program connected is no reason.
    let errors = raw.stderr.split(separator: "\n").filter { HTTPConnection(line: $0) == nil }.joined(separator: "\n")
    let line = firstLine(errors.isEmpty ? raw.stdout : errors)
    return .malformed("exit status \(raw.exitCode), \(line.isEmpty ? "no output" : "“\(line.prefix(160))”")")
  }

  private static func interpretFile(_ raw: RawProbeResult) -> ProbeOutcome {
    guard raw.exitCode == 0 else {
      return ProbeOutcome(measurement: nil, failure: .couldNotRun(firstLine(raw.stderr)))
    }
    return ProbeOutcome(measurement: .file(raw.stdout), failure: nil)
  }
}
