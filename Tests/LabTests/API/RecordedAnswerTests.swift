import Foundation
import Testing

@testable import Lab

@Suite("The facade answers as the recorded API server")
struct RecordedAnswerTests {
  /// The state that the recorded requests met, as far as the answers depend on it.
  private func facade() async throws -> APIFacade {
    let facade = try APIFacade.empty(namespaces: ["probe", "goner"])
    _ = try await facade.send("POST", "/api/v1/namespaces/probe/pods", busyboxPod("bb-master", node: "instance-master"))
    _ = try await facade.send("POST", "/api/v1/namespaces/probe/pods", busyboxPod("bb-worker", node: "instance-worker"))
    _ = try await facade.send("DELETE", "/api/v1/namespaces/goner")
    return facade
  }

  @Test(
    "Same status and same bytes",
    arguments: [
      "400-bad-field-selector", "400-bad-label-selector", "400-bad-limit", "400-malformed",
      "400-strict-unknown-field", "400-wrong-kind", "403-create-in-terminating-namespace",
      "404-create-in-missing-namespace", "404-group", "404-path", "404-pod", "405-post-node-name", "405",
      "409-already-exists", "410-list-exact-rv1", "415", "422-pod-name", "422-unknown-node", "log-no-container-400",
      "healthz", "exec-no-upgrade", "exec-spdy-upgrade",
    ])
  func sameBytes(name: String) async throws {
    let exchange = try RecordedExchange(name)
    let response = await (try facade()).respond(to: exchange.request)
    guard case .complete(let status, _, let body) = response else {
      Issue.record("a stream instead of an answer")
      return
    }
    #expect(status == exchange.status)
    #expect(String(decoding: body, as: UTF8.self) == String(decoding: exchange.body, as: UTF8.self))
  }

  @Test("Same JSON where the recording is indented", arguments: ["406", "version"])
  func sameJSON(name: String) async throws {
    let exchange = try RecordedExchange(name)
    guard case .complete(let status, _, let body) = await (try facade()).respond(to: exchange.request) else { return }
    #expect(status == exchange.status)
    #expect(try JSONValue(parsing: body) == JSONValue(parsing: exchange.body))
  }

  @Test("Without a certificate one is anonymous and may nothing", arguments: ["401-basic", "403-anonymous"])
  func anonymous(name: String) async throws {
    var exchange = try RecordedExchange(name)
    exchange.request.user = try ClientIdentities(users: [:]).user(
      certificate: nil, headers: exchange.request.headers)
    guard case .complete(let status, _, let body) = await (try facade()).respond(to: exchange.request) else { return }
    #expect(status == 403)
    #expect(body == exchange.body)
  }

  @Test("A token or a certificate that nobody issued is a 401")
  func unknownCredentials() throws {
    let exchange = try RecordedExchange("401-bad-bearer")
    let identities = ClientIdentities(users: [Data([1]): .administrator])
    #expect(throws: APIStatus.unauthorized) {
      _ = try identities.user(certificate: nil, headers: exchange.request.headers)
    }
    #expect(throws: APIStatus.unauthorized) {
      _ = try identities.user(
        certificate: nil, headers: ["sec-websocket-protocol": "base64url.bearer.authorization.k8s.io.eA"])
    }
    #expect(throws: APIStatus.unauthorized) { _ = try identities.user(certificate: Data([2]), headers: [:]) }
    #expect(try identities.user(certificate: Data([1]), headers: [:]) == .administrator)
    #expect(APIStatus.unauthorized.json.serialized + "\n" == String(decoding: exchange.body, as: UTF8.self))
  }

  @Test("Two appliers that want the same field conflict, in the recorded words")
  func applyConflict() async throws {
    let facade = try await facade()
    let exchange = try RecordedExchange("409-apply-conflict")
    let path = "/api/v1/namespaces/probe/configmaps/rec"
    let first: JSONValue = [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "rec", "namespace": "probe"], "data": ["q": "1"],
    ]
    let type = "application/apply-patch+yaml"
    #expect(try await facade.send("PATCH", "\(path)?fieldManager=one", first, type: type).status == 201)
    guard case .complete(let status, _, let body) = await facade.respond(to: exchange.request) else { return }
    #expect(status == 409)
    #expect(String(decoding: body, as: UTF8.self) == String(decoding: exchange.body, as: UTF8.self))
  }

  @Test("A PUT of an old revision conflicts, in the recorded words")
  func stalePut() async throws {
    let facade = try await facade()
    let exchange = try RecordedExchange("409-conflict-stale-put")
    let object: JSONValue = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "rec"], "data": ["a": "1"]]
    _ = try await facade.send("POST", "/api/v1/namespaces/probe/configmaps", object)
    guard case .complete(let status, _, let body) = await facade.respond(to: exchange.request) else { return }
    #expect(status == 409)
    #expect(String(decoding: body, as: UTF8.self) == String(decoding: exchange.body, as: UTF8.self))
  }

  @Test("A kubelet that cannot be reached is a 500 in the dialer's words")
  func unreachableKubelet() async throws {
    let failure = "dial tcp 10.0.0.24:10250: connect: no route to host"
    let facade = try APIFacade.empty(pods: NoPods(failure: failure))
    _ = try await facade.send("POST", "/api/v1/namespaces/probe/pods", busyboxPod("web", node: "instance-worker"))
    let exec = try await facade.send("GET", "/api/v1/namespaces/probe/pods/web/exec?command=id&stdout=1")
    #expect(exec.status == 500)
    #expect(exec.body["message"].string == "error dialing backend: \(failure)")
    let log = try await facade.send("GET", "/api/v1/namespaces/probe/pods/web/log")
    #expect(log.status == 500)
    #expect(log.body["message"].string?.hasSuffix(failure) == true)
  }
}
