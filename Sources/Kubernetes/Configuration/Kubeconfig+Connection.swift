import Foundation

extension Kubeconfig {
  /// The connection of `context`, or of the current context.
  /// - Throws: ``KubernetesError/configuration(problem:remedy:)`` when the context, its cluster or user, or a file named
  ///   by them is missing or broken.
  public func connection(context requested: String?) throws -> ClusterConnection {
    guard let name = requested ?? currentContext else {
      throw problem("has no current context", remedy: "pass --context NAME; known contexts: \(known(contexts))")
    }
    guard let context = contexts[name] else {
      throw problem("has no context \(name)", remedy: "known contexts: \(known(contexts))")
    }
    guard let clusterName = context.cluster, let cluster = clusters[clusterName] else {
      throw problem(
        "context \(name) names cluster \(context.cluster ?? "(none)"), which is not defined",
        remedy: "known clusters: \(known(clusters))")
    }
    var user = KubeconfigFile.User()
    if let userName = context.user, !userName.isEmpty {
      guard let found = users[userName] else {
        throw problem(
          "context \(name) names user \(userName), which is not defined", remedy: "known users: \(known(users))")
      }
      user = found
    }
    return try connection(name: name, context: context, cluster: cluster, user: user)
  }

  private func connection(
    name: String, context: KubeconfigFile.Context, cluster: KubeconfigFile.Cluster, user: KubeconfigFile.User
  ) throws -> ClusterConnection {
    guard let server = cluster.server, !server.isEmpty else {
      throw problem("cluster of context \(name) has no server", remedy: "add `server: https://…` to the cluster")
    }
    let authority = try material(
      data: cluster.certificateAuthorityData, file: cluster.certificateAuthority, field: "certificate-authority")
    let insecure = cluster.insecureSkipTLSVerify ?? false
    if insecure, authority != nil {
      throw problem(
        "context \(name) has both a certificate authority and insecure-skip-tls-verify",
        remedy: "remove one of them, as kubectl demands")
    }
    return ClusterConnection(
      contextName: name, server: server, namespace: present(context.namespace) ?? "default",
      certificateAuthority: authority, insecureSkipTLSVerify: insecure,
      tlsServerName: present(cluster.tlsServerName), proxyURL: present(cluster.proxyURL),
      credentials: try credentials(user, context: name), impersonation: try impersonation(user, context: name))
  }

  private func credentials(_ user: KubeconfigFile.User, context: String) throws -> Credentials {
    if let provider = user.authProvider {
      throw problem(
        "context \(context) uses auth-provider \(provider.name ?? "(unnamed)"), which Kubernetes removed in 1.26",
        remedy: "use the exec credential plugin of the same vendor")
    }
    let certificate = try material(
      data: user.clientCertificateData, file: user.clientCertificate, field: "client-certificate")
    let key = try material(data: user.clientKeyData, file: user.clientKey, field: "client-key")
    if (certificate == nil) != (key == nil) {
      throw problem(
        "user of context \(context) has a client \(certificate == nil ? "key without certificate" : "certificate without key")",
        remedy: "give both client-certificate and client-key")
    }
    return Credentials(
      clientCertificate: certificate, clientKey: key, token: present(user.token),
      tokenFile: present(user.tokenFile), username: present(user.username), password: user.password,
      plugin: try user.exec.map { try plugin($0, context: context) })
  }

  private func plugin(_ exec: KubeconfigFile.Exec, context: String) throws -> CredentialPlugin {
    let known = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
    guard let version = exec.apiVersion, known.contains(version) else {
      throw problem(
        "exec plugin of context \(context) has apiVersion \(exec.apiVersion ?? "(none)")",
        remedy: "use one of \(known.joined(separator: ", "))")
    }
    if exec.interactiveMode == "Always" {
      throw problem(
        "exec plugin \(exec.command) of context \(context) has interactiveMode Always",
        remedy: "netproof runs without a terminal: use interactiveMode Never or IfAvailable")
    }
    return CredentialPlugin(
      apiVersion: version, command: exec.command, arguments: exec.args ?? [],
      environment: Dictionary((exec.env ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
      baseEnvironment: environment, installHint: exec.installHint,
      provideClusterInfo: exec.provideClusterInfo ?? false, interactiveMode: exec.interactiveMode)
  }

  private func impersonation(_ user: KubeconfigFile.User, context: String) throws -> Impersonation? {
    let details = user.impersonateUID != nil || user.impersonateGroups != nil || user.impersonateUserExtra != nil
    guard let name = present(user.impersonate) else {
      if details {
        throw problem(
          "user of context \(context) has as-uid, as-groups or as-user-extra without as", remedy: "add `as`")
      }
      return nil
    }
    return Impersonation(
      user: name, uid: present(user.impersonateUID), groups: user.impersonateGroups ?? [],
      extra: user.impersonateUserExtra ?? [:])
  }

  /// Inline data wins over the file, as in kubectl.
  private func material(data: String?, file: String?, field: String) throws -> Data? {
    if let data = present(data) {
      guard let decoded = Data(base64Encoded: data.filter { !$0.isWhitespace }), !decoded.isEmpty else {
        throw problem("\(field)-data is not base64", remedy: "encode the PEM text with `base64 -w0`")
      }
      return decoded
    }
    guard let file = present(file) else { return nil }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw problem(
        "\(field) \(file) cannot be read: \(FileProblem.describe(error))",
        remedy: "correct the path; relative ones are relative to the kubeconfig")
    }
  }

  private func present(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

  private func known(_ entries: [String: some Any]) -> String {
    entries.isEmpty ? "none" : entries.keys.sorted().joined(separator: ", ")
  }

  private func problem(_ text: String, remedy: String) -> KubernetesError {
    .configuration(problem: "kubeconfig \(origin): \(text)", remedy: remedy)
  }
}
