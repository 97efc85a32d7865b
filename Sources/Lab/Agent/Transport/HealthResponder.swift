import CLinux
import NIOCore
import NIOPosix

/// Answers the health probes of other agents: HTTP on port 4240 of the node, in the node's network namespace.
struct HealthResponder: Sendable {
  /// Cilium's `cluster-health-port`.
  static let port: UInt16 = 4240

  private let channel: any Channel

  /// Starts to listen in the network namespace that the file `namespace` names.
  ///
  /// - Parameter onIPv6: Whether it is reached over both families; a kernel may have no IPv6.
  static func listen(namespace: String, onIPv6: Bool = false) async throws -> HealthResponder {
    let descriptor = netproof_listen_in_netns(namespace, onIPv6 ? "::" : "0.0.0.0", port, 64)
    guard descriptor >= 0 else {
      throw AgentError("cannot listen on port \(port) in \(namespace): error \(-descriptor); is the port taken?")
    }
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(HelloHandler()) }
      }
      .withBoundSocket(descriptor).get()
    return HealthResponder(channel: channel)
  }

  func close() async { try? await channel.close() }

  /// Any request gets an empty 200: the probe asks whether the agent answers, not what.
  private final class HelloHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var answered = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard !answered else { return }
      answered = true
      let response = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
      let channel = context.channel
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: response))).whenComplete { _ in
        channel.close(promise: nil)
      }
    }
  }
}
