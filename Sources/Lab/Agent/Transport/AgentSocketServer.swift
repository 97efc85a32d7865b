import Foundation
import NIOCore

/// Serves a node's agent on a unix socket, for the `cilium-dbg` that runs inside the agent's container.
struct AgentSocketServer: Sendable {
  private let server: UnixSocketServer
  private let path: String

  /// Starts to listen; a socket file left behind by an earlier agent is replaced.
  static func listen(path: String) async throws -> AgentSocketServer {
    return AgentSocketServer(server: try await UnixSocketServer.listen(path: path), path: path)
  }

  /// Answers requests until the task is cancelled; then the socket file is gone too.
  func run(_ answer: @escaping @Sendable (AgentProtocol.Request) async -> AgentCommandResult) async {
    await server.run { await Self.serve($0, answer) }
    unlink(path)
  }

  private static func serve(
    _ connection: UnixSocketServer.Connection,
    _ answer: @Sendable (AgentProtocol.Request) async -> AgentCommandResult
  ) async {
    // A client that goes away in the middle of the answer (`| head`) is no failure of the agent.
    try? await connection.executeThenClose { inbound, outbound in
      // The iterator has to outlive the answer: NIO closes the channel when it goes away.
      var parts = inbound.makeAsyncIterator()
      var line = ByteBuffer()
      while let part = try await parts.next() {
        line.writeImmutableBuffer(part)
        if part.readableBytesView.contains(UInt8(ascii: "\n")) { break }
      }
      let data = Data(line.readableBytesView.prefix { $0 != UInt8(ascii: "\n") })
      let result: AgentCommandResult
      if let request = try? JSONDecoder().decode(AgentProtocol.Request.self, from: data) {
        result = await answer(request)
      } else {
        result = .failure("the agent did not understand the request; client and agent are of different versions")
      }
      for frame in AgentProtocol.frames(result, allocator: ByteBufferAllocator()) { try await outbound.write(frame) }
      // The client hangs up once it has the exit status.
      while try await parts.next() != nil {}
    }
  }
}
