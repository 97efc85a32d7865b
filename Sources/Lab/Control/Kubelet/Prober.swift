import Foundation

/// Runs readiness and liveness probes from the pod's node, with real packets.
struct Prober: Sendable {
  let network: any NodeNetwork
  let node: String
  let podIP: String
  let container: JSONValue
  let running: any RunningContainer

  /// One probe; nil for success, else what went wrong in a kubelet's words.
  func run(_ probe: JSONValue) async -> String? {
    let timeout = max(1, probe["timeoutSeconds"].int ?? 1)
    if probe["httpGet"] != .null { return await httpGet(probe["httpGet"], timeout) }
    if probe["tcpSocket"] != .null { return await tcpSocket(probe["tcpSocket"], timeout) }
    if probe["exec"] != .null { return await exec(probe["exec"], timeout) }
    return nil
  }

  private func httpGet(_ action: JSONValue, _ timeout: Int) async -> String? {
    guard let port = port(action["port"]) else { return "couldn't find port: \(action["port"].serialized)" }
    let (host, path) = (action["host"].string ?? podIP, action["path"].string ?? "/")
    let scheme = (action["scheme"].string ?? "HTTP").lowercased()
    // Certificates are not checked by a kubelet either; here an open port has to be enough.
    guard scheme == "http" else { return await tcpSocket(["host": .string(host), "port": .int(port)], timeout) }
    var request = "GET \(path) HTTP/1.0\r\nHost: \(host.urlHost):\(port)\r\nUser-Agent: kube-probe/1.36\r\n"
    for header in action["httpHeaders"].array {
      request += "\(header["name"].string ?? ""): \(header["value"].string ?? "")\r\n"
    }
    // Not busybox's wget: it looks up "http" in the services database, and a static glibc may crash over that.
    let script = "printf %s \"$0\" | busybox nc -w \(timeout) \"$1\" \"$2\" | head -n 1"
    let (network, node, words) = (network, node, ["sh", "-c", script, request + "\r\n", host, String(port)])
    let answer = await withDeadline(.seconds(timeout + 1)) { try? await network.run(words, on: node) } ?? nil
    let url = "\(scheme)://\(host.urlHost):\(port)\(path)"
    guard let answer else { return "Get \"\(url)\": context deadline exceeded" }
    return Self.verdict(statusLine: answer.stdout, url: url, complaint: answer.stderr)
  }

  /// What the first line of an HTTP answer means to a kubelet: 200 to 399 is success.
  static func verdict(statusLine: String, url: String, complaint: String) -> String? {
    let words = statusLine.split(separator: " ")
    guard words.count > 1, words[0].hasPrefix("HTTP/"), let code = Int(words[1].prefix(3)) else {
      let reason = complaint.contains("refused") ? "connect: connection refused" : "context deadline exceeded"
      return "Get \"\(url)\": \(reason)"
    }
    return (200..<400).contains(code) ? nil : "HTTP probe failed with statuscode: \(code)"
  }

  private func tcpSocket(_ action: JSONValue, _ timeout: Int) async -> String? {
    guard let port = port(action["port"]) else { return "couldn't find port: \(action["port"].serialized)" }
    let host = action["host"].string ?? podIP
    // Connects and hangs up: standard input is empty.
    let script = "busybox nc -w \(timeout) \"$0\" \"$1\" </dev/null >/dev/null"
    return await run(["sh", "-c", script, host, String(port)], deadline: timeout) {
      "dial tcp \(host.urlHost):\(port): \($0)"
    }
  }

  private func exec(_ action: JSONValue, _ timeout: Int) async -> String? {
    let command = action["command"].array.compactMap(\.string)
    let running = running
    let status = await withDeadline(.seconds(timeout)) {
      (try? await running.exec(command, stdin: nil, output: { _ in })) ?? 126
    }
    guard let status else { return "command timed out: \(command.joined(separator: " "))" }
    return status == 0 ? nil : "command exited with \(status)"
  }

  private func run(
    _ command: [String], deadline: Int, failure: (String) -> String
  ) async -> String? {
    let (network, node) = (network, node)
    let output = await withDeadline(.seconds(deadline + 1)) { try? await network.run(command, on: node) }
    guard let output = output ?? nil else { return failure("context deadline exceeded") }
    return output.status == 0 ? nil : failure(output.stderr.trimmed)
  }

  private func port(_ value: JSONValue) -> Int? {
    guard let name = value.string else { return value.int }
    return container["ports"].array.first { $0["name"].string == name }?["containerPort"].int ?? Int(name)
  }
}

/// The result of an operation, or nil when it takes too long; it is cancelled then.
func withDeadline<Result: Sendable>(
  _ limit: Duration, _ operation: @escaping @Sendable () async -> Result
) async -> Result? {
  await withTaskGroup(of: Result?.self) { group in
    group.addTask { await operation() }
    group.addTask {
      try? await Task.sleep(for: limit)
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    return first
  }
}
