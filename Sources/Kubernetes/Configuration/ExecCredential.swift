import Foundation

/// What goes to a credential plugin (in `KUBERNETES_EXEC_INFO`) and comes from it (`client.authentication.k8s.io`).
struct ExecCredential: Codable, Sendable {
  var apiVersion: String
  var kind: String
  var spec: Spec?
  var status: Status?

  struct Spec: Codable, Sendable {
    var interactive: Bool?
    var cluster: Cluster?
  }

  struct Cluster: Codable, Sendable {
    var server: String
    var tlsServerName: String?
    var insecureSkipTLSVerify: Bool?
    var certificateAuthorityData: Data?
    var proxyURL: String?

    enum CodingKeys: String, CodingKey {
      case server
      case tlsServerName = "tls-server-name"
      case insecureSkipTLSVerify = "insecure-skip-tls-verify"
      case certificateAuthorityData = "certificate-authority-data"
      case proxyURL = "proxy-url"
    }
  }

  struct Status: Codable, Sendable {
    var expirationTimestamp: Timestamp?
    var token: String?
    /// PEM.
    var clientCertificateData: String?
    /// PEM.
    var clientKeyData: String?
  }

  /// The request for a plugin.
  static func request(for plugin: CredentialPlugin, cluster: ClusterConnection) -> ExecCredential {
    let info = Cluster(
      server: cluster.server, tlsServerName: cluster.tlsServerName,
      insecureSkipTLSVerify: cluster.insecureSkipTLSVerify ? true : nil,
      certificateAuthorityData: cluster.certificateAuthority, proxyURL: cluster.proxyURL)
    return ExecCredential(
      apiVersion: plugin.apiVersion, kind: "ExecCredential",
      spec: Spec(interactive: false, cluster: plugin.provideClusterInfo ? info : nil))
  }

  /// The answer of a plugin, checked as client-go checks it. Errors never repeat the output: it holds a secret.
  static func answer(_ output: Data, of plugin: CredentialPlugin) throws -> Status {
    func problem(_ text: String) -> KubernetesError {
      .configuration(
        problem: "credential plugin \(plugin.command): \(text)",
        remedy: "run it by hand and check that it prints an ExecCredential of \(plugin.apiVersion)")
    }
    guard let answer = try? KubernetesJSON.decode(ExecCredential.self, from: output) else {
      throw problem("its output (\(output.count) bytes) is no ExecCredential")
    }
    guard answer.apiVersion == plugin.apiVersion, answer.kind == "ExecCredential" else {
      throw problem("it answered with \(answer.kind) of \(answer.apiVersion)")
    }
    guard let status = answer.status, status.token != nil || status.clientCertificateData != nil else {
      throw problem("its answer has neither token nor client certificate")
    }
    guard (status.clientCertificateData == nil) == (status.clientKeyData == nil) else {
      throw problem("its answer has only one of client certificate and key")
    }
    return status
  }
}
