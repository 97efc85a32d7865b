import CLibcurl
import Foundation
import Synchronization

/// libcurl with async/await: one loop at a time, stopped with the last reference.
final class CurlTransport: Sendable {
  let endpoint: ServerEndpoint
  let options: ClientOptions
  /// The loop that new transfers go to.
  private let loop: Mutex<CurlLoop>

  init(endpoint: ServerEndpoint, options: ClientOptions) throws(CurlFailure) {
    self.endpoint = endpoint
    self.options = options
    loop = Mutex(try CurlLoop())
  }

  deinit { _ = submit(.stop) }

  /// Hands over a job; returns the loop that has taken it, `nil` when none did.
  func submit(_ job: CurlLoop.Job) -> CurlLoop? { loop.withLock { $0.submit(job) ? $0 : nil } }

  /// A transfer and where it is under way.
  private struct Running: Sendable {
    var transfer: CurlTransfer
    var loop: CurlLoop

    func cancel() {
      transfer.isCancelled.store(true, ordering: .releasing)
      _ = loop.submit(.cancel(transfer))
    }
  }

  private func start(_ transfer: CurlTransfer) -> Running? {
    submit(.start(transfer)).map { Running(transfer: transfer, loop: $0) }
  }

  /// Sends a request and collects the answer, whatever its status.
  ///
  /// When the answer does not come in time, the connections of that moment take no further requests: over HTTP/2 all
  /// requests share one, and when its peer is dead, the next ones would wait for nothing too.
  /// - Throws: ``CurlFailure``; `cancelled` when the task was.
  func send(_ request: HTTPRequest, credentials: ResolvedCredentials) async throws -> HTTPResponse {
    let running = Mutex<Running?>(nil)
    do {
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<HTTPResponse, any Error>) in
          let collector = ResponseCollector(continuation)
          let transfer = CurlTransfer(
            request: request, endpoint: endpoint, credentials: credentials, options: options,
            handler: collector.receive)
          let isStarted = running.withLock { running in
            // A cancellation that came before this has found nothing to cancel.
            if Task.isCancelled { transfer.isCancelled.store(true, ordering: .releasing) }
            running = start(transfer)
            return running != nil
          }
          if !isStarted { transfer.finish(.closed) }
        }
      } onCancel: {
        running.withLock { $0 }?.cancel()
      }
    } catch let failure as CurlFailure where failure.kind == .timeout {
      if let used = running.withLock({ $0 }) { retire(used.loop) }
      throw failure
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
      guard let running = start(transfer) else { return transfer.finish(.closed) }
      // The transport must outlive the transfer, or its loop would stop under it.
      continuation.onTermination = { [self] _ in withExtendedLifetime(self) { running.cancel() } }
    }
  }

  /// Sends further transfers to another loop, whose connections are its own. What is under way goes on.
  private func retire(_ used: CurlLoop) {
    loop.withLock { current in
      // Many requests may have noticed; one new loop is enough. Without one the old must do.
      guard current === used, let fresh = try? CurlLoop() else { return }
      current = fresh
      _ = used.submit(.retire)
    }
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
