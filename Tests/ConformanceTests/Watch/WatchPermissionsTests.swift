import Testing

@testable import Conformance

@Suite("What a watch needs besides a run's permissions")
struct WatchPermissionsTests {
  @Test("to follow nodes, agents, DNS pods and one ConfigMap, and nothing that changes anything")
  func watching() {
    let together = RunPermission.watching(cilium: CiliumLocation())
    #expect(
      together.map(\.description) == [
        "watch nodes", "watch pods in kube-system", "list configmaps cilium-config in kube-system",
        "watch configmaps cilium-config in kube-system",
      ])
    let apart = RunPermission.watching(cilium: CiliumLocation(namespace: "cilium"))
    #expect(apart.map(\.description).contains("watch pods in kube-system"))
    #expect(apart.map(\.description).contains("watch pods in cilium"))
  }

  @Test("the roles for it are printed only when asked for")
  func manifest() {
    func rbac(_ watching: Bool) -> String {
      GuestManifests.rbac(
        account: .init(name: "netproof", namespace: "netproof"), cilium: CiliumLocation(),
        reconfiguring: false, watching: watching)
    }
    #expect(!rbac(false).contains("netproof-watch"))
    #expect(rbac(true).contains("name: netproof-watch"))
  }
}
