/// The text of `cilium-dbg status`, with or without `--verbose`: labelled lines, and tables below some of them.
public struct StatusText: Hashable, Sendable {
  /// Label → value, its runs of spaces made one; only of lines that begin at the margin.
  public let values: [String: String]
  /// How packets that leave are translated.
  public let masquerading: AgentStatus.MasqueradingLine
  /// The selected devices and their addresses; empty without kube-proxy replacement.
  public let devices: [AgentStatus.SelectedDevice]
  /// The device for traffic between nodes without a tunnel.
  public let directRoutingDevice: String?
  /// The agent's version.
  public let ciliumVersion: String?
  /// Map → its size in entries, as `--verbose` lists them.
  public let mapSizes: [String: Int]

  /// Reads the text.
  ///
  /// - Throws: ``ParseError`` for anything else: a status has its Cilium and Masquerading lines in every release.
  public static func parse(_ text: String) throws -> StatusText {
    // Of thousands of lines, those at the margin: the rest are tables.
    let lines = text.utf8.split(separator: 0x0A)
    let margin = lines.filter { $0.first.map { $0 != 0x20 && $0 != 0x09 } ?? false }.map { Substring($0) }
    let values = margin.reduce(into: [String: String]()) { result, line in
      guard let colon = line.firstIndex(of: ":") else { return }
      let label = String(line[..<colon])
      // A label may come again with another meaning further down; the first is the status's own.
      guard result[label] == nil else { return }
      result[label] = line[line.index(after: colon)...].split(separator: " ").joined(separator: " ")
    }
    guard let cilium = values["Cilium"] else {
      throw ParseError(
        what: "the agent's status (status)", found: lines.first.map { String(Substring($0)) } ?? "",
        hint: "no line starts with “Cilium:”; is the agent running?")
    }
    let (devices, direct) = selected(values["KubeProxyReplacement"] ?? "")
    return StatusText(
      values: values, masquerading: try AgentStatus.MasqueradingLine.parse(statusText: text), devices: devices,
      directRoutingDevice: direct,
      ciliumVersion: cilium.split(separator: " ").first { $0.first?.isNumber == true }.map(String.init),
      mapSizes: sizes(lines))
  }

  /// `True [enp0s6 10.0.0.239 fe80::1, tailscale0 100.64.0.1 (Direct Routing)]`
  private static func selected(_ value: String) -> ([AgentStatus.SelectedDevice], String?) {
    guard let open = value.firstIndex(of: "["), let close = value.lastIndex(of: "]"), open < close else {
      return ([], nil)
    }
    let mark = "(Direct Routing)"
    var direct: String?
    let devices = value[value.index(after: open)..<close].split(separator: ",").compactMap { part in
      let words = part.replacing(mark, with: "").split(separator: " ").map(String.init)
      if part.contains(mark) { direct = words.first }
      return words.first.map { AgentStatus.SelectedDevice(name: $0, addresses: Array(words.dropFirst())) }
    }
    return (devices, direct)
  }

  private static func sizes(_ lines: [Substring.UTF8View]) -> [String: Int] {
    guard let start = lines.firstIndex(where: { $0.starts(with: "BPF Maps:".utf8) }) else { return [:] }
    return lines[(start + 1)...].prefix { $0.first == 0x20 }.reduce(into: [:]) { result, line in
      let words = Substring(line).split(separator: " ")
      guard words.count > 1, let size = words.last.flatMap({ Int($0) }) else { return }
      result[words.dropLast().joined(separator: " ")] = size
    }
  }
}
