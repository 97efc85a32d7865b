import CLibcurl
import Foundation
import Synchronization

/// How an exec session ended.
enum ExecOutcome: Sendable, Equatable {
  case completed(ExecResult)
  case failed(ExecFailure)
  /// The server answered with HTTP instead of upgrading.
  case refused(HTTPResponse)
  /// No session came about, or the caller gave up.
  case disconnected(CurlFailure)
}

/// One exec session on a TLS connection that libcurl made. Belongs to the loop's thread once adopted.
final class ExecConnection: LoopSession, @unchecked Sendable {
  private let easy: EasyHandle
  private let stdin: ExecInput?
  private let deadline: ContinuousClock.Instant
  private let timeout: Duration
  private let onOutput: (@Sendable (ExecStream, Data) -> Void)?
  private let completion: @Sendable (ExecOutcome) -> Void

  private var outgoing: Data
  private var upgrade = UpgradeResponseParser()
  private var codec: WebSocketCodec?
  private var session: ExecSession?
  private var nextPing: ContinuousClock.Instant
  private var lastHeard: ContinuousClock.Instant
  private var statusAt: ContinuousClock.Instant?
  private(set) var isFinished = false

  /// As client-go: pings keep load balancers from closing silent sessions, and show dead ones.
  static let pingInterval = Duration.seconds(5)
  /// As client-go: how long a peer may leave pings unanswered.
  static let silenceLimit = Duration.seconds(60)
  /// How long to wait for the close frame after the Status.
  static let closeGrace = Duration.seconds(2)

  init(
    easy: EasyHandle, request: Data, stdin: ExecInput?, deadline: ContinuousClock.Instant, timeout: Duration,
    onOutput: (@Sendable (ExecStream, Data) -> Void)?, completion: @escaping @Sendable (ExecOutcome) -> Void
  ) {
    self.easy = easy
    self.stdin = stdin
    self.deadline = deadline
    self.timeout = timeout
    self.onOutput = onOutput
    self.completion = completion
    outgoing = request
    nextPing = .now + Self.pingInterval
    lastHeard = .now
  }

  var socket: curl_socket_t? { isFinished ? nil : easy.activeSocket }
  var wantsWrite: Bool { !outgoing.isEmpty }

  var nextDeadline: ContinuousClock.Instant {
    var next = deadline
    if session != nil { next = min(next, nextPing) }
    if let statusAt { next = min(next, statusAt + Self.closeGrace) }
    return next
  }

  func service(now: ContinuousClock.Instant) {
    if isFinished { return }
    write()
    read(now)
    checkClock(now)
    write()
  }

  func abort(_ failure: CurlFailure) { finish(.disconnected(failure)) }

  // MARK: - Clock

  private func checkClock(_ now: ContinuousClock.Instant) {
    if isFinished { return }
    if now >= deadline || statusAt.map({ now >= $0 + Self.closeGrace }) ?? false {
      // Without an answer to the upgrade nothing is known to be running.
      if session == nil { return abort(CurlFailure(kind: .timeout, message: "no answer to the upgrade")) }
      apply(session?.expire(after: timeout) ?? [], now)
      return
    }
    guard session != nil else { return }
    if now - lastHeard > Self.silenceLimit {
      return apply(session?.disconnected("no answer to pings for \(Self.silenceLimit)") ?? [], now)
    }
    if now >= nextPing {
      nextPing = now + Self.pingInterval
      send(ExecFrame(opcode: .ping, payload: Data()))
    }
  }

  // MARK: - Bytes

  private func write() {
    while !outgoing.isEmpty {
      var sent = 0
      let code = outgoing.withUnsafeBytes { curl_easy_send(easy.raw, $0.baseAddress, $0.count, &sent) }
      if code == CURLE_AGAIN { return }
      if code != CURLE_OK {
        // Reading tells more: the server may have answered before it closed.
        outgoing = Data()
        return
      }
      outgoing = Data(outgoing.dropFirst(sent))
    }
  }

  private func read(_ now: ContinuousClock.Instant) {
    // TLS may hold more decrypted bytes than the socket shows: read until libcurl says "again".
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      while !isFinished {
        var count = 0
        let code = curl_easy_recv(easy.raw, buffer.baseAddress, buffer.count, &count)
        if code == CURLE_AGAIN { return }
        if code != CURLE_OK || count == 0 {
          let cause = code == CURLE_OK ? "connection closed by the peer" : String(cString: curl_easy_strerror(code))
          return ended(easy.errorDetail.isEmpty || code == CURLE_OK ? cause : easy.errorDetail, now)
        }
        lastHeard = now
        receive(Data(buffer[..<count]), now)
      }
    }
  }

  private func ended(_ cause: String, _ now: ContinuousClock.Instant) {
    if session != nil { return apply(session?.disconnected(cause) ?? [], now) }
    switch upgrade.end() {
    case .refused(let response): finish(.refused(response))
    default: finish(.disconnected(CurlFailure(kind: cause.contains("alert") ? .tls : .transport, message: cause)))
    }
  }

  private func receive(_ bytes: Data, _ now: ContinuousClock.Instant) {
    if session != nil { return receive(frames: bytes, now) }
    switch upgrade.receive(bytes) {
    case .needsMore: return
    case .refused(let response): finish(.refused(response))
    case .invalid(let cause): finish(.failed(.protocolViolation(cause)))
    case .upgraded(let head, let rest): start(head, rest, now)
    }
  }

  // MARK: - Frames

  private func start(_ head: HTTPHead, _ rest: Data, _ now: ContinuousClock.Instant) {
    let chosen = head.headers["sec-websocket-protocol"] ?? ""
    guard let version = ExecProtocol(rawValue: chosen) else {
      return finish(.failed(.protocolViolation("the server chose subprotocol \"\(chosen)\"")))
    }
    do {
      codec = try WebSocketCodec()
    } catch {
      return finish(.failed(.protocolViolation("\(error)")))
    }
    var session = ExecSession(version: version, stdin: stdin, holdsOutput: onOutput == nil)
    let actions = session.open()
    self.session = session
    apply(actions, now)
    if !rest.isEmpty { receive(frames: rest, now) }
  }

  private func receive(frames bytes: Data, _ now: ContinuousClock.Instant) {
    do {
      for frame in try codec?.decode(bytes) ?? [] { apply(session?.receive(frame) ?? [], now) }
    } catch {
      finish(.failed(.protocolViolation("\(error)")))
    }
    if statusAt == nil, session?.status != nil { statusAt = now }
  }

  private func apply(_ actions: [ExecSession.Action], _ now: ContinuousClock.Instant) {
    for action in actions {
      switch action {
      case .output(let stream, let data): onOutput?(stream, data)
      case .send(let frame): send(frame)
      case .finish(.success(let result)): finish(.completed(result))
      case .finish(.failure(let failure)): finish(.failed(failure))
      }
    }
  }

  private func send(_ frame: ExecFrame) {
    if let bytes = try? codec?.encode(frame) { outgoing += bytes }
  }

  private func finish(_ outcome: ExecOutcome) {
    if isFinished { return }
    // The close frame, as far as it goes out without waiting.
    write()
    isFinished = true
    codec = nil
    completion(outcome)
  }
}
