import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("What a run may have to be granted")
struct RunPermissionTests {
  private let verification = RunPermission.verification(namespace: "netproof", cilium: .init())
  private let reconfiguration = RunPermission.reconfiguration(cilium: .init())

  @Test("nothing is asked for twice, and nothing by wildcard")
  func exact() {
    #expect(Set(verification.map(\.attributes)).count == verification.count)
    #expect(
      (verification + reconfiguration).allSatisfy { $0.verb != "*" && $0.resource != "*" && $0.group != "*" })
  }

  @Test("commands may be run in netproof's own namespace and in the Cilium agents', and nowhere else")
  func execution() {
    let all = RunPermission.verification(namespace: "own", cilium: .init(namespace: "cilium", daemonSet: "agents"))
    let exec = all.filter { $0.resource == "pods/exec" }
    #expect(Set(exec.map(\.scope)) == [.namespace("own"), .namespace("cilium")])
    #expect(exec.allSatisfy { ["get", "create"].contains($0.verb) })
    #expect(exec.first?.attributes.resource == "pods")
    #expect(exec.first?.attributes.subresource == "exec")
    #expect(exec.first?.description == "get pods/exec in cilium")
  }

  @Test("agents' logs are read only where agents are restarted")
  func logs() {
    #expect(!verification.contains { $0.resource == "pods/log" })
    let logs = reconfiguration.filter { $0.resource == "pods/log" }
    #expect(logs.map(\.verb) == ["get"] && logs.map(\.scope) == [.namespace("kube-system")])
  }

  @Test("without sweeping, nothing outside netproof's namespace may be changed")
  func readOnlyOutside() {
    let outside = verification.filter { $0.scope != .namespace("netproof") && $0.resource != "pods/exec" }
    #expect(outside.allSatisfy { ["get", "list"].contains($0.verb) })
    #expect(!outside.isEmpty)
    #expect(!verification.contains { $0.resource == "namespaces" && $0.verb != "get" })
  }

  @Test("a run may delete exactly the kinds of objects that it makes")
  func deletion() {
    let deletable = verification.filter { $0.verb == "deletecollection" }.map(\.resource)
    let resources = RunObjects.all.map(\.resource)
    #expect(deletable.sorted() == resources.sorted())
    for resource in resources {
      let verbs = Set(verification.filter { $0.resource == resource && $0.scope == .namespace("netproof") }.map(\.verb))
      #expect(verbs.isSuperset(of: ["create", "list", "deletecollection"]))
    }
  }

  @Test("DaemonSets and Jobs may be made in netproof's own namespace, and nowhere else")
  func sets() {
    let sets = RunPermission.makingMany(in: "netproof")
    #expect(sets.allSatisfy { $0.scope == .namespace("netproof") && verification.contains($0) })
    #expect(Set(sets.map { "\($0.resource).\($0.group)" }) == ["daemonsets.apps", "jobs.batch"])
    let others = verification.filter { !sets.contains($0) && ["daemonsets", "jobs"].contains($0.resource) }
    #expect(others.map(\.verb) == ["get"] && others.map(\.name) == ["cilium"])
  }

  @Test("roles hold the missing permissions and no other")
  func roles() {
    let all = verification + reconfiguration + RunPermission.namespaceCreation("netproof")
    let missing =
      all.filter { ["create", "delete"].contains($0.verb) && $0.resource == "namespaces" }
      + all.filter { $0.resource == "configmaps" }
    #expect(
      RoleManifest.yaml(missing) == """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: netproof
          labels: {app.kubernetes.io/managed-by: netproof}
        rules:
          # the run's namespace, which is missing
          - apiGroups: [""]
            resources: [namespaces]
            verbs: [create]
          # removing that namespace again
          - apiGroups: [""]
            resources: [namespaces]
            resourceNames: [netproof]
            verbs: [delete]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: netproof
          namespace: kube-system
          labels: {app.kubernetes.io/managed-by: netproof}
        rules:
          # the devices setting
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
    preflight.missingPermissions = [verification[0]]
    #expect(!preflight.isReady)
    #expect(!preflight.isUnanswered)
    #expect(preflight.text.contains("kind: ClusterRole"))
    #expect(preflight.text.hasSuffix("Not ready: permissions"))
    #expect(preflight.names == ["note/nodes", "missing/permissions"])
    preflight.items.append(.init(title: "Cilium", state: .unanswered, finding: "none"))
    #expect(preflight.isUnanswered)
  }
}
