import Foundation

extension NATTable {
  /// Reads `bpf nat list -o json`. Several maps follow each other as several arrays.
  ///
  /// - Throws: ``NATTableError/missingMap(_:)``, ``ParseError``.
  public static func parse(json: Data, stderr: String = "") throws -> NATTable {
    try NATTableError.check(stderr)
    var reader = NATJSONReader()
    var entries: [NATEntry] = []
    json.withUnsafeBytes { bytes in reader.read(bytes) { entries.append($0) } }
    try reader.finish()
    return NATTable(entries: entries, tally: reader.tally)
  }
}

extension NATEntry.Endpoint {
  /// An endpoint as the map's memory shows it; nil when the address is neither 4 nor 16 bytes long.
  init?(bytes: [UInt8], networkPort: UInt16) {
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
