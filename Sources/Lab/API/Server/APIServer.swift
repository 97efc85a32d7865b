import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket

/// The facade behind TLS: HTTP/1.1 with keep-alive, streaming responses, and exec over WebSocket.
struct APIServer: Sendable {
  let facade: APIFacade
  let identities: ClientIdentities
  private let tls: NIOSSLContext
  private let logger: Logger

  /// - Parameters:
  ///   - certificate: PEM certificate of the server.
  ///   - key: PEM key of the server.
  init(facade: APIFacade, identities: ClientIdentities, certificate: String, key: String, logger: Logger) throws {
    self.facade = facade
    self.identities = identities
    self.logger = logger
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map {
      NIOSSLCertificateSource.certificate($0)
    }
    let privateKey = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain, privateKey: .privateKey(privateKey))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    // Client certificates are asked for, not demanded: without one the client is system:anonymous.
    configuration.certificateVerification = .optionalVerification
    tls = try NIOSSLContext(configuration: configuration)
  }

  /// Where to listen.
  enum Listener: Sendable {
    case address(host: String, port: Int)
    /// A listening socket, for example from another network namespace; the server owns it from now on.
    case socket(Int32)
  }

  /// A bound server.
  struct Binding: Sendable {
    let channel: any Channel
    /// Those that were accepted, whatever became of others: NIO's own sequence of them would end with the first
    /// connection that could not be accepted, and the server with it.
    let connections: AsyncStream<EventLoopFuture<APIConnection>>
  }

  /// Starts to listen; connections are served by `serve`.
  func bind(_ listener: Listener, group: any EventLoopGroup) async throws -> Binding {
    let (connections, accepted) = AsyncStream.makeStream(of: EventLoopFuture<APIConnection>.self)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            AcceptBackoffHandler(), AcceptTroubleHandler(logger: logger),
          ])
        }
      }
      .childChannelInitializer { channel in
        self.initialize(channel).map { connection in
          if case .terminated = accepted.yield(connection) { channel.close(promise: nil) }
        }
      }
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    let channel =
      switch listener {
      case .address(let host, let port): try await bootstrap.bind(host: host, port: port).get()
      case .socket(let descriptor): try await bootstrap.withBoundSocket(descriptor).get()
      }
    channel.closeFuture.whenComplete { _ in accepted.finish() }
    return Binding(channel: channel, connections: connections)
  }

  /// Serves connections until the task is cancelled.
  /// - Throws: `LabError` when the socket is lost, for whatever reason.
  func serve(_ binding: Binding) async throws {
    await withTaskCancellationHandler {
      await withDiscardingTaskGroup { group in
        for await connection in binding.connections {
          group.addTask {
            do {
              try await self.serve(try await connection.get())
            } catch {
              // A connection's end is no concern of the others: port scans and broken handshakes land here.
              self.logger.debug("API connection ended", metadata: ["error": "\(error)"])
            }
          }
        }
        group.cancelAll()
      }
    } onCancel: {
      binding.channel.close(promise: nil)
    }
    try Task.checkCancellation()
    throw LabError("the API server lost its socket (\(binding.channel.localAddress.map { "\($0)" } ?? "closed"))")
  }

  private func serve(_ connection: APIConnection) async throws {
    switch connection {
    case .http(let channel, let refused):
      try await HTTPConnection(server: self, channel: channel).run(refusedUpgrade: refused)
    case .exec(let channel, let plan, let version):
      try await WebSocketExec(pods: facade.pods, plan: plan, version: version).run(on: channel)
    }
  }

  private func initialize(_ channel: any Channel) -> EventLoopFuture<EventLoopFuture<APIConnection>> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      // Identity is decided by `ClientIdentities`: an unknown certificate is a 401, not a failed handshake.
      try pipeline.addHandler(
        NIOSSLServerHandler(context: tls) { _, promise in promise.succeed(.certificateVerified) })
      let box = PendingUpgrade()
      let upgrader = NIOTypedWebSocketServerUpgrader<APIConnection>(
        maxFrameSize: 1 << 24,
        shouldUpgrade: { channel, head in self.shouldUpgrade(channel, head, box) },
        upgradePipelineHandler: { channel, _ in
          channel.eventLoop.makeCompletedFuture {
            guard let (plan, version) = box.value else { throw ChannelError.operationUnsupported }
            try channel.pipeline.syncOperations.addHandler(
              NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: 1 << 16, maxAccumulatedFrameSize: 1 << 24))
            let frames = try NIOAsyncChannel<WebSocketFrame, WebSocketFrame>(wrappingChannelSynchronously: channel)
            return .exec(frames, plan, version)
          }
        })
      let configuration = NIOTypedHTTPServerUpgradeConfiguration(
        upgraders: [upgrader],
        notUpgradingCompletionHandler: { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ResponsePartAdapter())
            return .http(try NIOAsyncChannel(wrappingChannelSynchronously: channel), refused: box.head)
          }
        })
      let connection = try pipeline.configureUpgradableHTTPServerPipeline(
        configuration: .init(upgradeConfiguration: configuration))
      let handler = try pipeline.handler(type: NIOTypedHTTPServerUpgradeHandler<APIConnection>.self)
      try pipeline.addHandler(UpgradeRecorder(box), position: .before(handler))
      return connection
    }
  }

  /// Decides over an upgrade; nil sends the request to the HTTP side, which answers why not.
  private func shouldUpgrade(
    _ channel: any Channel, _ head: HTTPRequestHead, _ pending: PendingUpgrade
  ) -> EventLoopFuture<HTTPHeaders?> {
    let certificate = Self.certificate(of: channel)
    return channel.eventLoop.makeFutureWithTask {
      guard let request = try? self.request(head, body: Data(), certificate: certificate),
        case let meant = APITarget(request, registry: self.facade.registry), case .resource(let target) = meant,
        target.type.key == .pods, target.subresource == "exec", head.method == .GET,
        let version = ExecProtocol(offered: request.headers["sec-websocket-protocol"]),
        case .ready(let plan) = await self.facade.prepareExec(request, target)
      else { return nil }
      pending.value = (plan, version)
      self.facade.metrics.count(request, meant, status: 101)
      return ["Sec-WebSocket-Protocol": version.name]
    }
  }

  /// The request with its user; throws 401.
  func request(_ head: HTTPRequestHead, body: Data, certificate: Data?) throws(APIStatus) -> APIRequest {
    var headers: [String: String] = [:]
    for (name, value) in head.headers {
      headers[name.lowercased(), default: ""] += headers[name.lowercased()] == nil ? value : ", \(value)"
    }
    let user = try identities.user(certificate: certificate, headers: headers) { token in
      facade.tokens.user(of: token, store: facade.store, now: facade.now())
    }
    return APIRequest(method: head.method.rawValue, target: head.uri, headers: headers, body: body, user: user)
  }

  /// The client's certificate; to be called on the channel's event loop.
  static func certificate(of channel: any Channel) -> Data? {
    guard let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate() else { return nil }
    return (try? certificate.toDERBytes()).map { Data($0) }
  }
}

/// A connection after its first request was seen.
enum APIConnection: Sendable {
  /// `refused` is the head of a first request that asked for an upgrade and did not get it; NIO keeps it to itself.
  case http(
    NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>, refused: HTTPRequestHead?)
  case exec(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, ExecPlan, ExecProtocol)
}
