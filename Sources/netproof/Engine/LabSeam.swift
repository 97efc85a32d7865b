import Conformance
import Foundation
import Lab

/// Roles in which the lab starts this program again, recognised before the command line is parsed.
enum LabRoles {
  /// The hidden subcommand under which the lab's own process runs.
  static let hostCommand = "lab-init"

  /// Plays the lab's own process if the arguments say so; `nil` when they do not.
  static func runHost(_ arguments: [String]) async -> Int32? {
    guard arguments.dropFirst().first == hostCommand else { return nil }
    return await LabHost.main(arguments: Array(arguments.dropFirst(2)))
  }

  /// Plays the agent's command under whose name the lab's agent containers start this program.
  static func runAgent(_ arguments: [String]) async -> Int32? {
    guard let name = arguments.first?.split(separator: "/").last.map(String.init),
      AgentClient.programNames.contains(name)
    else { return nil }
    return await AgentClient.main(programName: name, arguments: Array(arguments.dropFirst()))
  }
}

/// The embedded lab, as the command line uses it.
protocol LabControl: Sendable {
  /// The kubeconfig that reaches the lab's API server.
  var kubeconfigPath: String { get }
  /// Switches a fault on or off.
  func setFault(_ fault: LabFault, active: Bool) async throws
  /// The faults that are on.
  func activeFaults() async throws -> [LabFault]
  /// The command that opens a shell in a node or pod.
  func shellCommand(_ target: String) async throws -> [String]
  /// A few lines on what runs.
  func status() async throws -> [String]
  /// Ends the lab and everything in it.
  func stop() async
}

/// Where the lab comes from.
enum EmbeddedLab {
  /// The address of the lab's HTTPS server, so that HTTPS does not depend on DNS.
  static let httpsAddress: String? = Lab.httpsAddress

  /// Brings a lab up that ends with this program.
  static func start(progress: @escaping @Sendable (String) -> Void) async throws -> any LabControl {
    try requireRoot()
    let options = LabOptions(stateDirectory: LabOptions.privateStateDirectory())
    return RunningLab(lab: try await Lab.start(options) { progress($0.step) })
  }

  /// Brings a lab up that outlives this program.
  static func startDetached(progress: @escaping @Sendable (String) -> Void) async throws -> any LabControl {
    try requireRoot()
    return RunningLab(lab: try await Lab.startDetached(LabOptions()) { progress($0.step) })
  }

  /// The lab that `netproof lab up` started; `nil` when none runs.
  static func running() async throws -> (any LabControl)? {
    try requireRoot()
    return Lab.running().map(RunningLab.init)
  }

  /// Namespaces need CAP_SYS_ADMIN and CAP_NET_ADMIN.
  static func requireRoot() throws {
    guard geteuid() != 0 else { return }
    throw ConfigurationError(
      "The lab needs root, to make network namespaces; this is user \(geteuid())", remedy: "Run it again with sudo")
  }
}
