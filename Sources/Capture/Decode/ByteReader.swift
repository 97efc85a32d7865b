/// Reads numbers in network byte order from bytes that may end anywhere.
struct ByteReader {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  func byte(_ offset: Int) -> UInt8? {
    guard offset >= 0, offset < bytes.count else { return nil }
    return bytes[bytes.startIndex + offset]
  }

  func half(_ offset: Int) -> UInt16? {
    guard let high = byte(offset), let low = byte(offset + 1) else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }

  func word(_ offset: Int) -> UInt32? {
    guard let high = half(offset), let low = half(offset + 2) else { return nil }
    return UInt32(high) << 16 | UInt32(low)
  }

  func doubleWord(_ offset: Int) -> UInt64? {
    guard let high = word(offset), let low = word(offset + 4) else { return nil }
    return UInt64(high) << 32 | UInt64(low)
  }

  /// What comes from `offset` on, up to `end` where that is less; nil when it would start past the end.
  func rest(from offset: Int, to end: Int = .max) -> ArraySlice<UInt8>? {
    let end = min(end, bytes.count)
    guard offset >= 0, offset <= end else { return nil }
    return bytes[(bytes.startIndex + offset)..<(bytes.startIndex + end)]
  }
}
