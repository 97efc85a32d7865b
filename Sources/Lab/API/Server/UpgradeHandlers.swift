import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// Carries what is known of an upgrade from its check to the connection's pipeline.
final class PendingUpgrade: Sendable {
  private struct State {
    var plan: (plan: ExecPlan, version: ExecProtocol)?
    var head: HTTPRequestHead?
  }

  private let state = Mutex(State())

  /// The accepted exec session.
  var value: (plan: ExecPlan, version: ExecProtocol)? {
    get { state.withLock { $0.plan } }
    set { state.withLock { $0.plan = newValue } }
  }

  /// The head of a first request that asks for an upgrade.
  var head: HTTPRequestHead? {
    get { state.withLock { $0.head } }
    set { state.withLock { $0.head = newValue } }
  }
}

/// Remembers the head of the first request if it asks for an upgrade: NIO's upgrade handler drops it when the upgrade is
/// refused, and then nobody could answer why.
final class UpgradeRecorder: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart

  private let pending: PendingUpgrade
  private var isFirst = true

  init(_ pending: PendingUpgrade) { self.pending = pending }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // Only the first read is a request part for sure: after an upgrade there are plain bytes.
    if isFirst, case .head(let head) = unwrapInboundIn(data), head.headers.contains(name: "upgrade") {
      pending.head = head
    }
    isFirst = false
    context.fireChannelRead(data)
  }
}

/// Notes connections that could not be accepted. They are no reason to stop accepting: the next may fare better.
final class AcceptTroubleHandler: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    logger.warning("an API connection could not be accepted", metadata: ["error": "\(error)"])
  }
}

/// Lets responses be written with byte buffers, which are `Sendable`; NIO's own part type is not.
final class ResponsePartAdapter: ChannelOutboundHandler {
  typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
  typealias OutboundOut = HTTPServerResponsePart

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part: HTTPServerResponsePart =
      switch unwrapOutboundIn(data) {
      case .head(let head): .head(head)
      case .body(let buffer): .body(.byteBuffer(buffer))
      case .end(let trailers): .end(trailers)
      }
    context.write(wrapOutboundOut(part), promise: promise)
  }
}
