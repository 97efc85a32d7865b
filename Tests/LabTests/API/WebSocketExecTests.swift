import Foundation
import NIOCore
import NIOEmbedded
import NIOWebSocket
import Synchronization
import Testing

@testable import Lab

@Suite("Exec over WebSocket")
struct WebSocketExecTests {
  /// A session with a scripted command; returns the frames that the client got.
  private func run(
    _ protocolVersion: ExecProtocol = .v5, plan: ExecPlan = .example, pods: ScriptedPods,
    client: @escaping @Sendable (NIOAsyncTestingChannel) async throws -> Void = { _ in }
  ) async throws -> [WebSocketFrame] {
    let channel = NIOAsyncTestingChannel()
    let wrapped = try await channel.testingEventLoop.executeInContext {
      try WebSocketExec.Frames(wrappingChannelSynchronously: channel)
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    let session = WebSocketExec(pods: pods, plan: plan, version: protocolVersion)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await session.run(on: wrapped) }
      group.addTask { try await client(channel) }
      var frames: [WebSocketFrame] = []
      repeat {
        frames.append(try await channel.waitForOutboundWrite(as: WebSocketFrame.self))
      } while frames.last?.opcode != .connectionClose
      try await channel.writeInbound(WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer()))
      try await group.waitForAll()
      return frames
    }
  }

  private func texts(_ frames: [WebSocketFrame]) -> [String] {
    frames.dropLast().map { frame in
      var data = frame.data
      let channel = data.readInteger(as: UInt8.self) ?? 99
      return "\(channel):\(String(buffer: data))"
    }
  }

  @Test("As recorded: an empty frame, the output, one status, close 1000")
  func success() async throws {
    let frames = try await run(
      pods: ScriptedPods { _, output in
        await output(.stdout(Data("hi\n".utf8)))
        await output(.stderr(Data("oh\n".utf8)))
        return 0
      })
    #expect(texts(frames) == ["1:", "1:hi\n", "2:oh\n", #"3:{"metadata":{},"status":"Success"}"#])
    #expect(frames.allSatisfy { $0.fin && ($0.opcode == .binary || $0.opcode == .connectionClose) })
    var close = try #require(frames.last).data
    #expect(close.readWebSocketErrorCode() == .normalClosure)
  }

  @Test("Exit statuses in the words of v5 and v4")
  func exitStatus() async throws {
    let pods = ScriptedPods { _, _ in 7 }
    let five = try await run(pods: pods)
    #expect(
      texts(five).last
        == #"3:{"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code: command terminated with exit code 7","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"7"}]}}"#
    )
    let four = try await run(.v4, pods: pods)
    #expect(texts(four).last?.contains("error executing command [sh -c x], exit code 7") == true)
  }

  @Test("A command that cannot be started is an InternalError on channel 3")
  func cannotStart() async throws {
    let frames = try await run(
      pods: ScriptedPods { _, _ in
        throw ExecError(description: "exec: \"/no/such\": stat /no/such: no such file or directory")
      })
    let last = try #require(texts(frames).last)
    let status = try JSONValue(parsing: String(last.dropFirst(2)))
    #expect(status["reason"] == "InternalError")
    #expect(status["message"].string?.contains("stat /no/such: no such file or directory: unknown") == true)
  }

  @Test("Large output is cut into frames of 32 KiB")
  func chunks() async throws {
    let frames = try await run(
      pods: ScriptedPods { _, output in
        await output(.stdout(Data(repeating: 120, count: 100_000)))
        return 0
      })
    #expect(frames.dropFirst().dropLast(2).map { $0.data.readableBytes } == [32769, 32769, 32769, 1697])
  }

  @Test("stdin arrives, and v5's close ends it")
  func stdin() async throws {
    var plan = ExecPlan.example
    plan.stdin = true
    let frames = try await run(
      plan: plan,
      pods: ScriptedPods { stdin, output in
        var input = Data()
        for await piece in try #require(stdin) { input += piece }
        await output(.stdout(input))
        return 0
      }
    ) { channel in
      for bytes in [[0] + Array("ab".utf8), [0] + Array("cd".utf8), [255, 0]] as [[UInt8]] {
        try await channel.writeInbound(WebSocketFrame(fin: true, opcode: .binary, data: ByteBuffer(bytes: bytes)))
      }
    }
    #expect(texts(frames)[1] == "1:abcd")
  }

  @Test("Without a subprotocol there is no status, with only stdout no stderr")
  func narrow() async throws {
    var plan = ExecPlan.example
    plan.stderr = false
    let frames = try await run(
      .unversioned, plan: plan,
      pods: ScriptedPods { _, output in
        await output(.stderr(Data("x".utf8)))
        await output(.stdout(Data("y".utf8)))
        return 0
      })
    #expect(texts(frames) == ["1:", "1:y"])
  }

  @Test("A ping is answered with its own data")
  func ping() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let frames = try await run(
      pods: ScriptedPods { _, _ in
        for await _ in gate {}
        return 0
      }
    ) { channel in
      try await channel.writeInbound(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer(string: "abc")))
      try await Task.sleep(for: .milliseconds(20))
      open.finish()
    }
    #expect(frames.contains { $0.opcode == .pong && String(buffer: $0.data) == "abc" })
  }

  @Test("A client that goes away ends the command")
  func clientGone() async throws {
    let channel = NIOAsyncTestingChannel()
    let wrapped = try await channel.testingEventLoop.executeInContext {
      try WebSocketExec.Frames(wrappingChannelSynchronously: channel)
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    let cancelled = Flag()
    let pods = ScriptedPods { _, _ in
      try? await Task.sleep(for: .seconds(30))
      if Task.isCancelled { cancelled.set() }
      return 0
    }
    let session = Task {
      try await WebSocketExec(pods: pods, plan: .example, version: .v5).run(on: wrapped)
    }
    _ = try await channel.waitForOutboundWrite(as: WebSocketFrame.self)
    try await channel.close().get()
    try? await session.value
    #expect(cancelled.isSet)
  }

  @Test(
    "Subprotocols",
    arguments: [
      ("v5.channel.k8s.io", ExecProtocol.v5), ("v4.channel.k8s.io, v5.channel.k8s.io", .v5),
      ("v4.channel.k8s.io", .v4), (nil, .unversioned), ("v9.channel.k8s.io", nil),
    ] as [(String?, ExecProtocol?)])
  func negotiation(offered: String?, chosen: ExecProtocol?) {
    #expect(ExecProtocol(offered: offered) == chosen)
  }

  @Test("The last lines of a log")
  func tail() {
    let log = Data("a\nb\nc\n".utf8)
    #expect(APIFacade.tail(log, lines: 2) == Data("b\nc\n".utf8))
    #expect(APIFacade.tail(log, lines: 9) == log)
    #expect(APIFacade.tail(Data("a\nb".utf8), lines: 1) == Data("b".utf8))
    #expect(APIFacade.tail(log, lines: 0).isEmpty)
  }
}

extension ExecPlan {
  static let example = ExecPlan(
    command: ["sh", "-c", "x"], container: PodContainer(namespace: "probe", pod: "bb", container: "busybox"),
    stdin: false, stdout: true, stderr: true, tty: false)
}

/// Kubelets whose every command is a closure.
struct ScriptedPods: PodAccess {
  let script: @Sendable (AsyncStream<Data>?, @escaping @Sendable (ExecChunk) async -> Void) async throws -> Int32

  func dialFailure(node: String) async -> String? { nil }
  func exec(
    _ command: [String], in container: PodContainer, stdin: AsyncStream<Data>?,
    output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32 { try await script(stdin, output) }
  func log(of container: PodContainer, previous: Bool) async -> ContainerLog? { nil }
}

/// A flag that tasks share.
final class Flag: Sendable {
  private let value = Mutex(false)
  var isSet: Bool { value.withLock { $0 } }
  func set() { value.withLock { $0 = true } }
}
