import Foundation
import Kubernetes

/// A proxy before an API server that spoils one call (`fault_proxy.py`); a process of its own, which ends with this one.
final class FaultProxy: @unchecked Sendable {
  /// One call to spoil, and how.
  struct Fault: Sendable, Hashable, CustomStringConvertible {
    /// As the proxy names calls, for example `GET /api/v1/nodes`.
    var operation: String
    /// The how-manieth of these.
    var nth = 1
    /// `401`, `429`, `500`, `503`, `reset`, `reset-midway`, `cut`, `lost`, `garbled`, `slow`, `silent`.
    var kind: String

    var description: String { "\(kind) at \(operation)\(nth > 1 ? " (\(nth))" : "")" }

    /// All kinds.
    static let kinds = [
      "401", "429", "500", "503", "reset", "reset-midway", "cut", "lost", "garbled", "slow", "silent",
    ]
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let folder: URL
  /// A connection through the proxy, without TLS and credentials: the proxy has them.
  let connection: ClusterConnection

  /// Starts a proxy before the server of `target`, whose user has a client certificate.
  init(before target: ClusterConnection, _ fault: Fault?) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "netproof-proxy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let files = [
      "ca.pem": target.certificateAuthority, "client.pem": target.credentials.clientCertificate,
      "client.key": target.credentials.clientKey,
    ]
    for (name, data) in files { try (data ?? Data()).write(to: folder.appending(path: name)) }
    guard let url = URL(string: target.server), let host = url.host(), let port = url.port else {
      throw CocoaError(.fileReadUnknown)
    }
    let plan: [String: Any] = [
      "upstream": [host, port], "folder": folder.path, "operation": fault?.operation ?? "", "nth": fault?.nth ?? 1,
      "fault": fault?.kind ?? "",
    ]
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [URL(filePath: #filePath).deletingLastPathComponent().appending(path: "fault_proxy.py").path]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: try JSONSerialization.data(withJSONObject: plan) + Data("\n".utf8))
    var line = ""
    while !line.hasSuffix("\n") {
      let piece = output.fileHandleForReading.availableData
      if piece.isEmpty { break }
      line += String(decoding: piece, as: UTF8.self)
    }
    guard let listening = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    connection = ClusterConnection(contextName: "spoiled", server: "http://127.0.0.1:\(listening)")
  }

  /// Ends the proxy; returns every operation that was asked for, in order.
  func stop() throws -> [String] {
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
    return try JSONDecoder().decode([String].self, from: data)
  }
}
