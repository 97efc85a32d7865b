import Foundation
import Testing

@testable import Kubernetes

struct ErrorTests {
  private let context = RequestContext(context: "lab", server: "https://127.0.0.1:6443", operation: "GET /x")

  private func error(_ recording: String) throws -> KubernetesError {
    .from(try Fixture.response(recording), context)
  }

  private func name(_ error: KubernetesError) -> String {
    Mirror(reflecting: error).children.first?.label ?? ""
  }

  @Test(arguments: [
    ("401-bad-bearer", "unauthorized", true), ("403-serviceaccount-list", "forbidden", true),
    ("404-pod", "notFound", false), ("404-path", "notFound", false), ("409-already-exists", "conflict", false),
    ("409-delete-precondition", "conflict", false), ("410-continue-bad", "gone", false),
    ("422-pod-name", "status", false), ("429-eviction-pdb", "tooManyRequests", false),
    ("503-apiservice", "status", false),
  ])
  func mapsRecordedAnswers(recording: String, expected: String, isConfiguration: Bool) throws {
    let error = try error(recording)
    #expect(name(error) == expected)
    #expect(error.isConfigurationError == isConfiguration)
    #expect(error.description.contains("context lab, server https://127.0.0.1:6443"))
  }

  @Test func repeatsTheServersWords() throws {
    let error = try error("404-pod")
    #expect(error.description.contains(#"pods "nosuch" not found [NotFound, 404]"#))
    #expect(error.description.hasSuffix(error.remedy))
    #expect(try self.error("404-path").description.contains("404 page not found"))
  }

  @Test func onlyServerTroubleIsTransient() throws {
    #expect(try error("503-apiservice").isTransient)
    #expect(try error("429-eviction-pdb").isTransient)
    #expect(!(try error("422-pod-name").isTransient))
    #expect(!(try error("404-pod").isTransient))
  }

  @Test func anEvictionThatABudgetForbidsIsNotRetried() throws {
    // 429 without Retry-After: the server does not promise that waiting helps.
    #expect(try Fixture.response("429-eviction-pdb").retryWait == nil)
    #expect(
      HTTPResponse(head: .init(status: 429, headers: ["retry-after": "3"]), body: Data()).retryWait == .seconds(3))
  }

  @Test func resourcePathsFollowTheAPIsLayout() {
    #expect(ResourcePath.nodes.path == "/api/v1/nodes")
    #expect(ResourcePath.pods().path == "/api/v1/pods")
    #expect(
      ResourcePath.pod(namespace: "probe", name: "bb").subresource("exec").path
        == "/api/v1/namespaces/probe/pods/bb/exec")
    #expect(ResourcePath.ciliumNode("a/b").path == "/apis/cilium.io/v2/ciliumnodes/a%2Fb")
    #expect(
      ResourcePath.lease(namespace: "kube-node-lease", name: "n").path
        == "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n")
  }

  @Test func queriesKeepOrderAndEncodeEverythingSpecial() {
    #expect(
      URLText.query([("command", "sh"), ("command", "echo a&b=c 100%")])
        == "?command=sh&command=echo%20a%26b%3Dc%20100%25")
  }
}
