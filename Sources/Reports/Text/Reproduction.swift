import Conformance

/// The command that repeats a run.
enum Reproduction {
  static func command(_ record: RunRecord) -> String {
    // Only the lab is walked through several scenarios; a live cluster is verified in the one that it is in.
    guard record.scenarios.count <= 1 else { return "netproof run --lab" }
    var words = ["netproof", "run", "--context", record.cluster.context]
    if let scenario = record.scenarios.first { words += ["--scenario", scenario.scenario.rawValue] }
    if let sample = record.sample, !sample.isWhole {
      words += ["--pair-limit", String(sample.limit), "--seed", sample.seed]
    }
    let endpoints = record.endpoints
    let defaults = ExternalEndpoints()
    if endpoints.pingAddress != defaults.pingAddress { words += ["--external-ping", endpoints.pingAddress] }
    if endpoints.dnsServer != defaults.dnsServer { words += ["--external-dns", endpoints.dnsServer] }
    if endpoints.dnsName != defaults.dnsName { words += ["--external-name", endpoints.dnsName] }
    if endpoints.httpsHost != defaults.httpsHost { words += ["--https-host", endpoints.httpsHost] }
    if let address = endpoints.httpsAddress { words += ["--https-address", address] }
    if let ipv6 = endpoints.ipv6 { words += flags(of: ipv6) }
    return words.map(quoted).joined(separator: " ")
  }

  private static func flags(of endpoints: IPv6Endpoints) -> [String] {
    let defaults = IPv6Endpoints()
    var words: [String] = []
    if endpoints.pingAddress != defaults.pingAddress { words += ["--external-ping-ipv6", endpoints.pingAddress] }
    if endpoints.dnsServer != defaults.dnsServer { words += ["--external-dns-ipv6", endpoints.dnsServer] }
    if endpoints.httpsHost != defaults.httpsHost { words += ["--https-host-ipv6", endpoints.httpsHost] }
    if let address = endpoints.httpsAddress { words += ["--https-address-ipv6", address] }
    return words
  }

  /// For a POSIX shell.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:@=,+".contains($0)) }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }
}
