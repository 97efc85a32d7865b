import Cilium
import Foundation

/// Replaces what is a cluster's own in a text: addresses, hardware addresses, keys, names. What is not recognised stays, so
/// only texts of known forms go through it.
struct TextAnonymiser {
  let addresses: AddressMap
  let names: NameMap
  let hash: KeyedHash

  /// What stands in a text that is an address or a block.
  enum Found: Hashable {
    case address(IPAddress)
    case block(IPPrefix)
  }

  /// The text with everything replaced.
  func callAsFunction(_ text: String, isOutput: Bool = true) -> String {
    var result = [UInt8]()
    result.reserveCapacity(text.utf8.count)
    Self.walk(Array(text.utf8)) { piece in
      switch piece {
      case .other(let bytes): result += bytes
      case .word(let bytes):
        let word = Substring(decoding: bytes, as: UTF8.self)
        result += (Self.isKey(bytes) ? key(bytes) : names.word(word, isOutput: isOutput)).utf8
      case .hardware(let bytes): result += hardware(bytes)
      case .address(let address): result += addresses(address).description.utf8
      case .block(let block): result += addresses(block).description.utf8
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The addresses and blocks in a text.
  static func find(in text: String) -> Set<Found> {
    var found: Set<Found> = []
    walk(Array(text.utf8)) { piece in
      switch piece {
      case .address(let address): found.insert(.address(address))
      case .block(let block): found.insert(.block(block))
      case .other, .word, .hardware: break
      }
    }
    return found
  }

  private enum Piece {
    case other(ArraySlice<UInt8>)
    case word(ArraySlice<UInt8>)
    case hardware(ArraySlice<UInt8>)
    case address(IPAddress)
    case block(IPPrefix)
  }

  /// Whether a byte belongs to a word: a name, a number, an address, a key in base64 but for its slashes.
  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "+"):
      true
    default: false
    }
  }

  private static func walk(_ bytes: [UInt8], _ take: (Piece) -> Void) {
    var place = 0
    while place < bytes.count {
      var end = place
      while end < bytes.count, !isWord(bytes[end]), keyEnd(bytes, end) == nil { end += 1 }
      if end > place { take(.other(bytes[place..<end])) }
      place = end
      // WireGuard's keys may have slashes, which separate words elsewhere.
      if let key = keyEnd(bytes, place) {
        take(.word(bytes[place..<key]))
        place = key
        continue
      }
      while end < bytes.count, isWord(bytes[end]) { end += 1 }
      guard end > place else { continue }
      place = pieces(bytes, place..<end, take)
    }
  }

  /// - Returns: Where to go on: behind a block's length, which stands behind a slash.
  private static func pieces(_ bytes: [UInt8], _ range: Range<Int>, _ take: (Piece) -> Void) -> Int {
    let run = bytes[range]
    if isHardware(run) {
      take(.hardware(run))
      return range.upperBound
    }
    // An address may have a port behind it, or a colon or stop that belongs to the sentence.
    var ends = [range.upperBound]
    if let last = run.last, last == UInt8(ascii: ":") || last == UInt8(ascii: ".") || last == UInt8(ascii: "-") {
      ends.append(range.upperBound - 1)
    }
    if let colon = run.firstIndex(of: UInt8(ascii: ":")) { ends.append(colon) }
    if let hyphen = run.firstIndex(of: UInt8(ascii: "-")) { ends.append(hyphen) }
    for end in ends where end > range.lowerBound {
      let head = bytes[range.lowerBound..<end]
      guard mayBeAddress(head), let address = IPAddress(Substring(decoding: head, as: UTF8.self)) else { continue }
      if end == range.upperBound, let (block, after) = block(bytes, address, end) {
        take(.block(block))
        return after
      }
      take(.address(address))
      guard end < range.upperBound else { return end }
      take(.other(bytes[end...end]))
      return end + 1
    }
    // Labels and names are separated by colons, as times are.
    if let colon = run.firstIndex(of: UInt8(ascii: ":")) {
      if colon > range.lowerBound { take(.word(bytes[range.lowerBound..<colon])) }
      take(.other(bytes[colon...colon]))
      return colon + 1
    }
    take(.word(run))
    return range.upperBound
  }

  private static func mayBeAddress(_ bytes: ArraySlice<UInt8>) -> Bool {
    let dots = bytes.count { $0 == UInt8(ascii: ".") }
    let colons = bytes.count { $0 == UInt8(ascii: ":") }
    return colons >= 2 || (colons == 0 && dots == 3)
  }

  private static func block(_ bytes: [UInt8], _ address: IPAddress, _ end: Int) -> (IPPrefix, Int)? {
    guard end < bytes.count, bytes[end] == UInt8(ascii: "/") else { return nil }
    let digits = bytes[(end + 1)...].prefix(4).prefix { (0x30...0x39).contains($0) }
    guard let length = Int(String(decoding: digits, as: UTF8.self)), let block = IPPrefix(address, length: length),
      digits.endIndex == bytes.count || !isWord(bytes[digits.endIndex]) || bytes[digits.endIndex] == UInt8(ascii: ":")
    else { return nil }
    return (block, digits.endIndex)
  }

  /// `02:00:17:0a:bb:cc`.
  private static func isHardware(_ run: ArraySlice<UInt8>) -> Bool {
    run.count == 17
      && run.enumerated().allSatisfy { place, byte in
        place % 3 == 2 ? byte == UInt8(ascii: ":") : isHexadecimal(byte)
      }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }

  /// Where a key of 32 bytes in base64 ends: 43 characters and `=`.
  private static func keyEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    let end = start + 44
    guard end <= bytes.count, bytes[end - 1] == UInt8(ascii: "="), isKey(bytes[start..<end]) else { return nil }
    return end == bytes.count || !isWord(bytes[end]) ? end : nil
  }

  private static func isKey(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count == 44 && bytes.last == UInt8(ascii: "=")
      && bytes.dropLast().allSatisfy {
        isWord($0) && ![0x2D, 0x2E, 0x3A, 0x5F].contains($0) || $0 == UInt8(ascii: "/")
      }
  }

  private func key(_ bytes: ArraySlice<UInt8>) -> String {
    let words = (UInt8(0)..<4).map { hash([$0] + bytes) }
    return Data(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } })
      .base64EncodedString()
  }

  /// The first octet says whether it is one device's, and who gave it; loopback devices and groups have none of their own.
  private func hardware(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    guard text != "00:00:00:00:00:00", text != "ff:ff:ff:ff:ff:ff", !text.hasPrefix("33:33"),
      !text.hasPrefix("01:00:5e")
    else { return Array(bytes) }
    let word = hash(Array("hw".utf8) + text.utf8)
    let rest = (0..<5).map { place in
      let octet = String(UInt8(truncatingIfNeeded: word >> UInt64(8 * place)), radix: 16)
      return octet.count < 2 ? "0\(octet)" : octet
    }
    return Array(([String(text.prefix(2))] + rest).joined(separator: ":").utf8)
  }
}
