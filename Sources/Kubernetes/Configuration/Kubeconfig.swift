import Foundation

/// The user's kubeconfig: one file, or several merged as kubectl merges them.
public struct Kubeconfig: Sendable {
  /// The context that is used when none is named.
  public let currentContext: String?
  let clusters: [String: KubeconfigFile.Cluster]
  let users: [String: KubeconfigFile.User]
  let contexts: [String: KubeconfigFile.Context]
  /// Where it came from, for messages.
  let origin: String
  let environment: [String: String]

  /// The names of all contexts, sorted.
  public var contextNames: [String] { contexts.keys.sorted() }

  /// Reads the kubeconfig as kubectl does: `path` if given; else the files of `KUBECONFIG`, merged, the first to name
  /// something wins; else `~/.kube/config`; else the service account of the pod that this runs in.
  ///
  /// Files of the `KUBECONFIG` list that do not exist are skipped; relative paths inside a file are relative to it.
  /// - Throws: ``KubernetesError/configuration(problem:remedy:)``.
  public static func load(path: String?, environment: [String: String], homeDirectory: String) throws -> Kubeconfig {
    fatalError("skeleton")
  }

  /// The connection of `context`, or of the current context.
  /// - Throws: ``KubernetesError/configuration(problem:remedy:)`` when the context, its cluster or user, or a file named
  ///   by them is missing or broken.
  public func connection(context: String?) throws -> ClusterConnection {
    fatalError("skeleton")
  }
}
