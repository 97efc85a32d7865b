import Foundation
import Testing

@testable import Kubernetes

/// Replays recorded sessions, byte for byte what the server sent, through parser, codec and session.
struct ExecSessionTests {
  private struct Replay {
    var output: [String] = []
    var sent: [ExecFrame] = []
    var result: Result<ExecResult, ExecFailure>?
    var refusal: HTTPResponse?

    mutating func take(_ actions: [ExecSession.Action]) {
      for action in actions {
        switch action {
        case .output(let stream, let data): output.append("\(stream):" + String(decoding: data, as: UTF8.self))
        case .send(let frame): sent.append(frame)
        case .finish(let end): result = end
        }
      }
    }
  }

  /// - Parameter drop: Frames to leave out.
  private func replay(
    _ name: String, pieces: Int = 4096, without drop: (ExecFrame) -> Bool = { _ in false }
  ) throws -> Replay {
    let bytes = try Fixture.data("exec/ws-\(name).raw")
    var replay = Replay()
    var parser = UpgradeResponseParser()
    var session: ExecSession?
    let codec = try WebSocketCodec()
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      var piece = Data(bytes[start..<min(start + pieces, bytes.count)])
      if session == nil {
        switch parser.receive(piece) {
        case .upgraded(let head, let rest):
          let version = try #require(ExecProtocol(rawValue: head.headers["sec-websocket-protocol"] ?? ""))
          session = ExecSession(version: version)
          replay.take(session?.open() ?? [])
          piece = rest
        case .refused(let response):
          replay.refusal = response
          return replay
        default: continue
        }
      }
      for frame in try codec.decode(piece) where !drop(frame) { replay.take(session?.receive(frame) ?? []) }
    }
    if session == nil, case .refused(let response) = parser.end() { replay.refusal = response }
    replay.take(session?.disconnected("tcp end") ?? [])
    return replay
  }

  @Test(arguments: [1, 3, 97, 4096]) func readsOutputAndSuccessHoweverTheBytesAreCut(pieces: Int) throws {
    let replay = try replay("exit0-bb-master", pieces: pieces)
    #expect(replay.output == ["stderr:to-stderr\n", "stdout:to-stdout\n"])
    #expect(try replay.result?.get().exitCode == 0)
    #expect(replay.sent == [.close(1000)])
  }

  @Test(arguments: [
    ("exit3-bb-worker", Int32(3)), ("killed", 137), ("v4", 7), ("stdin-close-v5", 0), ("tty", 0), ("utf8", 0),
    ("ping-frame", 0), ("all-offered", 0),
  ])
  func readsTheExitStatus(name: String, exitCode: Int32) throws {
    #expect(try replay(name).result?.get().exitCode == exitCode)
  }

  @Test func keepsBytesThatAreNoText() throws {
    let result = try #require(try replay("utf8").result).get()
    #expect(result.stdout.prefix(6) == Data("grüß".utf8))
    #expect(String(data: result.stdout, encoding: .utf8) == nil)
    #expect(result.stdoutText.hasPrefix("grüß ☃"))
  }

  @Test func aProgramThatDoesNotExistWasNotStarted() throws {
    guard case .failure(.notStarted(let status)) = try replay("no-such-command").result else {
      Issue.record("not a start failure")
      return
    }
    #expect(status.reason == "InternalError")
    #expect(status.message?.contains("/no/such") == true)
  }

  @Test func outputWithoutStatusIsNoResult() throws {
    let replay = try replay("stdin-no-close")
    #expect(replay.output == ["stdout:hello\n"])
    #expect(replay.result == .failure(.noStatus(cause: "close 1000", outputBytes: 6)))
  }

  @Test func aLostStatusFrameIsNoSuccess() throws {
    let replay = try replay("exit0-bb-master") { $0.opcode == .binary && $0.payload.first == 3 }
    #expect(replay.result == .failure(.noStatus(cause: "close 1000", outputBytes: 20)))
  }

  @Test func anAbruptEndIsNoSuccess() throws {
    let replay = try replay("exit0-bb-master") { $0.opcode == .close || $0.payload.first == 3 }
    #expect(replay.result == .failure(.noStatus(cause: "tcp end", outputBytes: 20)))
  }

  @Test func anAbruptEndAfterTheStatusIsAResult() throws {
    let replay = try replay("exit3-bb-worker") { $0.opcode == .close }
    #expect(try replay.result?.get().exitCode == 3)
  }

  @Test(arguments: [
    ("no-such-pod", 404, "NotFound"), ("no-such-container", 400, "BadRequest"), ("bearer-403", 403, "Forbidden"),
  ])
  func readsARefusal(name: String, code: Int32, reason: String) throws {
    let status = Status(of: try #require(try replay(name, pieces: 50).refusal))
    #expect(status.code == code)
    #expect(status.reason == reason)
  }

  @Test func readsARefusalWithoutBody() throws {
    let status = Status(of: try #require(try replay("unknown-protocol").refusal))
    #expect(status.code == 403)
    #expect(status.message == "HTTP status 403 without a body")
  }

  @Test func answersPings() {
    var session = ExecSession(version: .version5)
    let ping = ExecFrame(opcode: .ping, payload: Data("x".utf8))
    #expect(session.receive(ping) == [.send(ExecFrame(opcode: .pong, payload: Data("x".utf8)))])
  }

  @Test func putsFragmentsTogether() {
    var session = ExecSession(version: .version5)
    #expect(session.receive(ExecFrame(opcode: .binary, isFinal: false, payload: Data([1, 65]))) == [])
    #expect(
      session.receive(ExecFrame(opcode: .continuation, payload: Data([66]))) == [.output(.stdout, Data("AB".utf8))])
  }

  @Test func doesNotHoldOutputWithoutEnd() {
    var session = ExecSession(version: .version5, outputLimit: 3)
    #expect(session.receive(ExecFrame(opcode: .binary, payload: Data([1, 65, 66]))).count == 1)
    #expect(
      session.receive(ExecFrame(opcode: .binary, payload: Data([2, 67, 68])))
        == [.send(.close(1009)), .finish(.failure(.outputTooLarge(limit: 3)))])
    // Somebody else takes it.
    var streamed = ExecSession(version: .version5, holdsOutput: false, outputLimit: 3)
    #expect(streamed.receive(ExecFrame(opcode: .binary, payload: Data([1, 65, 66, 67, 68]))).count == 1)
  }

  @Test func doesNotPutFragmentsTogetherWithoutEnd() {
    var session = ExecSession(version: .version5)
    let piece = Data(repeating: 1, count: 9 << 20)
    #expect(session.receive(ExecFrame(opcode: .binary, isFinal: false, payload: piece)) == [])
    let actions = session.receive(ExecFrame(opcode: .continuation, isFinal: false, payload: piece))
    #expect(actions.last == .finish(.failure(.protocolViolation("a message without an end"))))
  }

  @Test func closesStandardInputInVersion5Only() {
    var session = ExecSession(version: .version5, stdin: ExecInput(data: Data("hi".utf8), endsItself: false))
    #expect(
      session.open() == [
        .send(ExecFrame(opcode: .binary, payload: Data([0, 104, 105]))),
        .send(ExecFrame(opcode: .binary, payload: Data([0xFF, 0]))),
      ])
    var old = ExecSession(version: .version4, stdin: ExecInput(data: Data("hi".utf8), endsItself: false))
    #expect(old.open() == [.finish(.failure(.inputNeedsVersion5))])
  }

  @Test func sendsVersion4InputToACommandThatEndsItself() {
    var old = ExecSession(version: .version4, stdin: ExecInput(data: Data("hi".utf8), endsItself: true))
    #expect(old.open() == [.send(ExecFrame(opcode: .binary, payload: Data([0, 104, 105])))])
  }

  @Test func anUnknownChannelBreaksTheProtocol() {
    var session = ExecSession(version: .version5)
    let actions = session.receive(ExecFrame(opcode: .binary, payload: Data([9, 1])))
    #expect(actions.last == .finish(.failure(.protocolViolation("message on unknown channel 9"))))
    #expect(session.receive(ExecFrame(opcode: .binary, payload: Data([1, 1]))) == [])
  }

  @Test func expiresWithATimeout() {
    var session = ExecSession(version: .version5)
    #expect(
      session.expire(after: .seconds(3)) == [.send(.close(1000)), .finish(.failure(.timeout(after: .seconds(3))))])
  }

  @Test func masksFramesAndReadsThemBack() throws {
    let codec = try WebSocketCodec()
    let frame = ExecFrame(opcode: .binary, payload: Data((0..<70_000).map { UInt8($0 % 256) }))
    var bytes = try codec.encode(frame)
    // Second byte: mask bit and 127 for an eight-byte length (RFC 6455 section 5.2).
    #expect(bytes[1] == 0xFF)
    #expect(try codec.decode(bytes) == [frame])
    bytes = try codec.encode(.close(1000))
    #expect(try codec.decode(bytes).first?.closeCode == 1000)
  }
}
