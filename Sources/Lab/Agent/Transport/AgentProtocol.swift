import Foundation
import NIOCore

/// What the agent's client and the agent say to each other over a node's unix socket.
///
/// The client sends one line of JSON, the request. The agent answers with frames: one byte of kind, four bytes of
/// length in network order, the payload; the last frame carries the exit status.
enum AgentProtocol {
  /// The environment variable that tells the client where the agent of its node listens.
  static let socketVariable = "NETPROOF_AGENT_SOCKET"
  /// Payload bytes of one frame of output.
  static let chunkSize = 64 * 1024
  static let headerSize = 5

  /// A command line as the user gave it.
  struct Request: Codable, Sendable, Hashable {
    var program: String
    var arguments: [String]
  }

  enum FrameKind: UInt8, Sendable {
    case stdout = 1
    case stderr = 2
    /// Payload: the exit status as a big-endian 32-bit number.
    case exit = 3
  }

  /// The frames of a finished command.
  static func frames(_ result: AgentCommandResult, allocator: ByteBufferAllocator) -> [ByteBuffer] {
    var frames: [ByteBuffer] = []
    for (kind, text) in [(FrameKind.stderr, result.stderr), (.stdout, result.stdout)] {
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: chunkSize) {
        frames.append(frame(kind, bytes[start..<min(bytes.count, start + chunkSize)], allocator: allocator))
      }
    }
    let status = UInt32(bitPattern: result.status)
    frames.append(
      frame(.exit, (0..<4).map { UInt8(truncatingIfNeeded: status >> (24 - 8 * $0)) }[...], allocator: allocator))
    return frames
  }

  private static func frame(
    _ kind: FrameKind, _ payload: ArraySlice<UInt8>, allocator: ByteBufferAllocator
  ) -> ByteBuffer {
    var buffer = allocator.buffer(capacity: headerSize + payload.count)
    buffer.writeInteger(kind.rawValue)
    buffer.writeInteger(UInt32(payload.count))
    buffer.writeBytes(payload)
    return buffer
  }
}
