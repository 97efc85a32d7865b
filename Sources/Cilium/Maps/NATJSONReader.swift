/// Reads `bpf nat list -o json` as it comes, in constant memory.
///
/// The document shows the map's memory: addresses are arrays of bytes, ports are in network byte order read as little
/// endian (10250 appears as 2600).
public struct NATJSONReader {
  /// What was read so far.
  public private(set) var tally = ReadingTally()
  private var elements = JSONElements()

  /// Makes a reader at the beginning of an output.
  public init() {}

  /// Reads the next chunk, cut anywhere, and hands on each entry that it completes.
  public mutating func read(_ chunk: UnsafeRawBufferPointer, _ body: (NATEntry) -> Void) {
    var tally = tally
    elements.feed(chunk) { element in
      if let entry = NATEntry(json: element) {
        tally.entries += 1
        body(entry)
      } else {
        tally.countUnknown(element)
      }
    }
    self.tally = tally
  }

  /// Ends the output.
  ///
  /// - Throws: ``ParseError`` when there was no array, when the last one is cut off, or when nothing in them was an entry.
  public mutating func finish() throws(ParseError) {
    for _ in 0..<elements.overlong { tally.countUnknown("(an element of more than 1 MiB)".utf8) }
    let stray = String(decoding: elements.strayText, as: UTF8.self)
    // A usage text has brackets, too.
    guard elements.sawArray, stray.isEmpty || tally.entries > 0 else {
      throw ParseError(
        what: NATTable.what, found: stray, hint: "run cilium-dbg bpf nat list -o json as root in the agent container")
    }
    guard !elements.isOpen else {
      throw ParseError(
        what: NATTable.what, found: "", hint: "the output ends in the middle of an array: it was cut off")
    }
    try tally.requireEntries(of: NATTable.what)
  }
}

extension NATEntry {
  /// Reads one element of the array: members of `Key` and `Value` are numbers or arrays of numbers, whose names do not
  /// repeat, so a flat walk finds them all.
  init?(json bytes: UnsafeBufferPointer<UInt8>) {
    var members = NumberMembers(bytes)
    var numbers: [String: [UInt64]] = [:]
    while let (name, values) = members.next() { numbers[name] = values }
    func number(_ name: String) -> UInt64? { numbers[name]?.first }
    func endpoint(_ address: String, _ port: String) -> Endpoint? {
      guard let octets = numbers[address]?.compactMap({ UInt8(exactly: $0) }),
        let port = number(port).flatMap({ UInt16(exactly: $0) })
      else { return nil }
      return Endpoint(bytes: octets, networkPort: port)
    }
    guard let proto = number("NextHeader").flatMap({ UInt8(exactly: $0) }), let flags = number("Flags"),
      let created = number("Created"), let source = endpoint("SourceAddr", "SourcePort"),
      let destination = endpoint("DestAddr", "DestPort"), let translated = endpoint("Addr", "Port")
    else { return nil }
    let isIncoming = flags & 1 != 0
    self.init(
      proto: TransportProtocol(number: proto), direction: isIncoming ? .in : .out, source: source,
      destination: destination, translation: isIncoming ? .destination(translated) : .source(translated),
      created: .raw(created), needsCT: number("NeedsCT").map { $0 != 0 }, related: flags & 2 != 0,
      service: flags & 4 != 0)
  }
}

/// Walks over `"name": 1` and `"name": [1, 2]` wherever they stand in an object.
private struct NumberMembers {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func next() -> (name: String, values: [UInt64])? {
    while let name = nextName() {
      skip { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 || $0 == UInt8(ascii: ":") }
      guard index < bytes.count else { return nil }
      switch bytes[index] {
      case UInt8(ascii: "["): return (name, list())
      case 48...57: if let value = number() { return (name, [value]) }
      default: continue
      }
    }
    return nil
  }

  private mutating func nextName() -> String? {
    skip { $0 != UInt8(ascii: "\"") }
    guard index < bytes.count else { return nil }
    index += 1
    let start = index
    skip { $0 != UInt8(ascii: "\"") }
    guard index < bytes.count else { return nil }
    defer { index += 1 }
    return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
  }

  private mutating func list() -> [UInt64] {
    var values: [UInt64] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
      if let value = number() { values.append(value) } else { index += 1 }
    }
    return values
  }

  private mutating func number() -> UInt64? {
    var value: UInt64 = 0
    var digits = 0
    while index < bytes.count, (48...57).contains(bytes[index]) {
      value = value &* 10 &+ UInt64(bytes[index] - 48)
      digits += 1
      index += 1
    }
    return digits == 0 || digits > 19 ? nil : value
  }

  private mutating func skip(while isSkipped: (UInt8) -> Bool) {
    while index < bytes.count, isSkipped(bytes[index]) { index += 1 }
  }
}
