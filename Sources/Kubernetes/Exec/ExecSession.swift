import Foundation

/// The exec subprotocols that netproof speaks, best first.
enum ExecProtocol: String, Sendable, CaseIterable {
  /// As v4, and a stream can be closed: `[0xFF, channel]`. Default since Kubernetes 1.30.
  case version5 = "v5.channel.k8s.io"
  /// The exit status is a Status object.
  case version4 = "v4.channel.k8s.io"
}

/// The rules of an exec session: frames in, actions out, no I/O.
///
/// Channels (first byte of a binary frame): 0 stdin, 1 stdout, 2 stderr, 3 Status, 255 close. The one rule that matters
/// most: without a Status, nothing is known about the command (kubernetes#124571), whatever output has come.
struct ExecSession: Sendable {
  enum Action: Sendable, Equatable {
    case output(ExecStream, Data)
    case send(ExecFrame)
    /// The last action.
    case finish(Result<ExecResult, ExecFailure>)
  }

  private let version: ExecProtocol
  private let stdin: ExecInput?
  /// Whether the output is kept for the result; what somebody takes as it comes is not held here as well.
  private let holdsOutput: Bool
  private let outputLimit: Int
  private var outputBytes = 0
  private var stdout = Data()
  private var stderr = Data()
  private var statusBytes = Data()
  private var fragments: Data?
  private var isOver = false
  /// The Status, once it has come.
  private(set) var status: Status?

  /// The largest piece of standard input per frame; what API servers send themselves.
  private static let inputChunk = 32 << 10

  /// More than the tables of a large node (a full NAT table is some 60 MB), and less than what hurts.
  static let outputLimit = 256 << 20
  /// A message in pieces, and a Status: more than any server sends.
  private static let messageLimit = 16 << 20

  init(version: ExecProtocol, stdin: ExecInput? = nil, holdsOutput: Bool = true, outputLimit: Int = outputLimit) {
    self.outputLimit = outputLimit
    self.version = version
    self.stdin = stdin
    self.holdsOutput = holdsOutput
  }

  /// What to send first: standard input, and its end where the protocol has one.
  mutating func open() -> [Action] {
    guard let stdin else { return [] }
    guard version == .version5 || stdin.endsItself else { return finish(.failure(.inputNeedsVersion5)) }
    var actions: [Action] = []
    var rest = stdin.data[...]
    while !rest.isEmpty {
      actions.append(.send(ExecFrame(opcode: .binary, payload: Data([0]) + rest.prefix(Self.inputChunk))))
      rest = rest.dropFirst(Self.inputChunk)
    }
    if version == .version5 { actions.append(.send(ExecFrame(opcode: .binary, payload: Data([0xFF, 0])))) }
    return actions
  }

  /// Takes one frame.
  mutating func receive(_ frame: ExecFrame) -> [Action] {
    if isOver { return [] }
    switch frame.opcode {
    case .ping: return [.send(ExecFrame(opcode: .pong, payload: frame.payload))]
    case .pong: return []
    case .close: return [.send(.close(frame.closeCode ?? 1000))] + conclude("close \(frame.closeCode ?? 1005)")
    case .binary, .text:
      if fragments != nil { return violate("new message inside a fragmented one") }
      if frame.isFinal { return receive(message: frame.payload) }
      fragments = frame.payload
      return []
    case .continuation:
      guard let start = fragments else { return violate("continuation without a beginning") }
      guard start.count + frame.payload.count <= Self.messageLimit else { return violate("a message without an end") }
      fragments = frame.isFinal ? nil : start + frame.payload
      return frame.isFinal ? receive(message: start + frame.payload) : []
    }
  }

  /// The connection ended, with or without a close frame before.
  mutating func disconnected(_ cause: String) -> [Action] { conclude(cause) }

  /// The time is up, or the caller gave up.
  mutating func expire(after time: Duration) -> [Action] {
    if isOver { return [] }
    // A Status that has come already stands, even if the peer never closes.
    if status != nil { return [.send(.close(1000))] + conclude("") }
    return [.send(.close(1000))] + finish(.failure(.timeout(after: time)))
  }

  private mutating func receive(message: Data) -> [Action] {
    // Empty first frames are usual; servers older than 1.29 also send wholly empty messages.
    guard let channel = message.first else { return [] }
    let payload = Data(message.dropFirst())
    switch channel {
    case 1, 2:
      outputBytes += payload.count
      if holdsOutput, outputBytes > outputLimit {
        return [.send(.close(1009))] + finish(.failure(.outputTooLarge(limit: outputLimit)))
      }
      let stream = channel == 1 ? ExecStream.stdout : .stderr
      if holdsOutput {
        if stream == .stdout { stdout += payload } else { stderr += payload }
      }
      return payload.isEmpty ? [] : [.output(stream, payload)]
    case 3:
      guard statusBytes.count + payload.count <= Self.messageLimit else { return violate("a status without an end") }
      statusBytes += payload
      if status == nil { status = try? KubernetesJSON.decode(Status.self, from: statusBytes) }
      return []
    case 0xFF: return []
    default: return violate("message on unknown channel \(channel)")
    }
  }

  private mutating func conclude(_ cause: String) -> [Action] {
    if isOver { return [] }
    guard let status else {
      let words = statusBytes.isEmpty ? cause : "unreadable status, \(cause)"
      return finish(.failure(.noStatus(cause: words, outputBytes: outputBytes)))
    }
    if status.status == "Success" { return finish(.success(result(0))) }
    let exitCode = status.details?.causes?.first { $0.reason == "ExitCode" }?.message.flatMap { Int32($0) }
    if status.reason == "NonZeroExitCode", let exitCode { return finish(.success(result(exitCode))) }
    return finish(.failure(.notStarted(status)))
  }

  private func result(_ exitCode: Int32) -> ExecResult {
    ExecResult(stdout: stdout, stderr: stderr, exitCode: exitCode)
  }

  private mutating func violate(_ what: String) -> [Action] {
    [.send(.close(1002))] + finish(.failure(.protocolViolation(what)))
  }

  private mutating func finish(_ result: Result<ExecResult, ExecFailure>) -> [Action] {
    isOver = true
    return [.finish(result)]
  }
}
