import Cilium

/// Other addresses in place of a cluster's, with the same relations: what is in a block before is in its block after, and
/// what a range means (RFC 1918, RFC 6598, link-local, Tailscale's, public, …) stays.
///
/// A bit of an address is turned by what stands before it, so that two addresses that share their first bits share them
/// afterwards (the idea of Crypto-PAn). Bits within a block, behind the last one that anything is routed to, stay: the
/// first and the last address of a network are that afterwards.
struct AddressMap {
  private let hash: KeyedHash
  /// The blocks that are written somewhere, as their first bits.
  private let blocks: Set<Bits>
  /// What stands before such a block.
  private let ancestors: Set<Bits>

  /// The first bits of an address.
  private struct Bits: Hashable {
    let bytes: [UInt8]
    let count: Int

    init(_ bytes: [UInt8], _ count: Int) {
      var first = bytes
      for index in first.indices {
        let left = count - 8 * index
        if left <= 0 { first[index] = 0 } else if left < 8 { first[index] &= ~(UInt8.max >> UInt8(left)) }
      }
      (self.bytes, self.count) = (first, count)
    }
  }

  /// Makes a map.
  ///
  /// - Parameters:
  ///   - key: Another key gives other addresses.
  ///   - blocks: The blocks whose borders are kept.
  init(key: (UInt64, UInt64), blocks: some Sequence<IPPrefix>) {
    hash = KeyedHash(key: key)
    var (known, ancestors): (Set<Bits>, Set<Bits>) = ([], [])
    for block in blocks {
      let bytes = block.address.bytes
      guard let fixed = Self.fixedBits(bytes), block.length > fixed, block.length <= 8 * bytes.count - 2,
        known.insert(Bits(bytes, block.length)).inserted
      else { continue }
      for count in fixed..<block.length { ancestors.insert(Bits(bytes, count)) }
    }
    (self.blocks, self.ancestors) = (known, ancestors)
  }

  /// The address in place of another. Those that are everybody's (loopback, multicast, link-local without a host's own
  /// part) stay.
  func callAsFunction(_ address: IPAddress) -> IPAddress {
    let bytes = address.bytes
    if let inner = Self.embedded(bytes), let mapped = IPAddress(bytes: inner).map(callAsFunction) {
      return IPAddress(bytes: bytes.prefix(12) + mapped.bytes) ?? address
    }
    guard let fixed = Self.fixedBits(bytes) else { return address }
    var result = Self.renamed(bytes, hash)
    let end = bytes.count == 4 ? 24 : 64
    var isWithin = false
    for place in fixed..<(8 * bytes.count) {
      let before = Bits(bytes, place)
      isWithin = isWithin || blocks.contains(before)
      guard isWithin ? ancestors.contains(before) : place < end else { continue }
      if hash(before.bytes + [UInt8(place)]) & 1 == 1 { result[place / 8] ^= 0x80 >> UInt8(place % 8) }
    }
    if Self.hasOwnHost(bytes) {
      let mask = hash([0x69])
      for index in 8..<16 { result[index] ^= UInt8(truncatingIfNeeded: mask >> UInt64(8 * (index - 8))) }
    }
    return IPAddress(bytes: result) ?? address
  }

  /// The block in place of another.
  func callAsFunction(_ block: IPPrefix) -> IPPrefix {
    let bytes = block.address.bytes
    let isWhole = Bits(bytes, block.length).bytes != bytes
    guard let fixed = Self.fixedBits(bytes), isWhole || block.length > fixed else { return block }
    let mapped = self(block.address)
    guard !isWhole, let first = IPAddress(bytes: Bits(mapped.bytes, block.length).bytes) else {
      return IPPrefix(mapped, length: block.length) ?? block
    }
    return IPPrefix(first, length: block.length) ?? block
  }

  /// Whether an address is everybody's, and stays.
  static func isKept(_ address: IPAddress) -> Bool {
    if let inner = embedded(address.bytes) { return IPAddress(bytes: inner).map(isKept) ?? true }
    guard let fixed = fixedBits(address.bytes) else { return true }
    // `fe80::1`, and `fe80::` itself, which the kernel lists as an anycast address of every link: there is nothing to turn.
    return fixed >= 64 && !hasOwnHost(address.bytes)
  }

  /// Whether an IPv6 address has a host's part that a network card or a generator made; small numbers are given by people,
  /// and tell nothing.
  private static func hasOwnHost(_ bytes: [UInt8]) -> Bool {
    bytes.count == 16 && bytes[8..<12].contains { $0 != 0 }
  }

  /// Whether a block only says of which kind its addresses are.
  static func isKept(_ block: IPPrefix) -> Bool {
    // The kernel lists `fe80::` of every link as a route of its own.
    guard let fixed = fixedBits(block.address.bytes), !isKept(block.address) else { return true }
    return block.length <= fixed && Bits(block.address.bytes, block.length).bytes == block.address.bytes
  }

  /// The blocks for documentation (RFC 5737) stand for the internet, and take turns.
  private static let documentation: [[UInt8]] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]]

  private static func renamed(_ bytes: [UInt8], _ hash: KeyedHash) -> [UInt8] {
    guard bytes.count == 4 else { return bytes }
    if let place = documentation.firstIndex(where: bytes.starts) {
      return documentation[(place + 1) % documentation.count] + [bytes[3]]
    }
    guard isClean(bytes[0]) else { return bytes }
    // The first octets of public addresses, each for another.
    let clean = (UInt8(1)...223).filter(isClean)
    let shuffled = clean.sorted { hash([0x6f, $0]) < hash([0x6f, $1]) }
    guard let place = shuffled.firstIndex(of: bytes[0]) else { return bytes }
    return [shuffled[(place + 1) % shuffled.count]] + bytes.dropFirst()
  }

  /// Whether all addresses with this first octet are public ones.
  private static func isClean(_ octet: UInt8) -> Bool {
    (1...223).contains(octet) && ![10, 100, 127, 169, 172, 192, 198, 203].contains(octet)
  }

  /// How many bits say what kind of address it is; `nil` for addresses that stay.
  private static func fixedBits(_ bytes: [UInt8]) -> Int? {
    if bytes.count == 4 {
      switch (bytes[0], bytes[1]) {
      case (0, _), (127, _), (224..., _), (169, 254): return nil
      case (10, _): return 8
      case (100, _): return 10
      case (172, _): return 12
      case (198, 18...19): return 15
      case (192, 0) where bytes[2] == 0: return nil
      case _ where documentation.contains(where: bytes.starts): return 24
      case (169, _), (192, _), (198, _), (203, _): return 16
      default: return 8
      }
    }
    switch (bytes[0], bytes[1]) {
    case (0, _), (0xFF, _), (1, _): return nil
    case (0xFE, 0x80...0xBF): return 64
    case (0xFC...0xFD, _): return bytes.starts(with: tailscale) ? 48 : 8
    case (0x20, 0x01): return bytes[2] == 0x0D || bytes[2] == 0 ? 48 : 16
    default: return 16
    }
  }

  private static let tailscale: [UInt8] = [0xFD, 0x7A, 0x11, 0x5C, 0xA1, 0xE0]

  /// The IPv4 address within an IPv6 one (RFC 4291, RFC 6052).
  private static func embedded(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count == 16 else { return nil }
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)
    return bytes.starts(with: mapped) || bytes.starts(with: translated) ? Array(bytes.suffix(4)) : nil
  }
}
