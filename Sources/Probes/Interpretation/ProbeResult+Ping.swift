extension ProbeResult {
  /// Busybox's ping exits with 0 when any reply came, 1 otherwise, and prints its statistics in both cases:
  /// `3 packets transmitted, 3 packets received, 0% packet loss`, with duplicates after the second number.
  static func interpretPing(_ raw: RawProbeResult) -> ProbeOutcome {
    let lines = raw.stdout.split(separator: "\n")
    guard let statistics = lines.lazy.compactMap({ PingStatistics(summary: $0, of: lines, raw) }).first else {
      let timedOut: ProbeFailure? = raw.exitCode == timedOutExitCode ? .timedOut : nil
      return ProbeOutcome(measurement: nil, failure: networkFailure(raw.stderr) ?? timedOut ?? unexplained(raw))
    }
    let failure = statistics.received > 0 ? nil : networkFailure(raw.stderr) ?? .noReply
    return ProbeOutcome(measurement: .ping(statistics), failure: failure)
  }
}

extension PingStatistics {
  fileprivate init?(summary: Substring, of lines: [Substring], _ raw: RawProbeResult) {
    var counts: [Substring: Int] = [:]
    for part in summary.split(separator: ",") {
      let words = part.split(separator: " ")
      guard let number = words.first, let word = words.last else { return nil }
      // "3 packets transmitted", "3 packets received", "1 duplicates", "0% packet loss"
      let digits = number.hasSuffix("%") ? number.dropLast() : number
      guard let value = Int(digits) else { return nil }
      counts[word] = value
    }
    guard let transmitted = counts["transmitted"], let received = counts["received"], let loss = counts["loss"],
      transmitted >= 0, received >= 0
    else { return nil }
    let replies = lines.compactMap { PingReply($0) }
    self.init(
      transmitted: transmitted, received: received, duplicates: counts["duplicates"] ?? 0, lossPercent: loss,
      roundTrip: lines.lazy.compactMap(RoundTrip.init(line:)).first,
      ttl: replies.lazy.compactMap(\.ttl).first,
      icmpID: raw.processID.map { UInt16(truncatingIfNeeded: $0) },
      replyTimes: replies.filter { !$0.isDuplicate }.compactMap(\.milliseconds))
  }
}

extension PingStatistics.RoundTrip {
  /// `round-trip min/avg/max = 0.124/0.227/0.422 ms`
  fileprivate init?(line: Substring) {
    guard line.hasPrefix("round-trip "), let sign = line.firstIndex(of: "=") else { return nil }
    let numbers = line[line.index(after: sign)...].split(separator: " ").first?.split(separator: "/") ?? []
    guard numbers.count == 3, let minimum = Double(numbers[0]), let average = Double(numbers[1]),
      let maximum = Double(numbers[2])
    else { return nil }
    self.init(minimum: minimum, average: average, maximum: maximum)
  }
}
