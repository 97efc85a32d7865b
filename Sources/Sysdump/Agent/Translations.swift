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
      // An agent that does not answer leaves its error, without an end of line, before the first entry.
      guard let item = NATTextReader.item(line: bytes, limit: longestLine) ?? afterError(line(bytes)[...]) else {
        unknown += 1
        return
      }
      known += 1
      guard let age = item.age, let (source, destination, translated) = item.changedSource else { return }
      let key = Key(source, destination, translated)
      guard youngest[key].map({ $0.age > age }) ?? (youngest.count < most) else { return }
      youngest[key] = Translation(
        source: source, destination: destination, translated: translated, age: age,
        reference: FileReference(
          path: text.reference.path, line: number, modified: text.reference.modified, excerpt: line(bytes)))
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

  private static func line(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix(longestLine), as: UTF8.self)
  }

  private static func afterError(_ line: Substring) -> NATTextReader.Item? {
    for name in ["TCP ", "UDP ", "ICMP ", "ICMPv6 "] {
      if let start = line.ranges(of: name).last?.lowerBound, let entry = NATEntry(line: line[start...]) {
        return .entry(entry)
      }
    }
    return nil
  }
}

extension NATTextReader.Item {
  /// How old it is, in seconds; nil where only the map's clock is known.
  fileprivate var age: Int? {
    switch self {
    case .record(let record): record.ageSeconds
    case .entry(let entry): entry.ageSeconds
    }
  }

  /// The addresses of an outgoing flow whose source becomes another address; nil for any other entry.
  fileprivate var changedSource: (source: IPAddress, destination: IPAddress, translated: IPAddress)? {
    switch self {
    case .record(let record):
      guard record.flags == 0, record.translated != record.source else { return nil }
      return (.v4(record.source), .v4(record.destination), .v4(record.translated))
    case .entry(let entry):
      guard entry.direction == .out, !entry.related, !entry.service,
        case .source(let translated) = entry.translation, translated.address != entry.source.address
      else { return nil }
      return (entry.source.address, entry.destination.address, translated.address)
    }
  }
}
