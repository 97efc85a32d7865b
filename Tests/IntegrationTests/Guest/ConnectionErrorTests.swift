import Foundation
import Kubernetes
import Testing

extension LabTests {
  @Test("a certificate authority that did not sign the server's certificate is told, with context, server and remedy")
  func wrongAuthority() async throws {
    let client = try await SharedLab.shared.client()
    let stranger = try Certificate(days: 1)
    defer { stranger.remove() }
    let kubeconfig = try AccountKubeconfig.write(client.connection, authority: stranger.pem, token: "hidden")
    try expect(
      kubeconfig, "TLS failed", "not signed by certificate-authority in the kubeconfig", client.connection.server)
  }

  @Test("an expired server certificate is told, with context, server and remedy")
  func expiredCertificate() async throws {
    let client = try await SharedLab.shared.client()
    let expired = try Certificate(days: -1)
    defer { expired.remove() }
    let server = try ExpiredServer(expired)
    defer { server.stop() }
    let kubeconfig = try AccountKubeconfig.write(
      client.connection, server: server.url, authority: expired.pem, token: "hidden")
    try expect(kubeconfig, "certificate has expired", "is out of its time", server.url)
  }

  @Test("a refused connection is told, with context, server and remedy")
  func refusedConnection() async throws {
    let client = try await SharedLab.shared.client()
    // Port 1 of the loopback: nothing listens there.
    let server = "https://127.0.0.1:1"
    let kubeconfig = try AccountKubeconfig.write(client.connection, server: server, token: "hidden")
    try expect(kubeconfig, "server unreachable", "check that the server address is right and reachable", server)
  }

  @Test("an unknown token is told as 401, with context, server and remedy")
  func unknownToken() async throws {
    let client = try await SharedLab.shared.client()
    let kubeconfig = try AccountKubeconfig.write(client.connection, token: "hidden")
    try expect(
      kubeconfig, "unauthorized: Unauthorized [Unauthorized, 401]", "renew the credentials", client.connection.server)
  }

  @Test("a user who may nothing is told as 403 what is missing, with context, server and remedy")
  func forbidden() async throws {
    let client = try await SharedLab.shared.client()
    let kubeconfig = try await AccountKubeconfig.make(account: "coredns", namespace: "kube-system", client)
    try expect(
      kubeconfig, "cannot get resource \"configmaps\" in API group \"\" in the namespace \"kube-system\"",
      "grant the permission named above", client.connection.server, command: "restore")
  }

  /// The program fails, says all of it, and no secret.
  private func expect(
    _ kubeconfig: String, _ cause: String, _ remedy: String, _ server: String, command: String = "check"
  ) throws {
    defer { try? FileManager.default.removeItem(atPath: kubeconfig) }
    let result = try GuestProgram.result([command], kubeconfig: kubeconfig)
    #expect(result.status == 3, "\(result.error)")
    for part in ["context tried", "server \(server)", cause, remedy] {
      #expect(result.error.contains(part), "\(part) is not in: \(result.error)")
    }
    #expect(!result.error.contains("hidden") && !result.output.contains("hidden"))
  }
}

/// A self-signed certificate for 127.0.0.1, made with openssl.
struct Certificate {
  let folder: String

  /// - Parameter days: How long it is valid; a negative one has expired.
  init(days: Int) throws {
    folder = GuestProgram.scratch("certificate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try Shell.run([
      "openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", "\(folder)/csr", "-subj",
      "/CN=127.0.0.1",
    ])
    try Data("subjectAltName=IP:127.0.0.1\n".utf8).write(to: URL(filePath: "\(folder)/extensions"))
    _ = try Shell.run([
      "openssl", "x509", "-req", "-in", "\(folder)/csr", "-signkey", key, "-days", "\(days)", "-extfile",
      "\(folder)/extensions", "-out", path,
    ])
  }

  var key: String { "\(folder)/key" }
  var path: String { "\(folder)/certificate" }
  var pem: Data { FileManager.default.contents(atPath: path) ?? Data() }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }
}

/// A TLS server on the loopback interface.
private struct ExpiredServer {
  private let process = Process()
  let url: String

  init(_ certificate: Certificate) throws {
    // openssl would choose a free port, but keeps to itself which one for as long as its output is no terminal.
    let port = Int.random(in: 20_000..<32_000)
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate.path, "-key", certificate.key, "-www",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    url = "https://127.0.0.1:\(port)"
    // `0100007F:PORT 00000000:0000 0A`: listening (proc(5), /proc/net/tcp).
    let listening = "0100007F:" + String(format: "%04X", port) + " 00000000:0000 0A"
    for _ in 0..<600 {
      if try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8).contains(listening) { return }
      try #require(process.isRunning, "openssl has ended; is port \(port) taken?")
      Thread.sleep(forTimeInterval: 0.1)
    }
    throw ServerTrouble(description: "openssl does not listen on port \(port) after a minute")
  }

  private struct ServerTrouble: Error, CustomStringConvertible { var description: String }

  func stop() {
    // Without waiting for its end: nothing else uses the port.
    // Children of worker threads inherit a mask that blocks SIGTERM.
    kill(process.processIdentifier, SIGKILL)
  }
}
