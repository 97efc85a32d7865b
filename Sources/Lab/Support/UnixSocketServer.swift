import Foundation
import NIOCore
import NIOPosix

/// Takes connections on a unix socket.
struct UnixSocketServer: Sendable {
  typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private let server: NIOAsyncChannel<Connection, Never>

  /// Starts to listen; a socket file left behind by an earlier server is replaced.
  static func listen(path: String) async throws -> UnixSocketServer {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
        channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
      }
    return UnixSocketServer(server: server)
  }

  /// Serves connections side by side until the task is cancelled.
  func run(_ serve: @escaping @Sendable (Connection) async -> Void) async {
    await withDiscardingTaskGroup { group in
      try? await server.executeThenClose { connections in
        for try await connection in connections {
          group.addTask { await serve(connection) }
        }
      }
      group.cancelAll()
    }
  }
}
