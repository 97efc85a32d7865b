import Cilium
import Foundation

/// Writes a NAT listing as large as a full map, and reads such listings as netproof does: what `scripts/bench tables`
/// times against `wc`, `grep`, `awk` and `jq`.
@main
enum TableBench {
  static func main() throws {
    switch CommandLine.arguments.dropFirst().first {
    case "generate-text":
      var listing = Listing()
      listing.write { Listing.line($0) }
    case "generate-json":
      var listing = Listing()
      listing.writeJSON()
    case "read-text": try readText()
    case "read-json": try readJSON()
    default:
      FileHandle.standardError.write(
        Data("usage: TableBench generate-text|generate-json > FILE; TableBench read-text|read-json < FILE\n".utf8))
      exit(2)
    }
  }

  private static func readText() throws {
    var reader = NATTextReader()
    var check: UInt64 = 0
    try chunks { chunk in
      reader.read(chunk) { item in
        if case .record(let record) = item { check &+= UInt64(record.translated.rawValue) &+ UInt64(record.sourcePort) }
      }
    }
    try reader.finish()
    report(reader.tally, check)
  }

  private static func readJSON() throws {
    var reader = NATJSONReader()
    var check: UInt64 = 0
    try chunks { chunk in
      reader.read(chunk) { entry in
        check &+= UInt64(entry.translation.endpoint.address.ipv4?.rawValue ?? 0) &+ UInt64(entry.source.port)
      }
    }
    try reader.finish()
    report(reader.tally, check)
  }

  /// Standard input in pieces that fit the processor's cache.
  private static func chunks(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(0, buffer.baseAddress, buffer.count)
      guard count > 0 else { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// Entries, lines that are none, a sum over what was read, and the most memory that was used, in KiB.
  private static func report(_ tally: ReadingTally, _ check: UInt64) {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    print(tally.entries, tally.unknown, check, usage.ru_maxrss)
  }
}

/// Pairs of entries of a busy node, the same in every run.
struct Listing {
  /// Cilium's default size of the map.
  static let entries = 524_288
  private var state: UInt64 = 0x5EED

  private mutating func random(_ bound: UInt64) -> UInt64 {
    // xorshift64 (Marsaglia 2003)
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state % bound
  }

  private mutating func pair() -> [NATEntry] {
    let proto: NATEntry.TransportProtocol = [.tcp, .tcp, .udp, .icmp][Int(random(4))]
    let pod = NATEntry.Endpoint(
      IPv4Address(10, 244, UInt8(random(4)), UInt8(random(256))), UInt16(1024 + random(64_000)))
    let outside = IPv4Address(UInt8(1 + random(222)), UInt8(random(256)), UInt8(random(256)), UInt8(random(256)))
    let far = NATEntry.Endpoint(outside, proto == .icmp ? 0 : [443, 53, 80, 6443][Int(random(4))])
    let node = NATEntry.Endpoint(IPv4Address(10, 0, 0, 239), UInt16(32_768 + random(32_000)))
    let created = NATEntry.Created.secondsAgo(Int(random(21_600)))
    return [
      NATEntry(
        proto: proto, direction: .out, source: pod, destination: far, translation: .source(node), created: created,
        needsCT: false),
      NATEntry(
        proto: proto, direction: .in, source: far, destination: node, translation: .destination(pod),
        created: created, needsCT: false),
    ]
  }

  static func line(_ entry: NATEntry) -> String {
    "\(entry) Created=\(entry.ageSeconds ?? 0)sec ago NeedsCT=0\n"
  }

  mutating func write(_ format: (NATEntry) -> String) {
    var text = ""
    for index in 0..<Self.entries / 2 {
      for entry in pair() { text += format(entry) }
      if index % 4096 == 4095 {
        FileHandle.standardOutput.write(Data(text.utf8))
        text = ""
      }
    }
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// As `bpf nat list -o json` lays it out, without its indentation.
  mutating func writeJSON() {
    FileHandle.standardOutput.write(Data("[".utf8))
    var isFirst = true
    write { entry in
      defer { isFirst = false }
      return (isFirst ? "" : ",") + Self.json(entry) + "\n"
    }
    FileHandle.standardOutput.write(Data("]\n".utf8))
  }

  private static func json(_ entry: NATEntry) -> String {
    func bytes(_ address: IPAddress) -> String {
      let number = address.ipv4?.rawValue ?? 0
      return "[\(number >> 24),\(number >> 16 & 255),\(number >> 8 & 255),\(number & 255)]"
    }
    let proto = entry.proto == .tcp ? 6 : entry.proto == .udp ? 17 : 1
    return #"{"Key":{"DestAddr":\#(bytes(entry.destination.address)),"SourceAddr":\#(bytes(entry.source.address)),"#
      + #""DestPort":\#(entry.destination.port.byteSwapped),"SourcePort":\#(entry.source.port.byteSwapped),"#
      + #""NextHeader":\#(proto),"Flags":\#(entry.direction == .in ? 1 : 0)},"Value":{"Created":1,"NeedsCT":0,"#
      + #""Pad1":0,"Pad2":0,"Addr":\#(bytes(entry.translation.endpoint.address)),"#
      + #""Port":\#(entry.translation.endpoint.port.byteSwapped)}}"#
  }
}
