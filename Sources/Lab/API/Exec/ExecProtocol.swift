/// The exec subprotocols that the lab speaks (`k8s.io/apimachinery/pkg/util/remotecommand/constants.go`).
enum ExecProtocol: Sendable, Hashable {
  /// Adds a half-close of stdin.
  case v5
  case v4
  /// Nothing offered: output only, no status.
  case unversioned

  /// Chooses among the protocols of a `Sec-WebSocket-Protocol` header; nil when there are only unknown ones.
  init?(offered: String?) {
    let names = (offered ?? "").split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    if names.isEmpty {
      self = .unversioned
    } else if names.contains("v5.channel.k8s.io") {
      self = .v5
    } else if names.contains("v4.channel.k8s.io") {
      self = .v4
    } else {
      return nil
    }
  }

  /// What the server answers.
  var name: String {
    switch self {
    case .v5: "v5.channel.k8s.io"
    case .v4: "v4.channel.k8s.io"
    case .unversioned: ""
    }
  }

  /// The Status on channel 3 after the command has ended; wordings as recorded.
  func status(ofExit code: Int32, command: [String]) -> JSONValue {
    guard code != 0 else { return ["metadata": [:], "status": "Success"] }
    let why =
      self == .v4
      ? "error executing command [\(command.joined(separator: " "))], exit code \(code)"
      : "command terminated with exit code \(code)"
    return [
      "metadata": [:], "status": "Failure",
      "message": .string("command terminated with non-zero exit code: \(why)"), "reason": "NonZeroExitCode",
      "details": ["causes": [["reason": "ExitCode", "message": .string(String(code))]]],
    ]
  }

  /// The Status on channel 3 for a command that could not be started.
  static func status(ofFailure message: String) -> JSONValue {
    let text =
      "Internal error occurred: error executing command in container: failed to exec in container: \(message)"
    return [
      "metadata": [:], "status": "Failure", "message": .string("Internal error occurred: \(text)"),
      "reason": "InternalError", "details": ["causes": [["message": .string(text)]]], "code": 500,
    ]
  }
}

/// The channels of an exec session: the first byte of every message.
enum ExecChannel {
  static let stdin: UInt8 = 0
  static let stdout: UInt8 = 1
  static let stderr: UInt8 = 2
  static let error: UInt8 = 3
  static let resize: UInt8 = 4
  /// v5: the next byte names the channel whose sender has ended.
  static let close: UInt8 = 255
}
