import CLibcurl
import Foundation
import Synchronization

/// A connection beside libcurl's own transfers that the loop watches: an exec session after its upgrade request.
///
/// All methods are called on the loop's thread.
protocol LoopSession: AnyObject, Sendable {
  /// The socket to watch; read events are always wanted. `nil` once there is nothing to watch any more.
  var socket: curl_socket_t? { get }
  /// Whether there is something to write.
  var wantsWrite: Bool { get }
  /// When `service` must be called even without an event.
  var nextDeadline: ContinuousClock.Instant { get }
  /// Reads, writes and looks at the clock, without ever waiting.
  func service(now: ContinuousClock.Instant)
  /// Ends the session because of `failure`.
  func abort(_ failure: CurlFailure)
  /// Whether the loop can forget it.
  var isFinished: Bool { get }
}

/// One thread that drives all transfers of a client through one libcurl multi handle, and all exec sockets beside it.
///
/// Everything but `jobs` belongs to that thread.
final class CurlLoop: @unchecked Sendable {
  enum Job: Sendable {
    case start(CurlTransfer)
    case cancel(CurlTransfer)
    case adopt(any LoopSession)
    case abort(any LoopSession, CurlFailure)
    /// Stop as soon as nothing is under way any more. Nothing may be started or adopted afterwards.
    case retire
    case stop
  }

  private struct Queue {
    var jobs: [Job] = []
    var isStopped = false
  }

  private let multi: UnsafeMutableRawPointer
  private let queue = Mutex(Queue())
  private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var sessions: [ObjectIdentifier: any LoopSession] = [:]
  private var isRetired = false

  init() throws(CurlFailure) {
    guard CurlLibrary.isReady, let multi = curl_multi_init() else {
      throw CurlFailure(kind: .setup, message: "libcurl could not be initialised")
    }
    self.multi = multi
    let thread = Thread { [self] in run() }
    thread.name = "kubernetes-client"
    thread.start()
  }

  /// Hands a job to the thread. Returns `false` when the loop has stopped; the job is then not done.
  func submit(_ job: Job) -> Bool {
    queue.withLock { queue in
      if queue.isStopped { return false }
      if case .stop = job { queue.isStopped = true }
      queue.jobs.append(job)
      // Inside the lock: the thread frees the multi handle only after it has seen `stop`, under the same lock.
      curl_multi_wakeup(multi)
      return true
    }
  }

  private func run() {
    blockBrokenPipes()
    while perform(queue.withLock { queue in exchange(&queue.jobs, with: []) }) {
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      collectFinished()
      if isRetired, transfers.isEmpty, sessions.isEmpty { break }
      waitForEvents()
    }
    // A retired loop stops by itself; from here on nobody may wake up the multi handle.
    queue.withLock { $0.isStopped = true }
    for session in sessions.values { session.abort(.closed) }
    for transfer in transfers.values { remove(transfer, .closed) }
    sessions = [:]
    curl_multi_cleanup(multi)
  }

  /// Returns `false` when it is time to stop.
  private func perform(_ jobs: [Job]) -> Bool {
    for job in jobs {
      switch job {
      case .start(let transfer): start(transfer)
      case .cancel(let transfer):
        if let easy = transfer.easy, transfers[easy.raw] === transfer { remove(transfer, .cancelled) }
      case .adopt(let session):
        session.service(now: .now)
        if !session.isFinished { sessions[ObjectIdentifier(session)] = session }
      case .abort(let session, let failure):
        session.abort(failure)
        if session.isFinished { sessions[ObjectIdentifier(session)] = nil }
      case .retire: isRetired = true
      case .stop: return false
      }
    }
    return true
  }

  private func start(_ transfer: CurlTransfer) {
    // The cancellation may have overtaken the start.
    if transfer.isCancelled.load(ordering: .acquiring) { return transfer.finish(.cancelled) }
    do throws(CurlFailure) {
      let easy = try transfer.prepare()
      let code = curl_multi_add_handle(multi, easy.raw)
      guard code == CURLM_OK else {
        throw CurlFailure(kind: .setup, message: String(cString: curl_multi_strerror(code)))
      }
      transfers[easy.raw] = transfer
    } catch {
      transfer.finish(error)
    }
  }

  private func remove(_ transfer: CurlTransfer, _ failure: CurlFailure?) {
    if let easy = transfer.easy {
      curl_multi_remove_handle(multi, easy.raw)
      transfers[easy.raw] = nil
    }
    transfer.finish(failure)
  }

  private func collectFinished() {
    var remaining: Int32 = 0
    while let message = curl_multi_info_read(multi, &remaining) {
      guard message.pointee.msg == CURLMSG_DONE, let raw = message.pointee.easy_handle,
        let transfer = transfers[raw], let easy = transfer.easy
      else { continue }
      let code = np_curl_message_result(message)
      let failure =
        code == CURLE_OK ? nil : CurlFailure(code: code, detail: easy.errorDetail, connected: easy.hasSentRequest)
      remove(transfer, failure)
    }
  }

  /// Sleeps until libcurl, a session's socket, a deadline or `submit` needs the thread, then serves the sessions.
  private func waitForEvents() {
    let active = Array(sessions.values)
    var descriptors = active.map { session in
      curl_waitfd(
        fd: session.socket ?? -1,
        events: Int16(CURL_WAIT_POLLIN) | (session.wantsWrite ? Int16(CURL_WAIT_POLLOUT) : 0), revents: 0)
    }
    let now = ContinuousClock.now
    // libcurl shortens this to its own timers.
    let deadline = active.map(\.nextDeadline).min() ?? now + .seconds(30)
    let wait = min(max(0, (deadline - now).milliseconds + 1), 30_000)
    curl_multi_poll(multi, &descriptors, UInt32(descriptors.count), Int32(wait), nil)
    let then = ContinuousClock.now
    for (session, descriptor) in zip(active, descriptors) {
      if descriptor.revents != 0 || session.nextDeadline <= then { session.service(now: then) }
      if session.isFinished { sessions[ObjectIdentifier(session)] = nil }
    }
  }
}

/// Keeps this thread's writes to broken TLS connections from ending the program: libcurl leaves SIGPIPE to its user
/// (CURLOPT_NOSIGNAL), and OpenSSL writes without MSG_NOSIGNAL.
func blockBrokenPipes() {
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &signals, nil)
}
