import Foundation
import Kubernetes

extension ClusterOptions {
  /// The client of the cluster that the options name.
  func client() throws -> KubernetesClient {
    // HOME first, as kubectl does: under sudo it may differ from the user database.
    let environment = ProcessInfo.processInfo.environment
    let connection = try Kubeconfig.load(
      path: kubeconfig, environment: environment, homeDirectory: environment["HOME"] ?? NSHomeDirectory()
    ).connection(context: context)
    return try KubernetesClient(
      connection: connection, options: ClientOptions(userAgent: "netproof/\(netproofVersion)"))
  }
}
