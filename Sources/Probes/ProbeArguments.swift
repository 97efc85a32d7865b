extension Probe {
  /// The busybox command line.
  ///
  /// What the caller gave is checked, so that none of it can be taken for an option. The shell is kept out by
  /// quoting, not by these checks.
  ///
  /// - Throws: ``InvalidProbe``.
  public func arguments() throws -> [String] {
    let seconds = wholeSeconds
    switch kind {
    case .ping(let target, let count, let payload):
      try requireHost(target, "target")
      try require((1...1000).contains(count), "count must be 1 to 1000, not \(count)")
      var arguments = ["ping", "-c", "\(count)"]
      if count > 1 { arguments += ["-i", "0.2"] }
      arguments += ["-W", "\(seconds)"]
      if let payload {
        try require((0...65507).contains(payload), "payload must be 0 to 65507 bytes, not \(payload)")
        arguments += ["-s", "\(payload)"]
      }
      // Without it, a busybox that was built to prefer IPv4 refuses an IPv6 address.
      if target.contains(":") { arguments.insert("-6", at: 1) }
      return arguments + [target]
    case .lookup(let name, let server, let onlyIPv6):
      try requireHost(name, "name")
      if let server { try requireHost(server, "server") }
      return ["nslookup"] + (onlyIPv6 ? ["-type=AAAA"] : []) + ["-timeout=\(seconds)", name]
        + (server.map { [$0] } ?? [])
    case .httpGet(let url, let header, let insecure):
      return try httpArguments(url: url, header: header, insecure: insecure)
    case .tcpConnect(let host, let port, let sourcePort):
      try requireHost(host, "host")
      try require(port != 0, "port must not be 0")
      return ["nc", "-w", "\(seconds)"] + (sourcePort.map { ["-p", "\($0)"] } ?? []) + [host, "\(port)"]
    case .readFile(let path):
      try require(path.hasPrefix("/") && isPlain(path), "path must be absolute, without control characters")
      return ["cat", path]
    }
  }

  /// When the process is killed, in seconds after its start.
  ///
  /// `wget` gets no time-out of its own, because Debian 12's busybox crashes with `-T`; so this is its time-out.
  /// The others get two seconds more than their own, so that they say themselves what they waited for.
  var killAfterSeconds: Int {
    switch kind {
    case .httpGet, .readFile: wholeSeconds
    case .lookup, .tcpConnect: wholeSeconds + 2
    case .ping(_, let count, _): wholeSeconds + 2 + count / 5
    }
  }

  private func httpArguments(url: String, header: [String: String], insecure: Bool) throws -> [String] {
    try require(url.hasPrefix("http://") || url.hasPrefix("https://"), "url must start with http:// or https://")
    try require(isPlain(url) && !url.contains(" "), "url must not hold spaces or control characters")
    // Without -q it says whom it connects to: of a name's addresses only it knows which.
    let quiet = HTTPConnection.isToAddress(url) ? ["-q"] : []
    var arguments = ["wget"] + quiet + ["-O", "-"]
    if insecure { arguments.append("--no-check-certificate") }
    // Sorted, so that the same probe always gives the same command line.
    for (name, value) in header.sorted(by: { $0.key < $1.key }) {
      let isToken = !name.isEmpty && name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
      try require(isToken, "header name “\(name)” must be letters, digits and “-”")
      try require(isPlain(value), "the value of header “\(name)” must not hold control characters")
      arguments += ["--header", "\(name): \(value)"]
    }
    return arguments + [url]
  }

  private func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
    guard condition else { throw InvalidProbe(id: id, reason: reason()) }
  }

  /// A host name or an address: what starts with a letter, digit or colon and holds only what names and addresses do.
  private func requireHost(_ text: String, _ what: String) throws {
    let allowed = Set(".:-_".utf8)
    let isHost =
      (1...253).contains(text.utf8.count) && text.first != "-"
      && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || allowed.contains($0) }
    try require(isHost, "\(what) “\(text)” is neither a host name nor an address")
  }

  private func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}

extension UInt8 {
  /// Whether this is one of A–Z, a–z, 0–9.
  var isASCIIAlphanumeric: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
