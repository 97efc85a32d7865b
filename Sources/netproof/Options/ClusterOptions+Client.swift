import Foundation
import Kubernetes

extension AccessOptions {
  /// The connection of the cluster that the options name.
  func connection() throws -> ClusterConnection { try ClusterConnection.load(path: kubeconfig, context: context) }

  /// The client of the cluster that the options name.
  func client() throws -> KubernetesClient {
    try KubernetesClient(connection: try connection(), options: .netproof)
  }
}

extension ClusterOptions {
  /// The connection of the cluster that the options name.
  func connection() throws -> ClusterConnection { try access.connection() }

  /// The client of the cluster that the options name.
  func client() throws -> KubernetesClient { try access.client() }
}

extension ClusterConnection {
  /// Reads the kubeconfig as kubectl does.
  static func load(path: String?, context: String? = nil) throws -> ClusterConnection {
    // HOME first, as kubectl does: under sudo it may differ from the user database.
    let environment = ProcessInfo.processInfo.environment
    let connection = try Kubeconfig.load(
      path: path, environment: environment, homeDirectory: environment["HOME"] ?? NSHomeDirectory()
    ).connection(context: context)
    if connection.insecureSkipTLSVerify {
      StandardError.write(
        """
        netproof: warning: context \(connection.contextName) has insecure-skip-tls-verify: whoever answers as \
        \(connection.safeServer) gets the credentials. Put the cluster's CA into certificate-authority-data instead.

        """)
    }
    return connection
  }
}

extension ClientOptions {
  /// The program's own limits and name.
  static let netproof = ClientOptions(userAgent: "netproof/\(netproofVersion)")
}
