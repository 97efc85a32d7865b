import Foundation
import ScriptedServer

/// As much of an API server as a run needs to begin and to clean up; reading the nodes never ends, and deleting takes its
/// time.
final class StubCluster: Sendable {
  let server: ScriptedServer
  private let folder: URL

  static let nodes = "GET /api/v1/nodes"
  static let deletePods = "DELETE /api/v1/namespaces/netproof/pods"
  static let deleteLease = "DELETE /apis/coordination.k8s.io/v1/namespaces/netproof/leases/netproof"

  /// - Parameter deletion: How long deleting takes; `nil` for ever.
  init(deletion: Duration?) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let leases = "/apis/coordination.k8s.io/v1/namespaces/netproof/leases"
    let lease = #"{"metadata":{"name":"netproof","uid":"u","resourceVersion":"1"},"spec":{"holderIdentity":"x"}}"#
    server = try ScriptedServer { request in
      switch request.operation {
      case "GET /version": .response(200, #"{"major":"1","minor":"33","gitVersion":"v1.33.0"}"#)
      case "GET /api/v1/namespaces/netproof": .response(200, #"{"metadata":{"name":"netproof"}}"#)
      case "GET \(leases)/netproof": .response(404)
      case "POST \(leases)": .response(201, lease)
      case "PUT \(leases)/netproof": .response(200, lease)
      case Self.nodes: .silence
      case Self.deletePods: deletion.map { .late($0, 200) } ?? .silence
      case "DELETE \(leases)/netproof": .response(200)
      default: request.method == "GET" ? .response(200, #"{"metadata":{},"items":[]}"#) : .response(200)
      }
    }
    let text = """
      {current-context: stub, contexts: [{name: stub, context: {cluster: stub, user: stub}}], users: [{name: stub, user: {}}],
       clusters: [{name: stub, cluster: {server: "\(server.url)"}}]}
      """
    try Data(text.utf8).write(to: URL(filePath: kubeconfig))
  }

  var kubeconfig: String { folder.appendingPathComponent("kubeconfig").path }
  var reports: String { folder.appendingPathComponent("reports").path }

  /// A file in the cluster's folder.
  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Starts `netproof run`, through a shell command if one is given, which gets the program's words as its own.
  func start(shell: String? = nil, standardError: Any? = nil) throws -> Process {
    let process = Process()
    let words = [
      try UserProgram.executable().path, "run", "--kubeconfig", kubeconfig, "--report-dir", reports,
    ]
    process.executableURL = URL(filePath: shell == nil ? words[0] : "/bin/sh")
    process.arguments = shell.map { ["-c", $0, "sh"] + words } ?? Array(words.dropFirst())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    if let standardError {
      process.standardError = standardError
    } else {
      let file = folder.appendingPathComponent("stderr")
      try Data().write(to: file)
      process.standardError = try FileHandle(forWritingTo: file)
    }
    try process.run()
    return process
  }

  /// Waits until something was asked, or the process has ended.
  func wait(for operation: String, _ process: Process) async throws {
    while server.count(operation) == 0, process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
  }

  func remove() {
    server.stop()
    try? FileManager.default.removeItem(at: folder)
  }
}
