import Foundation

extension KubernetesClient {
  /// Runs a command in a container and waits for its end.
  ///
  /// - Parameters:
  ///   - pod: The container.
  ///   - command: The program and its arguments; no shell is involved.
  ///   - stdin: Standard input; `nil` for none. Needs a server that speaks v5 (Kubernetes 1.30), unless
  ///     `stdinEndsItself`.
  ///   - stdinEndsItself: Whether the command ends without seeing the end of its input.
  ///   - timeout: Time for the command, connection included. The remote process outlives it: wrap in `timeout`.
  ///   - mayRunTwice: Whether a session that broke may be begun again, because the command changes nothing. One that the
  ///     server refused has not begun, and is tried again in either case, a few times.
  ///   - onOutput: Called for every piece of output as it comes, on the client's network thread: must not block. Nothing
  ///     is held then, however much comes, and the result's output is empty.
  /// - Returns: All output that was not streamed, and the exit status, whatever it is.
  /// - Throws: ``KubernetesError/exec(_:_:)`` when the command's end was not reported, and the HTTP errors.
  public func exec(
    _ pod: PodReference, command: [String], stdin: Data? = nil, stdinEndsItself: Bool = false, timeout: Duration,
    mayRunTwice: Bool = false, onOutput: (@Sendable (ExecStream, Data) -> Void)? = nil
  ) async throws -> ExecResult {
    let context = connection.requestContext("exec in \(pod): \(ExecTitle(command))")
    var query = command.map { ("command", $0) }
    if let container = pod.container { query.append(("container", container)) }
    if stdin != nil { query.append(("stdin", "true")) }
    query += [("stdout", "true"), ("stderr", "true")]
    let path = ResourcePath.pod(namespace: pod.namespace, name: pod.name).subresource("exec").path
    let target = path + URLText.query(query)
    let input = stdin.map { ExecInput(data: $0, endsItself: stdinEndsItself) }
    return try await execLimiter.run { [self] in
      try await execRate.take()
      return try await retrying(context, mayRunTwice && onOutput == nil ? .briefly : .untilBegun) { credentials, _ in
        let outcome = await ledger.exec {
          await runSession(target, credentials, input, timeout, counted(onOutput))
        }
        switch outcome {
        case .completed(let result):
          ledger.note { $0.execBytes += result.stdout.count + result.stderr.count }
          return .answer(result)
        case .refused(let response): return .refused(response)
        case .failed(let failure): throw KubernetesError.exec(context, failure)
        case .disconnected(let failure): throw KubernetesError.from(failure, context, timeout: timeout)
        }
      }
    }
  }

  /// The same, with what comes counted.
  private func counted(
    _ onOutput: (@Sendable (ExecStream, Data) -> Void)?
  ) -> (@Sendable (ExecStream, Data) -> Void)? {
    guard let onOutput else { return nil }
    return { [ledger] stream, data in
      ledger.note { $0.execBytes += data.count }
      onOutput(stream, data)
    }
  }

  private func runSession(
    _ target: String, _ credentials: ResolvedCredentials, _ stdin: ExecInput?, _ timeout: Duration,
    _ onOutput: (@Sendable (ExecStream, Data) -> Void)?
  ) async -> ExecOutcome {
    var headers = commonHeaders + [("User-Agent", options.userAgent)]
    if let authorization = credentials.authorization { headers.append(("Authorization", authorization)) }
    var generator = SystemRandomNumberGenerator()
    let endpoint = transport.endpoint
    let request = UpgradeRequest(target: endpoint.pathPrefix + target, authority: endpoint.authority, headers: headers)
      .bytes(generator: &generator)
    let dialer = ExecDialer()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        dialer.start(
          transport: transport, target: target, request: request, credentials: credentials, stdin: stdin,
          timeout: timeout, onOutput: onOutput
        ) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      dialer.cancel()
    }
  }
}
