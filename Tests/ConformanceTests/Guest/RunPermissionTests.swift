import Foundation
import Testing

@testable import Conformance

@Suite("What a run may have to be granted")
struct RunPermissionTests {
  private let all =
    RunPermission.verification(ciliumNamespace: "kube-system")
    + RunPermission.reconfiguration(ciliumNamespace: "kube-system")

  @Test("nothing is asked for twice, and nothing by wildcard")
  func exact() {
    let verification = RunPermission.verification(ciliumNamespace: "kube-system")
    #expect(Set(verification.map(\.attributes)).count == verification.count)
    #expect(all.allSatisfy { $0.verb != "*" && $0.resource != "*" && $0.group != "*" })
  }

  @Test("a subresource is asked for as one, in the run's own kind of namespace")
  func subresource() throws {
    let exec = try #require(all.first { $0.resource == "pods/exec" && $0.scope == .ownNamespace })
    #expect(exec.attributes.resource == "pods")
    #expect(exec.attributes.subresource == "exec")
    #expect(exec.attributes.namespace == "netproof-check")
    #expect(exec.description == "get pods/exec in the run's own namespace")
  }

  @Test("roles hold the missing permissions and no other")
  func roles() {
    let missing = all.filter {
      $0.resource == "namespaces" && ["create", "delete"].contains($0.verb) || $0.resource == "configmaps"
    }
    #expect(
      RoleManifest.yaml(missing) == """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: netproof
        rules:
          - apiGroups: [""]
            resources: [namespaces]
            verbs: [create, delete]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: netproof
          namespace: kube-system
        rules:
          - apiGroups: [""]
            resources: [configmaps]
            resourceNames: [cilium-config]
            verbs: [get, patch]

        """)
  }

  @Test("a check is ready unless something is missing; the roles follow what is missing")
  func preflight() {
    var preflight = Preflight()
    preflight.items = [.init(title: "nodes", state: .note, finding: "only one")]
    #expect(preflight.isReady)
    #expect(preflight.text == "• nodes  only one\n\nReady: netproof run")
    preflight.items.append(.init(title: "permissions", state: .missing, finding: "may not"))
    preflight.missingPermissions = [all[0]]
    #expect(!preflight.isReady)
    #expect(preflight.text.contains("kind: ClusterRole"))
    #expect(preflight.text.hasSuffix("Not ready."))
  }
}
