import Foundation

/// A container to run commands in or to read logs from.
public struct PodReference: Sendable, Hashable, CustomStringConvertible {
  /// The pod's namespace.
  public var namespace: String
  /// The pod's name.
  public var name: String
  /// The container; `nil` lets the server choose, which works for pods with one container only.
  public var container: String?

  /// Makes a reference.
  public init(namespace: String, name: String, container: String? = nil) {
    self.namespace = namespace
    self.name = name
    self.container = container
  }

  /// `namespace/name` with the container in brackets.
  public var description: String { namespace + "/" + name + (container.map { "[\($0)]" } ?? "") }
}

/// An output stream of a remote command.
public enum ExecStream: Sendable, Hashable {
  /// Channel 1.
  case stdout
  /// Channel 2.
  case stderr
}

/// How a remote command ended, with all of its output.
public struct ExecResult: Sendable, Hashable {
  /// Everything written to standard output.
  public var stdout: Data
  /// Everything written to standard error. Its order relative to `stdout` is not kept by the protocol.
  public var stderr: Data
  /// The exit status of the command.
  public var exitCode: Int32

  /// Makes a result.
  public init(stdout: Data = Data(), stderr: Data = Data(), exitCode: Int32) {
    self.stdout = stdout
    self.stderr = stderr
    self.exitCode = exitCode
  }

  /// Standard output as text; bytes that are no UTF-8 become replacement characters.
  public var stdoutText: String { String(decoding: stdout, as: UTF8.self) }
  /// Standard error as text; bytes that are no UTF-8 become replacement characters.
  public var stderrText: String { String(decoding: stderr, as: UTF8.self) }
}

/// Standard input of a remote command.
struct ExecInput: Sendable, Hashable {
  var data: Data
  /// Whether the command ends without seeing the end of its input, which only v5 can tell.
  var endsItself: Bool
}
