import Foundation

/// Everything needed to reach one cluster as one user. Its description never shows secrets.
public struct ClusterConnection: Sendable {
  /// The kubeconfig context, or `in-cluster`; only for messages.
  public var contextName: String
  /// The server's URL; a path is a prefix of every request.
  public var server: String
  /// The namespace of the context; `default` if it names none.
  public var namespace: String
  /// Certificate authorities in PEM; `nil` uses the system's.
  public var certificateAuthority: Data?
  /// Accept any server certificate. Only for the user's explicit `insecure-skip-tls-verify`.
  public var insecureSkipTLSVerify: Bool
  /// The name to expect in the server's certificate instead of the URL's host.
  public var tlsServerName: String?
  /// `http://`, `https://` or `socks5://` proxy; `nil` follows the environment as libcurl does.
  public var proxyURL: String?
  /// How to authenticate.
  public var credentials: Credentials
  /// Act as somebody else.
  public var impersonation: Impersonation?

  /// Makes a connection.
  public init(
    contextName: String, server: String, namespace: String = "default", certificateAuthority: Data? = nil,
    insecureSkipTLSVerify: Bool = false, tlsServerName: String? = nil, proxyURL: String? = nil,
    credentials: Credentials = .init(), impersonation: Impersonation? = nil
  ) {
    self.contextName = contextName
    self.server = server
    self.namespace = namespace
    self.certificateAuthority = certificateAuthority
    self.insecureSkipTLSVerify = insecureSkipTLSVerify
    self.tlsServerName = tlsServerName
    self.proxyURL = proxyURL
    self.credentials = credentials
    self.impersonation = impersonation
  }
}

extension ClusterConnection: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Context, server and the kinds of credentials; no secrets.
  public var description: String {
    "context \(contextName), server \(safeServer), namespace \(namespace), authentication: \(credentials)"
  }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// No children, so that `dump` and test failures show no secrets either.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }

  /// The server without user information and query: what reports and errors may show.
  public var safeServer: String {
    guard var parts = URLComponents(string: server) else { return "(invalid URL)" }
    parts.user = nil
    parts.password = nil
    parts.query = nil
    return parts.string ?? "(invalid URL)"
  }

  func requestContext(_ operation: String) -> RequestContext {
    RequestContext(context: contextName, server: safeServer, operation: operation)
  }
}

/// The ways in which a kubeconfig user authenticates; several may be set, as in kubectl.
public struct Credentials: Sendable {
  /// The client certificate in PEM.
  public var clientCertificate: Data?
  /// The client certificate's key in PEM.
  public var clientKey: Data?
  /// A bearer token.
  public var token: String?
  /// A file with a bearer token, read again for every request because service account tokens rotate. Wins over `token`.
  public var tokenFile: String?
  /// User name for basic authentication.
  public var username: String?
  /// Password for basic authentication.
  public var password: String?
  /// A program that prints credentials.
  public var plugin: CredentialPlugin?

  /// Makes credentials; none at all is an anonymous user.
  public init(
    clientCertificate: Data? = nil, clientKey: Data? = nil, token: String? = nil, tokenFile: String? = nil,
    username: String? = nil, password: String? = nil, plugin: CredentialPlugin? = nil
  ) {
    self.clientCertificate = clientCertificate
    self.clientKey = clientKey
    self.token = token
    self.tokenFile = tokenFile
    self.username = username
    self.password = password
    self.plugin = plugin
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The kinds of credentials that are set; no secrets.
  public var description: String {
    let kinds = [
      clientCertificate.map { _ in "client certificate" }, token.map { _ in "token" },
      tokenFile.map { "token file \($0)" }, username.map { _ in "basic" }, plugin.map { "plugin \($0.command)" },
    ].compactMap { $0 }
    return kinds.isEmpty ? "none" : kinds.joined(separator: ", ")
  }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// No children, so that `dump` and test failures show no secrets either.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

/// Acting as somebody else (`as`, `as-uid`, `as-groups`, `as-user-extra`).
public struct Impersonation: Sendable, Hashable {
  /// The user.
  public var user: String
  /// The user's unique id.
  public var uid: String?
  /// The groups.
  public var groups: [String]
  /// Further attributes.
  public var extra: [String: [String]]

  /// Makes an impersonation.
  public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
    self.user = user
    self.uid = uid
    self.groups = groups
    self.extra = extra
  }
}

/// A client-go credential plugin (`users[].user.exec`): a program that prints an `ExecCredential`.
public struct CredentialPlugin: Sendable {
  /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
  public var apiVersion: String
  /// The program; relative with a slash means relative to the kubeconfig, without a slash on the PATH.
  public var command: String
  /// Its arguments.
  public var arguments: [String]
  /// Variables added to the environment. They may hold secrets.
  public var environment: [String: String]
  /// The whole environment that it starts from.
  public var baseEnvironment: [String: String]
  /// What to tell the user when the program does not exist.
  public var installHint: String?
  /// Whether the cluster's address and CA are passed on in `KUBERNETES_EXEC_INFO`.
  public var provideClusterInfo: Bool
  /// `Never`, `IfAvailable` or `Always`; with `Always` netproof cannot use it.
  public var interactiveMode: String?

  /// Makes a plugin description.
  public init(
    apiVersion: String, command: String, arguments: [String] = [], environment: [String: String] = [:],
    baseEnvironment: [String: String] = [:], installHint: String? = nil, provideClusterInfo: Bool = false,
    interactiveMode: String? = nil
  ) {
    self.apiVersion = apiVersion
    self.command = command
    self.arguments = arguments
    self.environment = environment
    self.baseEnvironment = baseEnvironment
    self.installHint = installHint
    self.provideClusterInfo = provideClusterInfo
    self.interactiveMode = interactiveMode
  }
}
