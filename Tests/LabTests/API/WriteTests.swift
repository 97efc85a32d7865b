import Foundation
import Testing

@testable import Lab

@Suite("Writing through the facade")
struct WriteTests {
  @Test("Services get a ClusterIP from 10.96.0.0/12 and keep it")
  func clusterIP() async throws {
    let facade = try APIFacade.empty()
    let service: JSONValue = [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"],
      "spec": ["selector": ["app": "web"], "ports": [["port": 80]]],
    ]
    let created = try await facade.send("POST", "/api/v1/namespaces/probe/services", service)
    let address = try #require(created.body["spec"]["clusterIP"].string)
    #expect(IPNetwork(LabTopology.serviceCIDR(.ipv4))?.contains(address) == true)
    #expect(created.body["spec"]["ports"][0]["targetPort"] == 80)
    var changed = service
    changed["spec"]["ports"] = [["port": 81]]
    let replaced = try await facade.send("PUT", "/api/v1/namespaces/probe/services/web", changed)
    #expect(replaced.body["spec"]["clusterIP"].string == address)
    changed["spec"]["clusterIP"] = "10.96.5.5"
    #expect(try await facade.send("PUT", "/api/v1/namespaces/probe/services/web", changed).status == 422)
  }

  @Test("dryRun answers and stores nothing")
  func dryRun() async throws {
    let facade = try APIFacade.empty()
    let made = try await facade.send("POST", "/api/v1/namespaces/probe/pods?dryRun=All", busyboxPod("a"))
    #expect(made.status == 201)
    #expect(made.body["spec"]["restartPolicy"] == "Always")
    #expect(facade.store.list(.pods).isEmpty)
  }

  @Test("A pod's specification is fixed but for its image; its status is written only through /status")
  func podUpdates() async throws {
    let facade = try APIFacade.empty()
    let path = "/api/v1/namespaces/probe/pods"
    _ = try await facade.send("POST", path, busyboxPod("a"))
    let merge = "application/merge-patch+json"
    let host = try await facade.send("PATCH", "\(path)/a", ["spec": ["hostNetwork": true]], type: merge)
    #expect(host.status == 422)
    #expect(host.body["details"]["causes"][0]["field"] == "spec")
    let strategic = "application/strategic-merge-patch+json"
    let image: JSONValue = ["spec": ["containers": [["name": "busybox", "image": "busybox:2"]]]]
    #expect(try await facade.send("PATCH", "\(path)/a", image, type: strategic).status == 200)
    let status: JSONValue = ["status": ["phase": "Running"]]
    #expect(try await facade.send("PATCH", "\(path)/a", status, type: merge).body["status"]["phase"] == "Pending")
    #expect(
      try await facade.send("PATCH", "\(path)/a/status", status, type: merge).body["status"]["phase"] == "Running")
  }

  @Test("Custom resources know no strategic merge")
  func customPatch() async throws {
    let facade = try APIFacade.empty()
    let node: JSONValue = ["apiVersion": "cilium.io/v2", "kind": "CiliumNode", "metadata": ["name": "n"], "spec": [:]]
    _ = try await facade.send("POST", "/apis/cilium.io/v2/ciliumnodes", node)
    let path = "/apis/cilium.io/v2/ciliumnodes/n"
    #expect(try await facade.send("PATCH", path, [:], type: "application/strategic-merge-patch+json").status == 415)
    let patch: JSONValue = ["spec": ["health": ["ipv4": "10.244.0.2"]]]
    let merged = try await facade.send("PATCH", path, patch, type: "application/merge-patch+json")
    #expect(merged.body["spec"]["health"]["ipv4"] == "10.244.0.2")
    #expect(merged.body["metadata"]["generation"] == 2)
  }

  @Test("deletecollection deletes the selected ones; preconditions protect a namesake")
  func deletion() async throws {
    let facade = try APIFacade.empty()
    let path = "/api/v1/namespaces/probe/pods"
    _ = try await facade.send("POST", path, busyboxPod("a", labels: ["app": "x"]))
    _ = try await facade.send("POST", path, busyboxPod("b"))
    let wrong: JSONValue = ["preconditions": ["uid": "00000000-0000-0000-0000-000000000000"]]
    #expect(try await facade.send("DELETE", "\(path)/b", wrong).status == 409)
    let deleted = try await facade.send("DELETE", "\(path)?labelSelector=app%3Dx")
    #expect(deleted.body["items"].array.map(\.name) == ["a"])
    #expect(facade.store.list(.pods).map(\.name) == ["b"])
  }

  @Test("A running pod is only marked, with its grace period")
  func grace() async throws {
    let facade = try APIFacade.empty()
    let path = "/api/v1/namespaces/probe/pods"
    _ = try await facade.send("POST", path, busyboxPod("a", node: "instance-master"))
    let marked = try await facade.send("DELETE", "\(path)/a", ["gracePeriodSeconds": 7])
    #expect(marked.body["metadata"]["deletionGracePeriodSeconds"] == 7)
    #expect(!facade.store.list(.pods).isEmpty)
    _ = try await facade.send("DELETE", "\(path)/a", ["gracePeriodSeconds": 0])
    #expect(facade.store.list(.pods).isEmpty)
  }

  @Test("Everybody may ask for version and health, only administrators for the rest")
  func access() async throws {
    let facade = try APIFacade.empty()
    for path in ["/version", "/healthz", "/readyz", "/livez"] {
      #expect(try await facade.send("GET", path, user: .anonymous).status == 200)
    }
    for path in ["/api", "/apis", "/netproof-lab/v1/faults", "/openapi/v3"] {
      #expect(try await facade.send("GET", path, user: .anonymous).status == 403)
    }
    let review: JSONValue = ["apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": [:]]
    let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    #expect(try await facade.send("POST", path, review).body["status"]["allowed"] == true)
  }

  @Test("Faults are switched through the API server")
  func faults() async throws {
    let facade = try APIFacade.empty()
    for prefix in ["/netproof-lab/v1", "/apis/netproof-lab/v1"] {
      let path = "\(prefix)/faults/snat-missing"
      #expect(try await facade.send("PUT", path).body["active"] == true)
      #expect(await facade.faults.place(of: .snatMissing) == PlacedFault(.snatMissing))
      #expect(try await facade.send("DELETE", path).body["active"] == false)
    }
    #expect(try await facade.send("PUT", "/netproof-lab/v1/faults/nosuch").status == 404)
    let path = "/netproof-lab/v1/faults/vxlan-dropped"
    let placed = try await facade.send("PUT", path, ["node": "instance-worker", "direction": "in"])
    #expect(placed.body["node"] == "instance-worker" && placed.body["direction"] == "in")
    #expect(try await facade.send("PUT", path, ["direction": "sideways"]).status == 400)
    let list = try await facade.send("GET", "/netproof-lab/v1/faults").body["items"].array
    #expect(list.count == LabFault.allCases.count)
  }

  @Test("Discovery lists the same resources plain and aggregated; every one has an OpenAPI operation for apply")
  func discovery() async throws {
    let facade = try APIFacade.empty()
    let core = try await facade.send("GET", "/api/v1").body["resources"].array.compactMap { $0["name"].string }
    #expect(core.contains("pods") && core.contains("pods/exec") && core.contains("pods/status"))
    let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    let groups = try await facade.send("GET", "/apis", accept: accept).body["items"].array
    #expect(groups.contains { $0["metadata"]["name"] == "cilium.io" && $0["versions"][0]["version"] == "v2" })
    for (group, version) in ResourceRegistry.lab.groupVersions {
      let prefix = group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
      #expect(try await facade.send("GET", "/\(prefix)").body["groupVersion"].string?.hasSuffix(version) == true)
      #expect(try await facade.send("GET", "/openapi/v3/\(prefix)").status == 200)
    }
    let document = try await facade.send("GET", "/openapi/v3/apis/apps/v1").body
    let operation = document["paths"]["/apis/apps/v1/namespaces/{namespace}/daemonsets/{name}"]["patch"]
    #expect(operation["parameters"].array.contains { $0["name"] == "fieldValidation" })
  }
}
