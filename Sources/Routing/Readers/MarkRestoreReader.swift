/// A rule of netfilter that puts bits of the mark that was saved for a connection over those of a packet's own.
public struct MarkRestore: Hashable, Sendable, Codable {
  /// The chain of the table `mangle` that it stands in, such as `PREROUTING`.
  public var chain: String
  /// The bits of the packet's mark that are put over, whatever was saved.
  public var mask: UInt32

  /// Makes a rule.
  public init(chain: String, mask: UInt32) {
    self.chain = chain
    self.mask = mask
  }
}

/// Reads `iptables-save`, or what of it has the target `CONNMARK`.
public enum MarkRestoreReader {
  /// The rules of `mangle` that restore marks (`-j CONNMARK --restore-mark`, with `--nfmask`, `--mask`, or all bits).
  public static func parse(_ text: String) -> [MarkRestore] {
    var table: Substring = ""
    return text.split(whereSeparator: \.isNewline).compactMap { line -> MarkRestore? in
      if line.hasPrefix("*") { table = line.dropFirst() }
      let words = line.split(separator: " ")
      // With `-c` its counters stand before a rule.
      guard table == "mangle", words.contains("--restore-mark"), let place = words.firstIndex(of: "-A"),
        place + 1 < words.count
      else { return nil }
      func value(_ option: Substring) -> UInt32? {
        guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
        let text = words[index + 1]
        return text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
      }
      return MarkRestore(chain: String(words[place + 1]), mask: value("--nfmask") ?? value("--mask") ?? .max)
    }
  }
}
