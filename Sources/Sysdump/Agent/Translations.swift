import Cilium

/// The translations of sources in a BPF NAT map: what the data path did.
enum Translations {
  /// More of them than these are not kept: who talks to a thousand addresses is translated the same way for all.
  private static let most = 4096
  /// No entry is longer than this, in bytes; a line may be.
  private static let longestLine = 4096

  /// Entries in which the source becomes another address, the youngest per source, destination and result.
  ///
  /// The node's own connections have entries, too, in which nothing changes.
  static func parse(_ text: FileText) throws -> [Translation] {
    var youngest: [Key: Translation] = [:]
    var (known, unknown) = (0, 0)
    text.eachLine { number, bytes in
      guard !bytes.isEmpty else { return }
      // What comes back is the other half of an entry.
      if ByteText.contains(bytes, "XLATE_DST") {
        known += 1
        return
      }
      let line = String(decoding: bytes.prefix(longestLine), as: UTF8.self)
      // An agent that does not answer leaves its error, without an end of line, before the first entry.
      guard let entry = NATEntry(line: line) ?? afterError(line[...]) else {
        unknown += 1
        return
      }
      known += 1
      guard entry.direction == .out, !entry.related, !entry.service, let age = entry.ageSeconds,
        case .source(let translated) = entry.translation, translated.address != entry.source.address
      else { return }
      let key = Key(entry.source.address, entry.destination.address, translated.address)
      guard youngest[key].map({ $0.age > age }) ?? (youngest.count < most) else { return }
      youngest[key] = Translation(
        source: entry.source.address, destination: entry.destination.address, translated: translated.address, age: age,
        reference: FileReference(
          path: text.reference.path, line: number, modified: text.reference.modified, excerpt: line))
    }
    if known == 0, unknown > 0 {
      throw ParseError(
        what: "the BPF NAT table (bpf nat list)", found: String(text.text.prefix(100)), hint: "no line is an entry")
    }
    return youngest.values.sorted { ($0.reference.line ?? 0) < ($1.reference.line ?? 0) }
  }

  private struct Key: Hashable {
    let source: IPAddress
    let destination: IPAddress
    let translated: IPAddress

    init(_ source: IPAddress, _ destination: IPAddress, _ translated: IPAddress) {
      (self.source, self.destination, self.translated) = (source, destination, translated)
    }
  }

  private static func afterError(_ line: Substring) -> NATEntry? {
    for name in ["TCP ", "UDP ", "ICMP ", "ICMPv6 "] {
      if let start = line.ranges(of: name).last?.lowerBound, let entry = NATEntry(line: line[start...]) { return entry }
    }
    return nil
  }
}
