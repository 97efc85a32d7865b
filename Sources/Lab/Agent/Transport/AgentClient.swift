import Foundation

/// `cilium-dbg`, `cilium` and `cilium-health` as programs: asks the agent of the node and prints what it answers.
///
/// The program `netproof` runs this when it is started under one of those names, so that pipes and shells in the
/// agent's container work as with the real ones.
public enum AgentClient {
  /// The names the client goes by.
  public static let programNames: Set<String> = AgentCommands.programs

  /// Runs one command line and returns the exit status.
  ///
  /// The agent's socket is taken from the environment variable `NETPROOF_AGENT_SOCKET`. When nothing listens there,
  /// the message and the status 1 are those of the real program without its daemon.
  public static func main(programName: String, arguments: [String]) async -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let program = (programName as NSString).lastPathComponent
    guard let path = ProcessInfo.processInfo.environment[AgentProtocol.socketVariable],
      let connection = AgentConnection(path: path)
    else { return report(.agentAway(program: program)) }
    let request = AgentProtocol.Request(program: program, arguments: arguments)
    do {
      let line = try JSONEncoder().encode(request) + Data([UInt8(ascii: "\n")])
      return try connection.converse(Array(line)) { kind, payload in
        try AgentConnection.writeAll(payload[...], to: kind == .stdout ? STDOUT_FILENO : STDERR_FILENO)
      }
    } catch {
      return report(.failure("lost the connection to the agent: \(error); is it being restarted?"))
    }
  }

  private static func report(_ result: AgentCommandResult) -> Int32 {
    FileHandle.standardError.write(Data(result.stderr.utf8))
    return result.status
  }
}

/// A blocking connection to the agent's socket; the client has nothing else to do meanwhile.
final class AgentConnection {
  private let descriptor: Int32

  /// Connects, or returns nil when nobody listens.
  init?(path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if connected != 0 { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Sends the request, hands the answer's output to `emit` piece by piece, and returns the exit status.
  func converse(
    _ request: [UInt8], emit: (AgentProtocol.FrameKind, [UInt8]) throws -> Void
  ) throws -> Int32 {
    try Self.writeAll(request[...], to: descriptor)
    while true {
      let header = try read(AgentProtocol.headerSize)
      let length = header[1...].reduce(0) { $0 << 8 | Int($1) }
      let payload = try read(length)
      switch AgentProtocol.FrameKind(rawValue: header[0]) {
      case .stdout: try emit(.stdout, payload)
      case .stderr: try emit(.stderr, payload)
      case .exit: return Int32(bitPattern: payload.reduce(0) { $0 << 8 | UInt32($1) })
      case nil: throw AgentError("frame of unknown kind \(header[0])")
      }
    }
  }

  private func read(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        recv(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, 0)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        throw AgentError(got == 0 ? "it closed the connection early" : String(cString: strerror(errno)))
      }
      filled += got
    }
    return bytes
  }

  static func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws {
    var rest = bytes
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { throw AgentError(String(cString: strerror(errno))) }
      rest = rest.dropFirst(sent)
    }
  }
}
