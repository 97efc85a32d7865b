import Conformance
import Foundation
import Kubernetes

/// What the chapters are held against: the program's run, under `swift test` a cluster or recorded snapshots that the
/// environment names.
enum Specification: Sendable {
  case run(Session)
  case paper([Snapshot])

  /// What is to be verified here; `nil` where there is nothing: then no case exists.
  static func current() async throws -> Specification? {
    if let session = Session.current { return .run(session) }
    if let snapshots = Snapshot.current { return .paper(snapshots) }
    return try await fromEnvironment.value
  }

  /// The pages in a setting; `nil`: in any.
  func pages(of scenario: Scenario?) -> [Page] {
    switch self {
    case .run(let session): session.scenarios.filter { $0 == scenario ?? $0 }.map { Page(session, $0) }
    case .paper(let snapshots): snapshots.filter { $0.scenario == scenario ?? $0.scenario }.map { Page($0) }
    }
  }

  /// `NETPROOF_PAPER=FOLDER swift test --filter Suites` holds the chapters against the records in a folder;
  /// `NETPROOF_KUBECONFIG=FILE` verifies a cluster, in the scenario that it is in, or pinned by `NETPROOF_SCENARIO`.
  private static let fromEnvironment = Task<Specification?, any Error> {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["NETPROOF_PAPER"] { return .paper(try Snapshot.all(in: folder)) }
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
    return .run(session)
  }
}
