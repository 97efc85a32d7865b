import Cilium

/// The agent's configuration as `config -a` prints it for people: `Name : value` lines with Go's names.
enum ConfigurationText {
  /// - Throws: `ParseError` where it is no such text.
  static func parse(_ text: String) throws -> AgentConfiguration {
    var values: [Substring: Substring] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { continue }
      values[line[..<colon].trimmed] = line[line.index(after: colon)...].trimmed
    }
    guard let masquerade = values["EnableBPFMasquerade"].flatMap({ Bool(String($0)) }) else {
      throw ParseError(
        what: "the agent's configuration (config -a)", found: String(text.prefix(100)),
        hint: "it has no EnableBPFMasquerade")
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
  static func options(_ text: String, _ known: Interner<[String: String]>) throws -> [String: String] {
    let lines = text.split(whereSeparator: \.isNewline).filter { line in
      line.first?.isLetter == true && !["CreationTime", "Devices"].contains(where: line.hasPrefix)
    }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    let options = try known.value(of: bytes[...]) {
      lines.reduce(into: [String: String]()) { options, line in
        guard let colon = line.firstIndex(of: ":") else { return }
        options[line[..<colon].trimmed.lowercased()] = String(line[line.index(after: colon)...].trimmed)
      }
    }
    guard options["enablebpfmasquerade"] != nil else {
      throw ParseError(
        what: "the agent's configuration (config -a)", found: String(text.prefix(100)),
        hint: "it has no EnableBPFMasquerade")
    }
    return options
  }

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
