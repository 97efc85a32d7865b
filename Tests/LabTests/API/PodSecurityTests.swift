import Testing

@testable import Lab

@Suite("The lab's Pod Security admission")
struct PodSecurityAdmissionTests {
  private func facade(_ labels: [String: String]) throws -> APIFacade {
    let facade = try APIFacade.empty(namespaces: [])
    try facade.store.create(
      .namespaces,
      [
        "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "probe", "labels": JSONValue(labels)],
        "status": ["phase": "Active"],
      ])
    return facade
  }

  private func pod(_ container: JSONValue, _ security: JSONValue = [:]) -> JSONValue {
    var pod = busyboxPod("a")
    pod["spec"]["containers"] = [
      ["name": "busybox", "image": "busybox:1.36", "securityContext": container]
    ]
    pod["spec"]["securityContext"] = security
    return pod
  }

  private let restricted: JSONValue = [
    "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]],
    "seccompProfile": ["type": "RuntimeDefault"], "runAsNonRoot": true,
  ]

  @Test("baseline refuses an added NET_RAW in the server's own words, and lets it be kept")
  func baseline() async throws {
    let facade = try facade(["pod-security.kubernetes.io/enforce": "baseline"])
    let answer = try await facade.send(
      "POST", "/api/v1/namespaces/probe/pods", pod(["capabilities": ["add": ["NET_RAW"], "drop": ["ALL"]]]))
    #expect(answer.status == 403)
    #expect(
      answer.body["message"] == """
        pods "a" is forbidden: violates PodSecurity "baseline:latest": non-default capabilities (container "busybox" \
        must not include "NET_RAW" in securityContext.capabilities.add)
        """)
    let kept = try await facade.send(
      "POST", "/api/v1/namespaces/probe/pods", pod(["capabilities": ["drop": ["CHOWN"]]]))
    #expect(kept.status == 201)
  }

  @Test(
    "restricted demands every one of its controls",
    arguments: [
      "allowPrivilegeEscalation", "capabilities",
      "seccompProfile", "runAsNonRoot",
    ])
  func restrictedControls(control: String) async throws {
    let facade = try facade(["pod-security.kubernetes.io/enforce": "restricted"])
    var lacking = restricted
    lacking[control] = .null
    let refused = try await facade.send("POST", "/api/v1/namespaces/probe/pods?dryRun=All", pod(lacking))
    #expect(refused.status == 403)
    #expect(refused.body["message"].string?.contains(control) == true)
    let whole = try await facade.send("POST", "/api/v1/namespaces/probe/pods?dryRun=All", pod(restricted))
    #expect(whole.status == 201)
  }

  @Test("ping's sysctl is safe, another is not")
  func sysctls() async throws {
    let facade = try facade(["pod-security.kubernetes.io/enforce": "restricted"])
    for (name, status) in [("net.ipv4.ping_group_range", 201), ("net.core.somaxconn", 403)] {
      let answer = try await facade.send(
        "POST", "/api/v1/namespaces/probe/pods?dryRun=All",
        pod(restricted, ["sysctls": [["name": .string(name), "value": "1 1"]]]))
      #expect(answer.status == status, "\(name)")
    }
  }

  @Test(
    "without a label, and as privileged, everything is accepted",
    arguments: [[:], ["pod-security.kubernetes.io/enforce": "privileged"]])
  func unlabelled(labels: [String: String]) async throws {
    let answer = try await facade(labels).send(
      "POST", "/api/v1/namespaces/probe/pods", pod(["privileged": true, "capabilities": ["add": ["NET_ADMIN"]]]))
    #expect(answer.status == 201)
  }
}
