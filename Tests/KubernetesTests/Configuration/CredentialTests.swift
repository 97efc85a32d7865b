import Foundation
import Testing

@testable import Kubernetes

struct CredentialTests {
  private let plugin = CredentialPlugin(apiVersion: "client.authentication.k8s.io/v1", command: "login")

  private func answer(_ json: String) throws -> ExecCredential.Status {
    try ExecCredential.answer(Data(json.utf8), of: plugin)
  }

  @Test func readsATokenWithItsExpiry() throws {
    let status = try answer(
      #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":"#
        + #"{"expirationTimestamp":"2026-11-21T06:27:00Z","token":"t"}}"#)
    #expect(status.token == "t")
    #expect(status.expirationTimestamp?.date != nil)
  }

  @Test(arguments: [
    #"sesame"#,
    #"{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"sesame"}}"#,
    #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}"#,
    #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":"sesame"}}"#,
  ])
  func refusesOtherAnswersWithoutRepeatingThem(json: String) {
    let error = #expect(throws: KubernetesError.self) { try answer(json) }
    #expect(error?.isConfigurationError == true)
    #expect(error?.description.contains("sesame") == false)
  }

  @Test func tellsThePluginAboutTheClusterOnlyIfAsked() {
    var plugin = plugin
    let cluster = ClusterConnection(contextName: "x", server: "https://h")
    #expect(ExecCredential.request(for: plugin, cluster: cluster).spec?.cluster == nil)
    plugin.provideClusterInfo = true
    #expect(ExecCredential.request(for: plugin, cluster: cluster).spec?.cluster?.server == "https://h")
  }

  @Test func namesAPluginThatDoesNotExist() async {
    var plugin = plugin
    plugin.installHint = "install it"
    let request = ExecCredential.request(for: plugin, cluster: .init(contextName: "x", server: "https://h"))
    let error = await #expect(throws: KubernetesError.self) {
      try await PluginProcess.run(plugin, request: request)
    }
    #expect(error?.description.contains("login") == true)
    #expect(error?.remedy == "install it")
  }

  @Test func aCancelledRequestDoesNotWaitForThePlugin() async throws {
    var plugin = plugin
    plugin.command = "/bin/sleep"
    plugin.arguments = ["600"]
    let request = ExecCredential.request(for: plugin, cluster: .init(contextName: "x", server: "https://h"))
    let waiting = Task { [plugin] in try await PluginProcess.run(plugin, request: request) }
    try await Task.sleep(for: .milliseconds(100))
    waiting.cancel()
    // Returns at all only because the plugin was killed: its own limit is a minute, and `sleep` does not fail by itself.
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  @Test func limitsLetEveryoneThroughInTheEnd() async throws {
    let limiter = AsyncLimiter(1)
    let blocker = Task { try await limiter.run { try await Task.sleep(for: .milliseconds(300)) } }
    try await Task.sleep(for: .milliseconds(50))
    let cancelled = Task { try await limiter.run { 1 } }
    let patient = Task { try await limiter.run { 2 } }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    #expect(try await patient.value == 2)
    try await blocker.value
    #expect(try await limiter.run { 3 } == 3)
  }
}
