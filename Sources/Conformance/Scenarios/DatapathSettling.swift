/// Waits after a restart until the agents have done their work: Ready says only that an agent serves its API, while
/// endpoints may still be restored and their programs compiled.
struct DatapathSettling: Sendable {
  let shell: AgentShell

  /// Waits until every agent says that it is well and has every endpoint in place, at most until `deadline`.
  ///
  /// - Returns: Node → what had not settled by then; empty when everything has.
  func wait(nodes: [String], until deadline: ContinuousClock.Instant) async throws -> [String: String] {
    var unsettled: [String: String] = [:]
    var left = nodes
    while !left.isEmpty {
      unsettled = [:]
      await FanOut.each(left, atOnce: Pace.askedAgents) { node in
        (node, await reason(on: node))
      } take: { node, reason in
        unsettled[node] = reason
      }
      try Task.checkCancellation()
      left = unsettled.keys.sorted()
      guard !left.isEmpty, .now < deadline else { break }
      try await Task.sleep(for: .milliseconds(500))
    }
    return unsettled
  }

  private func reason(on node: String) async -> String? {
    do {
      async let status = shell.cilium(["status", "--brief"], on: node).stdoutText
      async let endpoints = shell.cilium(["endpoint", "list"], on: node).stdoutText
      return Self.reason(status: try await status, endpoints: try await endpoints)
    } catch {
      return "\(error)"
    }
  }

  /// What has not settled; `nil` when everything has.
  ///
  /// - Parameters:
  ///   - status: The output of `status --brief`: `OK`, or what is wrong.
  ///   - endpoints: The output of `endpoint list`: a line per endpoint that begins with its number and ends with its
  ///     state, and further lines for its labels.
  static func reason(status: String, endpoints: String) -> String? {
    let health = status.split(separator: "\n").first.map(String.init) ?? "no answer"
    guard health == "OK" else { return "the agent says: \(health)" }
    for line in endpoints.split(separator: "\n") {
      guard let words = Optional(line.split(separator: " ")), let id = words.first, Int(id) != nil,
        let state = words.last.map(String.init), passing.contains(state)
      else { continue }
      return "endpoint \(id) is \(state)"
    }
    return nil
  }

  /// The states that an endpoint passes through (cilium `api/v1/models/endpoint_state.go`); `ready` is where they end.
  private static let passing: Set = [
    "creating", "waiting-for-identity", "waiting-to-regenerate", "regenerating", "restoring", "not-ready",
  ]
}
