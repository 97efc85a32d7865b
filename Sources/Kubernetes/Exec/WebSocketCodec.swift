import Foundation
import NIOCore
import NIOEmbedded
import NIOWebSocket

/// NIOWebSocket's frame decoder and encoder as plain functions over bytes.
///
/// They are channel handlers, so each sits in an embedded channel. Embedded channels insist on one thread: make and use
/// a codec on the loop's thread.
final class WebSocketCodec {
  private let decoder: EmbeddedChannel
  private let encoder: EmbeddedChannel

  /// API servers send frames of 32 KiB; this only bounds what a broken peer can make us hold.
  static let maximumFrameSize = 16 << 20

  init() throws {
    decoder = EmbeddedChannel(handler: ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: Self.maximumFrameSize)))
    encoder = EmbeddedChannel(handler: WebSocketFrameEncoder())
  }

  deinit {
    // Breaks the reference cycle of channel and pipeline. What is left over is of no interest any more.
    _ = try? decoder.finish(acceptAlreadyClosed: true)
    _ = try? encoder.finish(acceptAlreadyClosed: true)
  }

  /// The frames completed by `bytes`.
  func decode(_ bytes: some Sequence<UInt8>) throws -> [ExecFrame] {
    try decoder.writeInbound(ByteBuffer(bytes: bytes))
    var frames: [ExecFrame] = []
    while let frame = try decoder.readInbound(as: WebSocketFrame.self) {
      guard let opcode = ExecFrame.Opcode(rawValue: UInt8(webSocketOpcode: frame.opcode)) else {
        throw ExecFailure.protocolViolation("frame with unknown opcode")
      }
      frames.append(
        ExecFrame(opcode: opcode, isFinal: frame.fin, payload: Data(frame.unmaskedData.readableBytesView)))
    }
    return frames
  }

  /// The bytes of a frame, masked as a client must.
  func encode(_ frame: ExecFrame) throws -> Data {
    guard let opcode = WebSocketOpcode(encodedWebSocketOpcode: frame.opcode.rawValue) else { return Data() }
    try encoder.writeOutbound(
      WebSocketFrame(
        fin: frame.isFinal, opcode: opcode, maskKey: .random(), data: ByteBuffer(bytes: frame.payload)))
    var bytes = Data()
    while let part = try encoder.readOutbound(as: ByteBuffer.self) { bytes.append(contentsOf: part.readableBytesView) }
    return bytes
  }
}
