import Foundation

extension NATTable {
  /// Reads `bpf nat list -o json`.
  ///
  /// The document shows the map's memory: addresses are arrays of bytes, and ports are in network byte order read as
  /// little endian (10250 appears as 2600). Several maps follow each other as several arrays.
  ///
  /// - Throws: ``NATTableError/missingMap(_:)``, ``ParseError``.
  public static func parse(json: Data, stderr: String = "") throws -> NATTable {
    for line in stderr.split(separator: "\n") where line.contains("Unable to open") {
      throw NATTableError.missingMap(String(line))
    }
    let hint = "run cilium-dbg bpf nat list -o json as root in the agent container"
    var entries: [NATEntry] = []
    for part in arrays(in: json) {
      for record in try decodeJSON([Record].self, from: part, what: what, hint: hint) {
        guard let entry = NATEntry(record) else {
          throw ParseError(what: what, found: "\(record)", hint: "an address is neither 4 nor 16 bytes long")
        }
        entries.append(entry)
      }
    }
    return NATTable(entries: entries)
  }

  /// Cuts the output where one array ends and the next begins. Only brackets at the line start end an array, since
  /// the command indents everything inside.
  private static func arrays(in json: Data) -> [Data] {
    let separator = Data("\n]\n".utf8)
    var parts: [Data] = []
    var rest = json[...]
    while let end = rest.range(of: separator) {
      parts.append(Data(rest[..<end.upperBound]))
      rest = rest[end.upperBound...]
    }
    let isBlank = rest.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    if !isBlank || parts.isEmpty { parts.append(Data(rest)) }
    return parts
  }

  fileprivate struct Record: Decodable {
    struct Key: Decodable {
      let destination: [UInt8]
      let source: [UInt8]
      let destinationPort: UInt16
      let sourcePort: UInt16
      let protocolNumber: UInt8
      let flags: UInt8
      enum CodingKeys: String, CodingKey {
        case destination = "DestAddr"
        case source = "SourceAddr"
        case destinationPort = "DestPort"
        case sourcePort = "SourcePort"
        case protocolNumber = "NextHeader"
        case flags = "Flags"
      }
    }
    struct Value: Decodable {
      let created: UInt64
      let needsCT: UInt64?
      let address: [UInt8]
      let port: UInt16
      enum CodingKeys: String, CodingKey {
        case created = "Created"
        case needsCT = "NeedsCT"
        case address = "Addr"
        case port = "Port"
      }
    }
    let key: Key
    let value: Value
    enum CodingKeys: String, CodingKey {
      case key = "Key"
      case value = "Value"
    }
  }
}

extension NATEntry {
  /// The key's flag bits (`bpf/lib/common.h`, TUPLE_F_*).
  private enum Flag {
    static let incoming: UInt8 = 1
    static let related: UInt8 = 2
    static let service: UInt8 = 4
  }

  fileprivate init?(_ record: NATTable.Record) {
    guard let source = Endpoint(bytes: record.key.source, networkPort: record.key.sourcePort),
      let destination = Endpoint(bytes: record.key.destination, networkPort: record.key.destinationPort),
      let translated = Endpoint(bytes: record.value.address, networkPort: record.value.port)
    else { return nil }
    let isIncoming = record.key.flags & Flag.incoming != 0
    self.init(
      proto: TransportProtocol(number: record.key.protocolNumber), direction: isIncoming ? .in : .out,
      source: source, destination: destination,
      translation: isIncoming ? .destination(translated) : .source(translated),
      created: .raw(record.value.created), needsCT: record.value.needsCT.map { $0 != 0 },
      related: record.key.flags & Flag.related != 0, service: record.key.flags & Flag.service != 0)
  }
}

extension NATEntry.Endpoint {
  fileprivate init?(bytes: [UInt8], networkPort: UInt16) {
    let address: IPAddress
    if bytes.count == 4 {
      address = .v4(IPv4Address(bytes[0], bytes[1], bytes[2], bytes[3]))
    } else if let v6 = IPv6Address(bytes: bytes) {
      address = .v6(v6)
    } else {
      return nil
    }
    self.init(address: address, port: networkPort.byteSwapped)
  }
}
