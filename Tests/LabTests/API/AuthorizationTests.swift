import Foundation
import Testing

@testable import Lab

@Suite("The lab's authorization")
struct AuthorizationTests {
  private let facade: APIFacade

  init() async throws {
    facade = try APIFacade.empty(namespaces: ["netproof", "kube-system"])
    _ = try await facade.send(
      "POST", "/api/v1/namespaces/netproof/serviceaccounts",
      ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "netproof"]])
  }

  private let account = APIUser.serviceAccount(namespace: "netproof", name: "netproof")

  private func grant(
    _ kind: String, in namespace: String?, groups: [JSONValue] = [""], _ resources: [JSONValue], _ verbs: [JSONValue],
    names: [JSONValue] = []
  ) async throws {
    let base = "/apis/rbac.authorization.k8s.io/v1" + (namespace.map { "/namespaces/\($0)" } ?? "")
    var rule: JSONValue = [
      "apiGroups": .array(groups), "resources": .array(resources), "verbs": .array(verbs),
    ]
    if !names.isEmpty { rule["resourceNames"] = .array(names) }
    let made = try await facade.send(
      "POST", "\(base)/\(kind.lowercased())s",
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string(kind), "metadata": ["name": "reader"],
        "rules": [rule],
      ])
    let bound = try await facade.send(
      "POST", "\(base)/\(kind.lowercased())bindings",
      [
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": .string("\(kind)Binding"),
        "metadata": ["name": "reader"],
        "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": .string(kind), "name": "reader"],
        "subjects": [["kind": "ServiceAccount", "name": "netproof", "namespace": "netproof"]],
      ])
    #expect(made.status == 201 && bound.status == 201)
  }

  private func status(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> Int {
    try await facade.send(method, path, body, user: account).status
  }

  @Test("without a role, a service account may do nothing, and the refusal names verb, resource and place")
  func nothing() async throws {
    let answer = try await facade.send("GET", "/api/v1/namespaces/kube-system/pods", user: account)
    #expect(answer.status == 403)
    #expect(
      answer.body["message"] == """
        pods is forbidden: User "system:serviceaccount:netproof:netproof" cannot list resource "pods" in API group "" in \
        the namespace "kube-system"
        """)
  }

  @Test("a Role permits its verbs in its own namespace, and there only")
  func role() async throws {
    try await grant("Role", in: "kube-system", ["pods"], ["list"])
    #expect(try await status("GET", "/api/v1/namespaces/kube-system/pods") == 200)
    #expect(try await status("GET", "/api/v1/namespaces/kube-system/pods/a") == 403)
    #expect(try await status("GET", "/api/v1/namespaces/netproof/pods") == 403)
    #expect(try await status("GET", "/api/v1/pods") == 403)
  }

  @Test("a ClusterRole permits cluster-scoped resources")
  func clusterRole() async throws {
    try await grant("ClusterRole", in: nil, ["nodes"], ["list"])
    #expect(try await status("GET", "/api/v1/nodes") == 200)
    #expect(try await status("DELETE", "/api/v1/nodes/a") == 403)
  }

  @Test("a rule with resource names permits these objects, and no list")
  func names() async throws {
    try await grant("Role", in: "kube-system", ["configmaps"], ["get", "list"], names: ["cilium-config"])
    #expect(try await status("GET", "/api/v1/namespaces/kube-system/configmaps/cilium-config") == 404)
    #expect(try await status("GET", "/api/v1/namespaces/kube-system/configmaps/other") == 403)
    #expect(try await status("GET", "/api/v1/namespaces/kube-system/configmaps") == 403)
  }

  @Test("a Role inside a namespace can permit reading the namespace itself")
  func namespaceItself() async throws {
    try await grant("Role", in: "netproof", ["namespaces"], ["get"], names: ["netproof"])
    #expect(try await status("GET", "/api/v1/namespaces/netproof") == 200)
    #expect(try await status("GET", "/api/v1/namespaces/kube-system") == 403)
  }

  @Test("running commands needs get and create on pods/exec; create alone is not enough")
  func exec() async throws {
    try await grant("Role", in: "netproof", ["pods/exec"], ["get"])
    let answer = try await facade.send("GET", "/api/v1/namespaces/netproof/pods/a/exec?command=a", user: account)
    #expect(answer.status == 403)
    #expect(answer.body["message"].string?.contains("cannot create resource \"pods/exec\"") == true)
  }

  @Test("an access review says what a request would come to", arguments: [("list", true), ("delete", false)])
  func review(verb: String, isAllowed: Bool) async throws {
    try await grant("Role", in: "kube-system", ["pods"], ["list"])
    let answer = try await facade.send(
      "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      [
        "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
        "spec": [
          "resourceAttributes": ["verb": .string(verb), "resource": "pods", "namespace": "kube-system"]
        ],
      ], user: account)
    #expect(answer.status == 201)
    #expect(answer.body["status"]["allowed"] == .bool(isAllowed))
  }

  @Test("a token is its account's until it expires or the account goes")
  func tokens() async throws {
    let answer = try await facade.send(
      "POST", "/api/v1/namespaces/netproof/serviceaccounts/netproof/token",
      ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["expirationSeconds": 900]])
    #expect(answer.status == 201)
    let token = try #require(answer.body["status"]["token"].string)
    func user(_ token: String, after seconds: TimeInterval = 0) -> APIUser? {
      facade.tokens.user(of: token, store: facade.store, now: Date().addingTimeInterval(seconds))
    }
    #expect(user(token) == account)
    #expect(user(token, after: 901) == nil)
    #expect(user("lab.other") == nil)
    let identities = ClientIdentities(users: [:])
    #expect(
      try identities.user(certificate: nil, headers: ["authorization": "Bearer \(token)"]) { user($0) } == account)
    #expect(throws: APIStatus.self) {
      try identities.user(certificate: nil, headers: ["authorization": "Bearer nobody"]) { user($0) }
    }
    _ = try await facade.send("DELETE", "/api/v1/namespaces/netproof/serviceaccounts/netproof")
    #expect(user(token) == nil)
  }
}
