import Foundation
import NIOCore
import NIOHTTP1

/// One HTTP connection: requests one after another, until a side closes it.
struct HTTPConnection {
  typealias AsyncChannel = NIOAsyncChannel<HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>>

  let server: APIServer
  let channel: AsyncChannel

  /// The API server's own limit for request bodies.
  private static let maximumBody = 3 << 20

  /// - Parameter refusedUpgrade: A first request whose upgrade was refused; it is answered, and that is all, because
  ///   nothing is read after it.
  func run(refusedUpgrade: HTTPRequestHead?) async throws {
    try await channel.executeThenClose { inbound, outbound in
      if var head = refusedUpgrade {
        let response = await answer(head, Data())
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        _ = try await send(response, to: head, outbound)
        return
      }
      var parts = inbound.makeAsyncIterator()
      while let part = try await parts.next() {
        guard case .head(let head) = part else { continue }
        if head.headers["expect"].first?.lowercased() == "100-continue" {
          try await outbound.write(.head(HTTPResponseHead(version: head.version, status: .continue)))
        }
        var body = ByteBuffer()
        var tooLarge = false
        reading: while let part = try await parts.next() {
          switch part {
          case .body(var buffer):
            if body.readableBytes + buffer.readableBytes > Self.maximumBody {
              tooLarge = true
            } else {
              body.writeBuffer(&buffer)
            }
          case .end: break reading
          case .head: return
          }
        }
        let response = tooLarge ? Self.tooLarge : await answer(head, Data(body.readableBytesView))
        let keepAlive = try await send(response, to: head, outbound)
        guard keepAlive else { return }
      }
    }
  }

  private static let tooLarge = APIResponse.failure(
    APIStatus(
      code: 413, reason: "RequestEntityTooLarge", message: "Request entity too large: limit is \(maximumBody)"))

  private func answer(_ head: HTTPRequestHead, _ body: Data) async -> APIResponse {
    let certificate = try? await channel.channel.eventLoop.submit { [channel] in
      APIServer.certificate(of: channel.channel)
    }.get()
    do throws(APIStatus) {
      return await server.facade.respond(to: try server.request(head, body: body, certificate: certificate ?? nil))
    } catch {
      return .failure(error)
    }
  }

  /// Writes a response; returns whether the connection can be used again.
  private func send(
    _ response: APIResponse, to head: HTTPRequestHead,
    _ outbound: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>
  ) async throws -> Bool {
    var headers: HTTPHeaders = [
      "Audit-Id": UUID().uuidString.lowercased(), "Cache-Control": "no-cache, private", "Date": Self.date(),
    ]
    var keepAlive = head.isKeepAlive
    switch response {
    case .complete(let status, let fields, let body):
      for (name, value) in fields { headers.add(name: name, value: value) }
      headers.replaceOrAdd(name: "Content-Length", value: String(body.count))
      if headers["connection"].first?.lowercased() == "close" { keepAlive = false }
      if !keepAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
      try await outbound.write(
        .head(HTTPResponseHead(version: head.version, status: .init(statusCode: status), headers: headers)))
      if !body.isEmpty, head.method != .HEAD { try await outbound.write(.body(ByteBuffer(bytes: body))) }
      try await outbound.write(.end(nil))
    case .stream(let contentType, let write):
      headers.add(name: "Content-Type", value: contentType)
      if !keepAlive { headers.add(name: "Connection", value: "close") }
      try await outbound.write(.head(HTTPResponseHead(version: head.version, status: .ok, headers: headers)))
      if head.method != .HEAD {
        try await stream(write, to: outbound)
      }
      try await outbound.write(.end(nil))
    }
    return keepAlive
  }

  /// Runs a streaming body; stops it when the client goes away, also while there is nothing to write.
  private func stream(
    _ write: @escaping @Sendable (any APIStreamWriter) async throws -> Void,
    to outbound: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>
  ) async throws {
    let task = Task { try await write(BodyWriter(outbound: outbound)) }
    channel.channel.closeFuture.whenComplete { _ in task.cancel() }
    try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private struct BodyWriter: APIStreamWriter {
    let outbound: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>

    func write(_ data: Data) async throws {
      try await outbound.write(.body(ByteBuffer(bytes: data)))
    }
  }

  private static func date() -> String {
    let formatter = Date.VerbatimFormatStyle(
      format: """
        \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \
        \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
        \(second: .twoDigits) GMT
        """, locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
    return Date().formatted(formatter)
  }
}
