import Foundation

/// The configuration of a pod: the API server from the environment, the mounted service account.
enum InClusterConfiguration {
  static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

  /// The configuration, or `nil` when this does not run in a pod with a service account (as client-go decides it).
  static func kubeconfig(
    environment: [String: String], folder: String = serviceAccountFolder
  ) -> Kubeconfig? {
    guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"],
      !host.isEmpty, !port.isEmpty, FileManager.default.fileExists(atPath: folder + "/token")
    else { return nil }
    let bracketed = host.contains(":") ? "[\(host)]" : host
    let namespace = try? String(contentsOfFile: folder + "/namespace", encoding: .utf8)
    var cluster = KubeconfigFile.Cluster(server: "https://\(bracketed):\(port)")
    cluster.certificateAuthority = folder + "/ca.crt"
    var user = KubeconfigFile.User()
    user.tokenFile = folder + "/token"
    let name = "in-cluster"
    let file = KubeconfigFile(
      currentContext: name, clusters: [.init(name: name, cluster: cluster)], users: [.init(name: name, user: user)],
      contexts: [
        .init(
          name: name,
          context: .init(
            cluster: name, user: name, namespace: namespace?.trimmingCharacters(in: .whitespacesAndNewlines)))
      ])
    return Kubeconfig(merging: [file], origin: folder, environment: environment)
  }
}
