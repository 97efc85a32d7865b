import Foundation

/// A WebSocket frame (RFC 6455 section 5) as exec sessions use it, unmasked.
struct ExecFrame: Sendable, Hashable {
  enum Opcode: UInt8, Sendable {
    case continuation = 0x0
    case text = 0x1
    case binary = 0x2
    case close = 0x8
    case ping = 0x9
    case pong = 0xA
  }

  var opcode: Opcode
  var isFinal = true
  var payload: Data

  /// A close frame with a code (RFC 6455 section 7.4).
  static func close(_ code: UInt16) -> ExecFrame {
    ExecFrame(opcode: .close, payload: Data([UInt8(code >> 8), UInt8(code & 0xFF)]))
  }

  /// The code of a close frame that has one.
  var closeCode: UInt16? {
    guard opcode == .close, payload.count >= 2 else { return nil }
    let bytes = [UInt8](payload.prefix(2))
    return UInt16(bytes[0]) << 8 | UInt16(bytes[1])
  }
}
