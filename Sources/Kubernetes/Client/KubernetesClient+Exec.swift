import Foundation

extension KubernetesClient {
  /// Runs a command in a container and waits for its end.
  ///
  /// - Parameters:
  ///   - pod: The container.
  ///   - command: The program and its arguments; no shell is involved.
  ///   - stdin: Standard input; `nil` for none. Needs a server that speaks v5 (Kubernetes 1.30).
  ///   - timeout: Time for the command, connection included. The remote process outlives it: wrap in `timeout`.
  ///   - onOutput: Called for every piece of output as it comes, on the client's network thread: must not block.
  /// - Returns: All output and the exit status, whatever it is.
  /// - Throws: ``KubernetesError/exec(_:_:)`` when the command's end was not reported, and the HTTP errors.
  public func exec(
    _ pod: PodReference, command: [String], stdin: Data? = nil, timeout: Duration,
    onOutput: (@Sendable (ExecStream, Data) -> Void)? = nil
  ) async throws -> ExecResult {
    fatalError("skeleton")
  }
}
