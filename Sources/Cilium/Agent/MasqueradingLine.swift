extension AgentStatus {
  /// The line that people look at: `Masquerading:` of `cilium-dbg status`, with or without `--verbose`.
  ///
  /// Forms: `BPF [dev1, dev2] <v4 CIDR> <v6 CIDR> [IPv4: Enabled, IPv6: Disabled]` (the second CIDR since 1.18),
  /// `BPF (ip-masq-agent) [dev1, dev2] …`, `BPF []` when no device is selected,
  /// `IPTables [IPv4: Enabled, IPv6: Disabled]`, `Disabled` (`pkg/client`, FormatStatusResponse).
  public struct MasqueradingLine: Hashable, Sendable, Codable {
    /// Who translates.
    public let mode: MasqueradeMode
    /// The devices in the line's order; empty unless the mode is ``MasqueradeMode/bpf``.
    public let devices: [String]
    /// Whether an ip-masq-agent says which destinations are spared; only with ``MasqueradeMode/bpf``.
    public let hasIPMasqAgent: Bool
    /// Destinations that are never translated; only with ``MasqueradeMode/bpf``.
    public let cidr: IPv4CIDR?
    /// The same for IPv6; since 1.18.
    public let cidrIPv6: IPPrefix?
    /// What stands after `IPv4:`; nil when the line does not say.
    public let ipv4Enabled: Bool?
    /// What stands after `IPv6:`; nil when the line does not say.
    public let ipv6Enabled: Bool?
    /// The line's value with its runs of spaces made one: what a report quotes.
    public let text: String

    static let what = "the Masquerading line of the agent's status"

    /// Finds and reads the line in the text of `status` or `status --verbose`.
    ///
    /// - Throws: ``ParseError`` when there is no such line or it has another form.
    public static func parse(statusText: String) throws -> MasqueradingLine {
      let lines = statusText.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      let label = "Masquerading:"
      guard let index = lines.firstIndex(where: { $0.starts(with: label.utf8) }) else {
        throw ParseError(
          what: what, found: statusText.split(separator: "\n").first.map(String.init) ?? "",
          hint: "no line starts with “\(label)”; is this the output of cilium-dbg status?")
      }
      let text = Substring(lines[index]).dropFirst(label.count).split(separator: " ").joined(separator: " ")
      return try parse(value: text, line: index + 1)
    }

    private static func parse(value text: String, line: Int) throws -> MasqueradingLine {
      func fail(_ hint: String) -> ParseError {
        ParseError(what: what, at: .line(line), found: text, hint: hint)
      }
      let word = text.prefix { $0 != " " }
      guard !word.isEmpty else { throw fail("the value is missing") }
      let mode = MasqueradeMode(String(word))
      var rest = text.dropFirst(word.count).drop { $0 == " " }
      var devices: [String] = []
      var blocks: [IPPrefix] = []
      let agent = "(ip-masq-agent)"
      let hasIPMasqAgent = mode == .bpf && rest.hasPrefix(agent)
      if hasIPMasqAgent { rest = rest.dropFirst(agent.count).drop { $0 == " " } }
      // Only BPF names devices; the bracket of IPTables holds the protocols.
      if mode == .bpf {
        guard rest.first == "[", let end = rest.firstIndex(of: "]") else { throw fail("a device list was expected") }
        devices = rest[rest.index(after: rest.startIndex)..<end].split(separator: ",").map {
          String($0.drop { $0 == " " })
        }
        rest = rest[rest.index(after: end)...]
        blocks = rest.split(separator: " ").compactMap { IPPrefix(String($0)) }
      }
      func isEnabled(_ family: IPFamily) -> Bool? {
        if rest.contains("\(family.title): Enabled") { return true }
        return rest.contains("\(family.title): Disabled") ? false : nil
      }
      return MasqueradingLine(
        mode: mode, devices: devices, hasIPMasqAgent: hasIPMasqAgent,
        cidr: blocks.lazy.compactMap(\.ipv4).first, cidrIPv6: blocks.first { $0.family == .ipv6 },
        ipv4Enabled: isEnabled(.ipv4), ipv6Enabled: isEnabled(.ipv6),
        text: text)
    }

    /// Who translates a family's packets: nobody where the line says that it is off.
    public func mode(for family: IPFamily) -> MasqueradeMode {
      let isEnabled = family == .ipv4 ? ipv4Enabled : ipv6Enabled
      return isEnabled == false ? .disabled : mode
    }
  }
}
