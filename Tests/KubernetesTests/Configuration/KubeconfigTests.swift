import Foundation
import Testing

@testable import Kubernetes

struct KubeconfigTests {
  /// A folder that lives as long as the test.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("kubeconfig-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }

    @discardableResult func write(_ name: String, _ text: String) throws -> String {
      let file = url.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
  }

  private let folder: Folder
  init() throws { folder = try Folder() }

  private func load(_ text: String) throws -> Kubeconfig {
    try Kubeconfig.load(path: folder.write("config", text), environment: [:], homeDirectory: "/nonexistent")
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
    } catch let error as KubernetesError {
      #expect(error.isConfigurationError)
      return error.description
    } catch {
      return "other error: \(error)"
    }
    return "no error"
  }

  private let full = """
    apiVersion: v1
    kind: Config
    current-context: lab
    clusters:
    - name: c
      cluster:
        server: https://10.0.0.1:6443
        certificate-authority: pki/ca.crt
        tls-server-name: kubernetes
        proxy-url: socks5://127.0.0.1:1080
    users:
    - name: u
      user:
        client-certificate-data: Y2VydA==
        client-key-data: a2V5
        token: sesame
        as: jane
        as-groups: [admins]
    - name: plugin
      user:
        exec:
          apiVersion: client.authentication.k8s.io/v1beta1
          command: ./bin/login
          args: [token]
          env: [{name: A, value: B}]
    contexts:
    - name: lab
      context: {cluster: c, user: u, namespace: probe}
    - name: other
      context: {cluster: c, user: plugin}
    - name: broken
      context: {cluster: gone, user: u}
    """

  @Test func readsEverythingAConnectionNeeds() throws {
    try folder.write("pki/ca.crt", "authority")
    let config = try load(full)
    #expect(config.currentContext == "lab")
    #expect(config.contextNames == ["broken", "lab", "other"])
    let connection = try config.connection(context: nil)
    #expect(connection.server == "https://10.0.0.1:6443")
    #expect(connection.certificateAuthority == Data("authority".utf8))
    #expect(connection.tlsServerName == "kubernetes")
    #expect(connection.proxyURL == "socks5://127.0.0.1:1080")
    #expect(connection.namespace == "probe")
    #expect(connection.credentials.clientCertificate == Data("cert".utf8))
    #expect(connection.credentials.clientKey == Data("key".utf8))
    #expect(connection.impersonation == .init(user: "jane", groups: ["admins"]))
  }

  @Test func readsAPluginRelativeToTheFile() throws {
    try folder.write("pki/ca.crt", "authority")
    let plugin = try #require(try load(full).connection(context: "other").credentials.plugin)
    #expect(plugin.command == folder.url.appendingPathComponent("bin/login").standardizedFileURL.path)
    #expect(plugin.arguments == ["token"])
    #expect(plugin.environment == ["A": "B"])
  }

  @Test func neverShowsSecrets() throws {
    try folder.write("pki/ca.crt", "authority")
    let connection = try load(full).connection(context: nil)
    var dumped = ""
    dump(connection, to: &dumped)
    for text in ["\(connection)", String(reflecting: connection), dumped, "\(connection.credentials)"] {
      #expect(!text.contains("sesame"))
      #expect(!text.contains("a2V5"))
      #expect(text.contains("token"))
    }
  }

  @Test func theFirstFileOfTheListWins() throws {
    let first = try folder.write(
      "a/config",
      """
      clusters: [{name: c, cluster: {server: "https://first"}}]
      users: [{name: u, user: {tokenFile: token}}]
      """)
    let second = try folder.write(
      "b/config",
      """
      current-context: x
      clusters: [{name: c, cluster: {server: "https://second", insecure-skip-tls-verify: true}}]
      contexts: [{name: x, context: {cluster: c, user: u}}]
      """)
    let config = try Kubeconfig.load(
      path: nil, environment: ["KUBECONFIG": "\(first):/nonexistent/config:\(second)"], homeDirectory: "/nonexistent")
    let connection = try config.connection(context: nil)
    #expect(connection.server == "https://first")
    #expect(!connection.insecureSkipTLSVerify)
    #expect(connection.credentials.tokenFile == folder.url.appendingPathComponent("a/token").standardizedFileURL.path)
  }

  @Test func usesTheHomeFolderWithoutKUBECONFIG() throws {
    try folder.write(".kube/config", "current-context: home\n")
    let config = try Kubeconfig.load(path: nil, environment: [:], homeDirectory: folder.url.path)
    #expect(config.currentContext == "home")
  }

  @Test func saysWhatIsMissing() throws {
    #expect(
      problem { _ = try Kubeconfig.load(path: nil, environment: [:], homeDirectory: "/nonexistent") }
        == "no kubeconfig: /nonexistent/.kube/config does not exist and KUBECONFIG is not set; "
        + "pass --kubeconfig FILE or set KUBECONFIG")
    #expect(
      problem { _ = try Kubeconfig.load(path: "/nonexistent/x", environment: [:], homeDirectory: "") }
        .contains("kubeconfig /nonexistent/x cannot be read: no such file"))
    let config = try load(full)
    #expect(problem { _ = try config.connection(context: "nope") }.contains("known contexts: broken, lab, other"))
    #expect(problem { _ = try config.connection(context: "broken") }.contains("names cluster gone"))
    #expect(problem { _ = try config.connection(context: "lab") }.contains("pki/ca.crt cannot be read"))
  }

  @Test func saysWhereTheFileIsBrokenWithoutShowingIt() throws {
    let text = "users:\n- name: u\n  user:\n    token: sesame\n   bad: [sesame\n"
    let problem = problem { _ = try load(text) }
    #expect(problem.contains("line"))
    #expect(!problem.contains("sesame"))
    let wrongType = self.problem { _ = try load("users:\n- name: u\n  user:\n    token: [sesame]\n") }
    #expect(wrongType.contains("users.[0].user.token"))
    #expect(!wrongType.contains("sesame"))
  }

  @Test func refusesWhatCannotWork() throws {
    func config(cluster: String = "", user: String) throws -> ClusterConnection {
      try load(
        """
        current-context: x
        clusters: [{name: c, cluster: {server: "https://h"\(cluster)}}]
        users: [{name: u, user: {\(user)}}]
        contexts: [{name: x, context: {cluster: c, user: u}}]
        """
      ).connection(context: nil)
    }
    #expect(problem { _ = try config(user: "client-key-data: a2V5") }.contains("key without certificate"))
    #expect(problem { _ = try config(user: "client-certificate-data: '%'") }.contains("not base64"))
    #expect(problem { _ = try config(user: "auth-provider: {name: gcp}") }.contains("removed in 1.26"))
    #expect(
      problem { _ = try config(user: "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}") }
        .contains("v1alpha1"))
    #expect(
      problem {
        _ = try config(
          cluster: ", insecure-skip-tls-verify: true, certificate-authority-data: Y2VydA==", user: "token: a")
      }.contains("both"))
    #expect(problem { _ = try KubernetesClient(connection: .init(contextName: "x", server: "h:6443")) }.contains("URL"))
  }

  @Test func findsTheServiceAccountOfAPod() throws {
    try folder.write("token", "t")
    try folder.write("namespace", "nightly\n")
    try folder.write("ca.crt", "authority")
    let config = try #require(
      InClusterConfiguration.kubeconfig(
        environment: ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"],
        folder: folder.url.path))
    let connection = try config.connection(context: nil)
    #expect(connection.server == "https://[fd00::1]:443")
    #expect(connection.namespace == "nightly")
    #expect(connection.credentials.tokenFile == folder.url.path + "/token")
    #expect(InClusterConfiguration.kubeconfig(environment: [:], folder: folder.url.path) == nil)
  }
}
