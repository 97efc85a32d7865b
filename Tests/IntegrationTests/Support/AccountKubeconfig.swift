import Foundation
import Kubernetes
import Lab

/// Kubeconfigs of other users of the lab than its administrator.
enum AccountKubeconfig {
  private struct TokenRequest: Codable, Sendable {
    struct Spec: Codable, Sendable { var expirationSeconds: Int }
    struct Status: Codable, Sendable { var token: String }
    var apiVersion = "authentication.k8s.io/v1"
    var kind = "TokenRequest"
    var spec = Spec(expirationSeconds: 3600)
    var status: Status?
  }

  /// A kubeconfig with a token of a service account; the caller removes the file.
  static func make(account: String, namespace: String, _ client: KubernetesClient) async throws -> String {
    let path = ResourcePath(namespace: namespace, resource: "serviceaccounts", name: account, subresource: "token")
    let answer = try await client.create(TokenRequest(), at: path, as: TokenRequest.self)
    return try write(client.connection, token: answer.status?.token ?? "")
  }

  /// A kubeconfig for the same cluster.
  static func write(
    _ connection: ClusterConnection, server: String? = nil, authority: Data? = nil, token: String
  ) throws -> String {
    let file = GuestProgram.scratch("kubeconfig-\(UUID().uuidString)")
    let ca = (authority ?? connection.certificateAuthority ?? Data()).base64EncodedString()
    try Data(
      """
      {current-context: tried, contexts: [{name: tried, context: {cluster: tried, user: tried}}],
       clusters: [{name: tried, cluster: {server: "\(server ?? connection.server)", certificate-authority-data: \(ca)}}],
       users: [{name: tried, user: {token: "\(token)"}}]}
      """.utf8
    ).write(to: URL(filePath: file))
    return file
  }
}
