import Conformance
import Foundation
import Kubernetes

/// The session that the suites verify: the program's, or under `swift test` one that the environment asks for.
enum AmbientSession {
  /// The session that the program has bound, else the one of `NETPROOF_KUBECONFIG`, else none: then no case exists.
  static func current() async throws -> Session? {
    if let session = Session.current { return session }
    return try await fromEnvironment.value
  }

  /// `NETPROOF_KUBECONFIG=FILE swift test --filter Suites` verifies a cluster without the program, in the scenario that
  /// it is in, or pinned by `NETPROOF_SCENARIO`.
  private static let fromEnvironment = Task<Session?, any Error> {
    let environment = ProcessInfo.processInfo.environment
    guard let path = environment["NETPROOF_KUBECONFIG"] else { return nil }
    let connection = try Kubeconfig.load(path: path, environment: environment, homeDirectory: NSHomeDirectory())
      .connection(context: nil)
    var options = RunOptions()
    if let name = environment["NETPROOF_SCENARIO"] {
      guard let scenario = Scenario(rawValue: name) else {
        throw ScenarioError("NETPROOF_SCENARIO=\(name) is no scenario; `netproof list` names them")
      }
      options.plan = .pinned(scenario)
    }
    let session = try await Session.open(client: KubernetesClient(connection: connection), options: options) { _ in }
    Task { await session.conduct {} }
    return session
  }
}
