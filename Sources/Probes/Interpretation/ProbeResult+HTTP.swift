extension ProbeResult {
  /// Busybox's wget exits with 0 for a success and says on stderr what went wrong otherwise. For HTTPS it also says there
  /// that it does not check certificates.
  static func interpretHTTP(_ raw: RawProbeResult) -> ProbeOutcome {
    if raw.exitCode == 0 {
      return ProbeOutcome(measurement: .http(HTTPAnswer(body: raw.stdout)), failure: nil)
    }
    if let status = errorStatus(raw.stderr) {
      return ProbeOutcome(
        measurement: .http(HTTPAnswer(body: "", errorStatus: status)), failure: .httpStatus(status))
    }
    if let failure = networkFailure(raw.stderr) { return ProbeOutcome(measurement: nil, failure: failure) }
    if raw.exitCode == timedOutExitCode { return ProbeOutcome(measurement: nil, failure: .timedOut) }
    let broken = raw.stderr.split(separator: "\n").first { line in
      ["error getting response", "short read", "TLS error", "Connection reset", "bad header", "connection closed"]
        .contains { line.contains($0) }
    }
    return ProbeOutcome(measurement: nil, failure: broken.map { .broken(String($0)) } ?? unexplained(raw))
  }

  /// `wget: server returned error: HTTP/1.1 404 Not Found`
  private static func errorStatus(_ stderr: String) -> Int? {
    for line in stderr.split(separator: "\n") {
      guard let range = line.firstRange(of: "server returned error: HTTP/") else { continue }
      let words = line[range.upperBound...].split(separator: " ")
      return words.count > 1 ? Int(words[1]) : nil
    }
    return nil
  }

  /// Busybox's nc exits with 0 once the other side has closed too. A silent peer keeps it until `timeout` ends it, which
  /// comes later than nc's own time-out for connecting: so a program that had to be ended was connected.
  static func interpretTCP(_ raw: RawProbeResult) -> ProbeOutcome {
    let connected = ProbeOutcome(measurement: .tcp(connected: true), failure: nil)
    if raw.exitCode == 0 || raw.exitCode == timedOutExitCode { return connected }
    if raw.stderr.contains("Address already in use") || raw.stderr.contains("Address in use") {
      return ProbeOutcome(measurement: nil, failure: .couldNotRun(firstLine(raw.stderr)))
    }
    guard let failure = networkFailure(raw.stderr) else {
      return ProbeOutcome(measurement: nil, failure: unexplained(raw))
    }
    if case .badAddress = failure { return ProbeOutcome(measurement: nil, failure: failure) }
    return ProbeOutcome(measurement: .tcp(connected: false), failure: failure)
  }
}
