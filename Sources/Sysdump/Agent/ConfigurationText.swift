import Cilium

/// The agent's configuration as `config -a` prints it for people: `Name : value` lines with Go's names.
enum ConfigurationText {
  /// - Throws: `ParseError` where it is no such text.
  static func parse(_ text: FileText) throws -> AgentConfiguration {
    // Of hundreds of lines only those that are asked for become characters.
    let wanted = text.lines(
      with: "Devices", "EnableBPFMasquerade", "EnableIPv4Masquerade", "RoutingMode", "TunnelProtocol", "ClusterName",
      "DirectRoutingDevice")
    var values: [Substring: Substring] = [:]
    for (_, line) in wanted {
      guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { continue }
      values[line[..<colon].trimmed] = line[line.index(after: colon)...].trimmed
    }
    guard let masquerade = values["EnableBPFMasquerade"].flatMap({ Bool(String($0)) }) else {
      throw noConfiguration(text)
    }
    guard let devices = values["Devices"] else {
      throw ParseError(
        what: "the agent's configuration (config -a)", found: "", hint: "this release does not list the devices there")
    }
    func nonempty(_ key: Substring) -> String? {
      values[key].flatMap { $0.isEmpty || $0 == "<nil>" ? nil : String($0) }
    }
    return AgentConfiguration(
      devices: list(devices), enableBPFMasquerade: masquerade,
      enableIPv4Masquerade: values["EnableIPv4Masquerade"] == "true", routingMode: nonempty("RoutingMode") ?? "",
      tunnelProtocol: nonempty("TunnelProtocol"), clusterName: nonempty("ClusterName"),
      directRoutingDevice: nonempty("DirectRoutingDevice"))
  }

  /// Every option by its name in small letters. The time at which it was made, and what the agent found for itself, are
  /// left out: what all agents were told is the same for all.
  ///
  /// - Throws: `ParseError` where it is no such text.
  static func options(_ text: FileText, _ known: Interner<[String: String]>) throws -> [String: String] {
    var told: [UInt8] = []
    told.reserveCapacity(text.bytes.count)
    text.eachLine { _, line in
      guard let first = line.first, isLetter(first), !ByteText.starts(line, with: "CreationTime"),
        !ByteText.starts(line, with: "Devices")
      else { return }
      told.append(contentsOf: line)
      told.append(0x0A)
    }
    let options = try known.value(of: told[...]) {
      String(decoding: told, as: UTF8.self).split(separator: "\n").reduce(into: [String: String]()) { options, line in
        guard let colon = line.firstIndex(of: ":") else { return }
        options[line[..<colon].trimmed.lowercased()] = String(line[line.index(after: colon)...].trimmed)
      }
    }
    guard options["enablebpfmasquerade"] != nil else { throw noConfiguration(text) }
    return options
  }

  private static func noConfiguration(_ text: FileText) -> ParseError {
    ParseError(
      what: "the agent's configuration (config -a)", found: String(text.text.prefix(100)),
      hint: "it has no EnableBPFMasquerade")
  }

  /// Whether it is one of ASCII's, as Go's names begin with.
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// Go's `[a b]`, or `<nil>`.
  private static func list(_ text: Substring) -> [String] {
    text.trimmingPrefix("[").split(separator: " ").map { $0.hasSuffix("]") ? $0.dropLast() : $0 }
      .filter { !$0.isEmpty && $0 != "<nil>" }.map(String.init)
  }
}

extension Substring {
  /// Without white space at either end.
  var trimmed: Substring {
    let start = drop(while: \.isWhitespace)
    return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
  }
}
