import Foundation

@testable import Kubernetes

/// A TLS server on loopback with an own certificate authority; a Python script that dies with this process.
final class LocalServer: Sendable {
  let port: Int
  /// An HTTP CONNECT proxy that leads to the server.
  let httpProxyPort: Int
  /// A SOCKS5 proxy that leads to the server.
  let socksProxyPort: Int
  let authority: Data
  let clientCertificate: Data
  let clientKey: Data
  /// Where the certificates are.
  let folder: URL

  static let isAvailable = ["/usr/bin/python3", "/usr/bin/openssl"].allSatisfy(
    FileManager.default.isExecutableFile(atPath:))
  static let shared = Result { try LocalServer() }

  private let input: Pipe
  private let process: Process

  private init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("kubernetes-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.makeCertificates(folder)
    authority = try Data(contentsOf: folder.appendingPathComponent("ca.pem"))
    clientCertificate = try Data(contentsOf: folder.appendingPathComponent("client.pem"))
    clientKey = try Data(contentsOf: folder.appendingPathComponent("client.key"))
    input = Pipe()
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [
      Fixture.url("server/server.py").path, folder.path, Fixture.url("exec").path,
    ]
    process.standardInput = input
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    // The line may come in pieces; nothing at all means that the server has ended.
    var line = ""
    while !line.hasSuffix("\n") {
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { break }
      line += String(decoding: piece, as: UTF8.self)
    }
    let ports = line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    // A plain error, not #require: the same failure must fail every test that asks for the server.
    guard ports.count == 3 else { throw StartFailure(what: "the server printed \(line)") }
    (port, httpProxyPort, socksProxyPort) = (ports[0], ports[1], ports[2])
  }

  func connection(_ change: (inout ClusterConnection) -> Void = { _ in }) -> ClusterConnection {
    var connection = ClusterConnection(
      contextName: "local", server: "https://127.0.0.1:\(port)", certificateAuthority: authority)
    change(&connection)
    return connection
  }

  private static func makeCertificates(_ folder: URL) throws {
    try run(
      """
      set -e
      openssl ecparam -name prime256v1 -genkey -noout -out ca.key
      openssl req -x509 -new -key ca.key -days 2 -subj /CN=test-ca -out ca.pem
      issue() {
        openssl ecparam -name prime256v1 -genkey -noout -out $1.key
        openssl req -new -key $1.key -subj "$2" -out $1.csr
        printf '%s' "$3" > $1.ext
        openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile $1.ext -out $1.pem
      }
      issue server /CN=server subjectAltName=IP:127.0.0.1,DNS:kubernetes.test
      issue client /O=admins/CN=tester keyUsage=digitalSignature
      """, in: folder)
  }

  static func run(_ script: String, in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw StartFailure(what: "openssl failed") }
  }

  struct StartFailure: Error {
    var what: String
  }
}

/// Files of the Fixtures folder.
enum Fixture {
  static func url(_ path: String) -> URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures").appendingPathComponent(path)
  }

  static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }

  /// A recorded raw HTTP response.
  static func response(_ name: String) throws -> HTTPResponse {
    var parser = UpgradeResponseParser()
    // The recorder asked for `Connection: close`, so the end of the file is the end of the body.
    let outcome = parser.receive(try data("api/\(name).response"))
    if case .refused(let response) = outcome { return response }
    if case .refused(let response) = parser.end() { return response }
    throw CocoaError(.fileReadCorruptFile)
  }
}
