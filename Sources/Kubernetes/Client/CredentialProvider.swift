import Foundation

/// Turns the configured credentials into those of the next request: reads rotating tokens, runs plugins, caches.
actor CredentialProvider {
  private let connection: ClusterConnection
  private var cached: ExecCredential.Status?
  private var running: SharedWork<ExecCredential.Status>?

  /// Plugin credentials are renewed this long before they expire, so that they do not expire under way.
  private static let margin = 10.0

  init(_ connection: ClusterConnection) { self.connection = connection }

  /// Whether a 401 may be cured by asking again.
  nonisolated var canRenew: Bool { connection.credentials.plugin != nil }

  /// Forgets what a plugin printed.
  func invalidate() { cached = nil }

  /// The credentials for a request made now.
  func current() async throws -> ResolvedCredentials {
    let given = connection.credentials
    var resolved = ResolvedCredentials(clientCertificate: given.clientCertificate, clientKey: given.clientKey)
    if let token = try fileToken() ?? given.token {
      resolved.authorization = "Bearer " + token
    } else if let username = given.username {
      resolved.authorization = "Basic " + Data("\(username):\(given.password ?? "")".utf8).base64EncodedString()
    } else if let plugin = given.plugin {
      let status = try await pluginStatus(plugin)
      resolved.authorization = status.token.map { "Bearer " + $0 }
      if let certificate = status.clientCertificateData, let key = status.clientKeyData {
        resolved.clientCertificate = Data(certificate.utf8)
        resolved.clientKey = Data(key.utf8)
      }
    }
    if let text = resolved.authorization, text.contains(where: \.isNewline) {
      throw KubernetesError.configuration(
        problem: "the token of context \(connection.contextName) has a line break inside",
        remedy: "write the token on one line")
    }
    return resolved
  }

  private func fileToken() throws -> String? {
    guard let file = connection.credentials.tokenFile else { return nil }
    do {
      let text = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
      if !text.isEmpty { return text }
      throw KubernetesError.configuration(problem: "token file \(file) is empty", remedy: "write a token into it")
    } catch let error as KubernetesError {
      throw error
    } catch {
      throw KubernetesError.configuration(
        problem: "token file \(file) cannot be read: \(FileProblem.describe(error))",
        remedy: "correct tokenFile in the kubeconfig")
    }
  }

  private func pluginStatus(_ plugin: CredentialPlugin) async throws -> ExecCredential.Status {
    if let cached {
      let expiry = cached.expirationTimestamp?.date ?? .distantFuture
      if expiry.timeIntervalSinceNow > Self.margin { return cached }
    }
    // Shared by all requests that come meanwhile. One that is cancelled does not wait for it; without any, the plugin is
    // ended.
    let work = SharedWork.joining(running) { [connection] in
      let request = ExecCredential.request(for: plugin, cluster: connection)
      return try ExecCredential.answer(try await PluginProcess.run(plugin, request: request), of: plugin)
    }
    running = work
    defer { if !Task.isCancelled, running === work { running = nil } }
    let status = try await work.value()
    cached = status
    return status
  }
}
