/// One kubeconfig file as written (`client-go/tools/clientcmd/api/v1`).
struct KubeconfigFile: Codable, Sendable {
  var apiVersion: String?
  var kind: String?
  var currentContext: String?
  var clusters: [NamedCluster]?
  var users: [NamedUser]?
  var contexts: [NamedContext]?

  enum CodingKeys: String, CodingKey {
    case apiVersion, kind, clusters, users, contexts
    case currentContext = "current-context"
  }

  struct NamedCluster: Codable, Sendable {
    var name: String
    var cluster: Cluster?
  }

  struct NamedUser: Codable, Sendable {
    var name: String
    var user: User?
  }

  struct NamedContext: Codable, Sendable {
    var name: String
    var context: Context?
  }

  struct Cluster: Codable, Sendable {
    var server: String?
    var certificateAuthority: String?
    var certificateAuthorityData: String?
    var insecureSkipTLSVerify: Bool?
    var tlsServerName: String?
    var proxyURL: String?

    enum CodingKeys: String, CodingKey {
      case server
      case certificateAuthority = "certificate-authority"
      case certificateAuthorityData = "certificate-authority-data"
      case insecureSkipTLSVerify = "insecure-skip-tls-verify"
      case tlsServerName = "tls-server-name"
      case proxyURL = "proxy-url"
    }
  }

  struct User: Codable, Sendable {
    var clientCertificate: String?
    var clientCertificateData: String?
    var clientKey: String?
    var clientKeyData: String?
    var token: String?
    var tokenFile: String?
    var username: String?
    var password: String?
    var impersonate: String?
    var impersonateUID: String?
    var impersonateGroups: [String]?
    var impersonateUserExtra: [String: [String]]?
    var exec: Exec?
    var authProvider: AuthProvider?

    enum CodingKeys: String, CodingKey {
      case token, tokenFile, username, password, exec
      case clientCertificate = "client-certificate"
      case clientCertificateData = "client-certificate-data"
      case clientKey = "client-key"
      case clientKeyData = "client-key-data"
      case impersonate = "as"
      case impersonateUID = "as-uid"
      case impersonateGroups = "as-groups"
      case impersonateUserExtra = "as-user-extra"
      case authProvider = "auth-provider"
    }
  }

  struct AuthProvider: Codable, Sendable {
    var name: String?
  }

  struct Exec: Codable, Sendable {
    var apiVersion: String?
    var command: String
    var args: [String]?
    var env: [Variable]?
    var installHint: String?
    var provideClusterInfo: Bool?
    var interactiveMode: String?

    struct Variable: Codable, Sendable {
      var name: String
      var value: String
    }
  }

  struct Context: Codable, Sendable {
    var cluster: String?
    var user: String?
    var namespace: String?
  }
}
