import Foundation
import NIOCore
import NIOWebSocket

/// One exec session over WebSocket, after the upgrade.
struct WebSocketExec: Sendable {
  typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>

  let pods: any PodAccess
  let plan: ExecPlan
  let version: ExecProtocol

  /// The kubelet copies in pieces of this size.
  private static let chunk = 32 * 1024
  /// How long the client may take to answer the close frame.
  private static let closing = Duration.seconds(2)

  private enum End: Sendable {
    case commandEnded
    case clientGone
  }

  /// Runs the command and copies its streams. Returns when the session is over; a client that goes away ends the command.
  func run(on channel: Frames) async throws {
    try await channel.executeThenClose { inbound, outbound in
      let (stdin, input) = AsyncStream.makeStream(of: Data.self)
      await withTaskGroup(of: End.self) { group in
        group.addTask {
          try? await read(inbound, outbound, input)
          input.finish()
          return .clientGone
        }
        group.addTask {
          try? await execute(stdin: plan.stdin ? stdin : nil, outbound)
          return .commandEnded
        }
        if await group.next() == .commandEnded {
          group.addTask {
            try? await Task.sleep(for: Self.closing)
            return .clientGone
          }
          _ = await group.next()
        }
        group.cancelAll()
      }
    }
  }

  private func read(
    _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>,
    _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ input: AsyncStream<Data>.Continuation
  ) async throws {
    for try await frame in inbound {
      var data = frame.unmaskedData
      switch frame.opcode {
      case .ping: try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: data))
      case .connectionClose: return
      case .binary, .text:
        guard let number = data.readInteger(as: UInt8.self) else { continue }
        if number == ExecChannel.stdin {
          input.yield(Data(data.readableBytesView))
        } else if number == ExecChannel.close, version == .v5,
          data.readInteger(as: UInt8.self) == ExecChannel.stdin
        {
          input.finish()
        }
      default: break
      }
    }
  }

  private func execute(
    stdin: AsyncStream<Data>?, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
  ) async throws {
    // A real server's first message is an empty one on the first channel it may write.
    try await send(Data(), on: plan.stdout ? ExecChannel.stdout : ExecChannel.stderr, outbound)
    let status: JSONValue
    do {
      guard !plan.command.isEmpty else { throw ExecError(description: "args must not be empty") }
      let code = try await pods.exec(plan.command, in: plan.container, stdin: stdin) { chunk in
        try? await forward(chunk, outbound)
      }
      status = version.status(ofExit: code, command: plan.command)
    } catch {
      try Task.checkCancellation()
      status = ExecProtocol.status(ofFailure: Self.words(error))
    }
    try Task.checkCancellation()
    if version != .unversioned {
      try await send(Data(status.serialized.utf8), on: ExecChannel.error, outbound)
    }
    var code = ByteBuffer()
    code.write(webSocketErrorCode: .normalClosure)
    try await outbound.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: code))
  }

  private func forward(
    _ chunk: ExecChunk, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
  ) async throws {
    let (data, number): (Data, UInt8) =
      switch chunk {
      case .stdout(let data): (data, ExecChannel.stdout)
      case .stderr(let data): (data, plan.tty ? ExecChannel.stdout : ExecChannel.stderr)
      }
    guard number == ExecChannel.stdout ? plan.stdout : plan.stderr else { return }
    var rest = data[...]
    while !rest.isEmpty {
      try await send(rest.prefix(Self.chunk), on: number, outbound)
      rest = rest.dropFirst(Self.chunk)
    }
  }

  /// Waits while the client does not read: output is never held in memory.
  private func send(
    _ data: Data, on number: UInt8, _ outbound: NIOAsyncChannelOutboundWriter<WebSocketFrame>
  ) async throws {
    var buffer = ByteBuffer()
    buffer.reserveCapacity(data.count + 1)
    buffer.writeInteger(number)
    buffer.writeBytes(data)
    try await outbound.write(WebSocketFrame(fin: true, opcode: .binary, data: buffer))
  }

  private static func words(_ error: any Error) -> String {
    let reason = (error as? ExecError)?.description ?? "\(error)"
    let id = String((0..<64).compactMap { _ in "0123456789abcdef".randomElement() })
    return "failed to start exec \"\(id)\": OCI runtime exec failed: exec failed: \(reason): unknown"
  }
}
