import CZlib
import Foundation

/// gzip (RFC 1952) by zlib.
enum Gzip {
  /// 15 bits of window, and 16 for gzip's own header and trailer (`deflateInit2` in zlib.h).
  private static let windowBits: Int32 = 15 + 16
  private static let chunk = 64 << 10

  /// The data, compressed. The same data gives the same bytes: the header holds no time.
  ///
  /// - Throws: ``DeliveryError`` when zlib has no memory.
  static func compress(_ data: Data) throws -> Data {
    try compress(limit: .max) { try $0(data) } ?? Data()
  }

  /// What `write` hands over piece by piece, compressed; it is never in memory whole.
  ///
  /// - Parameters:
  ///   - limit: How many bytes the compressed data may take; with more of them, the rest is not asked for.
  ///   - write: Hands the pieces to the function that it is given.
  /// - Returns: `nil` when the limit does not do.
  /// - Throws: ``DeliveryError`` when zlib has no memory, and what `write` throws.
  static func compress(limit: Int, _ write: ((Data) throws -> Void) throws -> Void) throws -> Data? {
    // In a place of its own: zlib's state points back to it.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard
      deflateInit2_(
        stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw DeliveryError("zlib cannot compress: \(message(stream.pointee))") }
    defer { deflateEnd(stream) }
    var result = Data()
    var output = [UInt8](repeating: 0, count: chunk)
    func add(_ piece: Data, _ flush: Int32) throws {
      // zlib reads through a pointer that is not const, and changes nothing.
      var input = [UInt8](piece)
      try input.withUnsafeMutableBufferPointer { bytes in
        stream.pointee.next_in = bytes.baseAddress
        stream.pointee.avail_in = UInt32(bytes.count)
        repeat {
          let status = output.withUnsafeMutableBufferPointer { room in
            stream.pointee.next_out = room.baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            return deflate(stream, flush)
          }
          guard status != Z_STREAM_ERROR else {
            throw DeliveryError("zlib cannot compress: \(message(stream.pointee))")
          }
          result.append(contentsOf: output[..<(chunk - Int(stream.pointee.avail_out))])
        } while stream.pointee.avail_out == 0
      }
      if result.count > limit { throw TooLarge() }
    }
    do {
      try write { try add($0, Z_NO_FLUSH) }
      try add(Data(), Z_FINISH)
    } catch is TooLarge {
      return nil
    }
    return result
  }

  private struct TooLarge: Error {}

  /// The data that was compressed.
  ///
  /// - Parameter limit: More bytes than this are refused: a few bytes can stand for very many.
  /// - Throws: ``DeliveryError`` when the data is no gzip, is damaged or too large.
  static func decompress(_ data: Data, limit: Int) throws(DeliveryError) -> Data {
    var stream = z_stream()
    guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw DeliveryError("zlib cannot decompress: \(message(stream))")
    }
    defer { inflateEnd(&stream) }
    return try process(data, &stream, limit: limit) { inflate($0, Z_NO_FLUSH) }
  }

  private static func process(
    _ data: Data, _ stream: inout z_stream, limit: Int, _ step: (UnsafeMutablePointer<z_stream>) -> Int32
  ) throws(DeliveryError) -> Data {
    // zlib reads through a pointer that is not const, and changes nothing.
    var input = [UInt8](data)
    var result = Data()
    var status = Z_OK
    input.withUnsafeMutableBufferPointer { bytes in
      stream.next_in = bytes.baseAddress
      stream.avail_in = UInt32(bytes.count)
      var output = [UInt8](repeating: 0, count: chunk)
      while status == Z_OK, result.count <= limit {
        output.withUnsafeMutableBufferPointer { room in
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          status = step(&stream)
          result.append(contentsOf: room[..<(room.count - Int(stream.avail_out))])
        }
      }
    }
    guard result.count <= limit else { throw DeliveryError("the compressed data holds more than \(limit) bytes") }
    guard status == Z_STREAM_END else {
      throw DeliveryError("the compressed data is damaged: \(message(stream))")
    }
    return result
  }

  private static func message(_ stream: z_stream) -> String {
    stream.msg.map { String(cString: $0) } ?? "it ends too early"
  }
}
