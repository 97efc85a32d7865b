import Testing

@testable import Conformance

@Suite("What an administrator applies")
struct GuestManifestsTests {
  private let account = RoleManifest.ServiceAccount(name: "nightly", namespace: "probes")
  private let cilium = CiliumLocation(namespace: "cilium", daemonSet: "agents")

  private func rbac(reconfiguring: Bool) -> [String] {
    GuestManifests.rbac(account: account, cilium: cilium, reconfiguring: reconfiguring)
      .components(separatedBy: "---\n")
  }

  @Test("every role is bound to the service account, in the same namespace")
  func bindings() {
    let documents = rbac(reconfiguring: true)
    func kinds(_ kind: String) -> [String] { documents.filter { $0.contains("\nkind: \(kind)\n") } }
    #expect(kinds("ServiceAccount").count == 1)
    #expect(kinds("ClusterRole").count == 1)
    #expect(kinds("ClusterRoleBinding").count == 1)
    #expect(kinds("Role").count == kinds("RoleBinding").count)
    #expect(kinds("Role").count == 6)
    for binding in kinds("RoleBinding") + kinds("ClusterRoleBinding") {
      #expect(binding.contains("  - kind: ServiceAccount\n    name: nightly\n    namespace: probes\n"))
    }
  }

  @Test("changing the cluster is granted only when it is asked for, by roles of its own")
  func reconfiguration() {
    #expect(!rbac(reconfiguring: false).contains { $0.contains("patch") || $0.contains("netproof-sweep") })
    let sweep = rbac(reconfiguring: true).filter { $0.contains("name: netproof-sweep") }
    #expect(sweep.contains { $0.contains("resourceNames: [cilium-config]\n    verbs: [patch]") })
    #expect(rbac(reconfiguring: true).filter { $0.contains("verbs: [patch]") }.count == 1)
  }

  @Test(
    "for diagnose and bundle nothing but reading and the agents' pods/exec is granted, all of it part of a run's roles")
  func readOnly() {
    let text = GuestManifests.readOnly(account: account, cilium: cilium)
    let verbs = Set(
      text.split(separator: "\n").filter { $0.contains("verbs: [") }.flatMap { line in
        line.drop { $0 != "[" }.dropFirst().dropLast().split(separator: ",").map { $0.filter { $0 != " " } }
      })
    #expect(verbs == ["get", "list", "create"])
    let making = RunPermission.inspection(cilium: cilium).filter { $0.verb == "create" }
    #expect(making.map(\.resource) == ["pods/exec"])
    let run = RunPermission.verification(namespace: "probes", cilium: cilium)
    #expect(RunPermission.inspection(cilium: cilium).allSatisfy(run.contains))
    #expect(!text.contains("secrets") && !text.contains("namespace: probes\nrules"))
  }

  @Test("two namespaces on one cluster share no role and no binding")
  func names() {
    func names(_ namespace: String) -> Set<String> {
      let text = GuestManifests.rbac(
        account: .init(name: "netproof", namespace: namespace), cilium: cilium,
        reconfiguring: true, watching: true)
      return Set(
        text.components(separatedBy: "---\n").filter { $0.contains("rbac.authorization") }.compactMap { document in
          let lines = document.split(separator: "\n")
          return lines.first { $0.hasPrefix("  name: netproof") }.map(String.init)
        })
    }
    let ours = names(GuestOptions().namespace)
    #expect(ours == ["  name: netproof", "  name: netproof-sweep", "  name: netproof-watch"])
    #expect(names("team-a").isDisjoint(with: ours))
    #expect(names("team-a").isDisjoint(with: names("team-b")))
  }

  @Test("no wildcard is in any role")
  func wildcards() { #expect(!rbac(reconfiguring: true).contains { $0.contains("*") }) }

  @Test("the namespace enforces the level that the pods satisfy", arguments: PodSecurityLevel.allCases)
  func namespace(level: PodSecurityLevel) {
    let text = GuestManifests.namespace(GuestOptions(namespace: "probes", podSecurity: level))
    #expect(text.contains("  name: probes\n"))
    #expect(text.contains("    pod-security.kubernetes.io/enforce: \(level.rawValue)\n"))
    #expect(!text.contains(RunLabels.run), "a namespace with a run's label would be removed by that run")
  }

  @Test("capturing asks for a privileged namespace, adds its image, and leaves the probe pods as locked down as before")
  func capture() {
    let options = GuestOptions(podSecurity: .restricted, capture: CaptureOptions(image: "mirror/tcpdump:1"))
    let text = GuestManifests.namespace(options)
    #expect(text.contains("    pod-security.kubernetes.io/enforce: privileged\n"))
    #expect(options.podSecurity == .restricted)
    #expect(GuestManifests.images(options) == [GuestOptions.defaultImage, "mirror/tcpdump:1"])
    #expect(GuestManifests.images(GuestOptions()) == [GuestOptions.defaultImage])
  }
}
