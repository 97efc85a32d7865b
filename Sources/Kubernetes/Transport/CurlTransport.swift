import CLibcurl
import Foundation
import Synchronization

/// libcurl with async/await: one loop per client, stopped with the last reference.
final class CurlTransport: Sendable {
  let endpoint: ServerEndpoint
  let options: ClientOptions
  let loop: CurlLoop

  init(endpoint: ServerEndpoint, options: ClientOptions) throws(CurlFailure) {
    self.endpoint = endpoint
    self.options = options
    loop = try CurlLoop()
  }

  deinit { _ = loop.submit(.stop) }

  /// Sends a request and collects the answer, whatever its status.
  /// - Throws: ``CurlFailure``; `cancelled` when the task was.
  func send(_ request: HTTPRequest, credentials: ResolvedCredentials) async throws -> HTTPResponse {
    let holder = Mutex<CurlTransfer?>(nil)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<HTTPResponse, any Error>) in
        let collector = ResponseCollector(continuation)
        let transfer = CurlTransfer(
          request: request, endpoint: endpoint, credentials: credentials, options: options,
          handler: collector.receive)
        holder.withLock { $0 = transfer }
        // A cancellation that came before the holder was filled has found nothing to cancel.
        if Task.isCancelled { transfer.isCancelled.store(true, ordering: .releasing) }
        if !loop.submit(.start(transfer)) { transfer.finish(.closed) }
      }
    } onCancel: {
      holder.withLock { $0 }.map(cancel)
    }
  }

  /// Sends a request and delivers the answer as it comes. Ending the iteration ends the transfer.
  func stream(
    _ request: HTTPRequest, credentials: ResolvedCredentials
  ) -> AsyncThrowingStream<HTTPStreamPart, any Error> {
    AsyncThrowingStream { continuation in
      let transfer = CurlTransfer(
        request: request, endpoint: endpoint, credentials: credentials, options: options
      ) { event in
        switch event {
        case .head(let head): continuation.yield(.head(head))
        case .body(let data): continuation.yield(.body(data))
        case .finished(let failure): continuation.finish(throwing: failure)
        }
      }
      // The transport must outlive the transfer, or its loop would stop under it.
      continuation.onTermination = { [self] _ in cancel(transfer) }
      if !loop.submit(.start(transfer)) { transfer.finish(.closed) }
    }
  }

  private func cancel(_ transfer: CurlTransfer) {
    transfer.isCancelled.store(true, ordering: .releasing)
    _ = loop.submit(.cancel(transfer))
  }
}

/// Puts a response together and resumes its continuation. Used on the loop's thread only.
private final class ResponseCollector: @unchecked Sendable {
  private let continuation: CheckedContinuation<HTTPResponse, any Error>
  private var head: HTTPHead?
  private var body = Data()

  init(_ continuation: CheckedContinuation<HTTPResponse, any Error>) { self.continuation = continuation }

  func receive(_ event: CurlTransfer.Event) {
    switch event {
    case .head(let head): self.head = head
    case .body(let data): body.append(data)
    case .finished(let failure):
      if let failure {
        continuation.resume(throwing: failure)
      } else if let head {
        continuation.resume(returning: HTTPResponse(head: head, body: body))
      } else {
        continuation.resume(throwing: CurlFailure(kind: .transport, message: "the answer has no HTTP head"))
      }
    }
  }
}
