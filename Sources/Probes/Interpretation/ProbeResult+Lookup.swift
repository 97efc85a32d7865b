extension ProbeResult {
  /// Busybox's nslookup asks for A and AAAA at once and prints the answers as they come: a header with the server, then
  /// for each answer `Name:` and `Address:` lines, or only its heading when there is none of that family. Errors are on
  /// stdout too.
  static func interpretLookup(_ raw: RawProbeResult) -> ProbeOutcome {
    let lines = raw.stdout.split(separator: "\n")
    let server = lines.first { $0.hasPrefix("Server:") }.map { value(of: $0) }
    // The first "Address:" is the server's own.
    let addresses = lines.drop { !$0.hasPrefix("Name:") }.filter { $0.hasPrefix("Address") }.map { value(of: $0) }
    func outcome(_ status: LookupAnswer.Status, _ failure: ProbeFailure?) -> ProbeOutcome {
      let answer = LookupAnswer(server: server, addresses: addresses, status: status)
      return ProbeOutcome(measurement: .lookup(answer), failure: failure)
    }
    // One family's answer is enough: a server may refuse the other.
    if !addresses.isEmpty { return outcome(.answered, nil) }
    if let word = serverError(lines) {
      return switch word {
      case "NXDOMAIN": outcome(.nxdomain, .nxdomain)
      case "REFUSED": outcome(.refused, .lookupFailed(word))
      case "SERVFAIL": outcome(.servfail, .lookupFailed(word))
      default: ProbeOutcome(measurement: nil, failure: .lookupFailed(word))
      }
    }
    // Before the text on stderr: the send error of one try ("Connection refused") says more than the final time-out.
    if let failure = networkFailure(raw.stderr), failure != .timedOut {
      return failure == .refused ? outcome(.refused, failure) : ProbeOutcome(measurement: nil, failure: failure)
    }
    let timedOut =
      raw.exitCode == timedOutExitCode || raw.stdout.contains("connection timed out")
      || raw.stderr.contains("timed out")
    if timedOut { return outcome(.timedOut, .timedOut) }
    if server != nil, raw.exitCode == 0 { return outcome(.noData, .lookupFailed("no address")) }
    return ProbeOutcome(measurement: nil, failure: unexplained(raw))
  }

  /// The word after the colon of `** server can't find name: NXDOMAIN`.
  private static func serverError(_ lines: [Substring]) -> String? {
    for line in lines where line.contains("can't find") {
      if line.contains("No answer") { continue }
      return line.lastIndex(of: ":").map { line[line.index(after: $0)...].filter { !$0.isWhitespace } }
    }
    return nil
  }

  /// What stands after the label of `Address:\t8.8.8.8:53`, `Address: 142.250.0.1` or the older
  /// `Address 1: 10.96.0.1 name`.
  private static func value(of line: Substring) -> String {
    let afterLabel = line.firstIndex(of: ":").map { line[line.index(after: $0)...] } ?? line
    return afterLabel.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
  }
}
