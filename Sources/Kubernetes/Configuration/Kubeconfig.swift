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
    if let path, !path.isEmpty {
      return Kubeconfig(merging: [try KubeconfigFile.read(path)], origin: path, environment: environment)
    }
    let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
    let paths = listed.isEmpty ? [homeDirectory + "/.kube/config"] : listed
    let files = try paths.filter(FileManager.default.fileExists(atPath:)).map(KubeconfigFile.read)
    if files.isEmpty {
      if listed.isEmpty, let pod = InClusterConfiguration.kubeconfig(environment: environment) { return pod }
      throw KubernetesError.configuration(
        problem: "no kubeconfig: \(paths.joined(separator: ", ")) does not exist"
          + (listed.isEmpty ? " and KUBECONFIG is not set" : " (from KUBECONFIG)"),
        remedy: "pass --kubeconfig FILE or set KUBECONFIG")
    }
    return Kubeconfig(merging: files, origin: paths.joined(separator: ":"), environment: environment)
  }

  /// Merges files, the first one having the say. Entries are not merged field by field: kubectl's documentation has the
  /// first file's entry win as a whole.
  init(merging files: [KubeconfigFile], origin: String, environment: [String: String]) {
    var clusters: [String: KubeconfigFile.Cluster] = [:]
    var users: [String: KubeconfigFile.User] = [:]
    var contexts: [String: KubeconfigFile.Context] = [:]
    for file in files {
      for entry in file.clusters ?? [] where clusters[entry.name] == nil { clusters[entry.name] = entry.cluster }
      for entry in file.users ?? [] where users[entry.name] == nil { users[entry.name] = entry.user ?? .init() }
      for entry in file.contexts ?? [] where contexts[entry.name] == nil { contexts[entry.name] = entry.context }
    }
    currentContext = files.lazy.compactMap(\.currentContext).first { !$0.isEmpty }
    self.clusters = clusters
    self.users = users
    self.contexts = contexts
    self.origin = origin
    self.environment = environment
  }
}
