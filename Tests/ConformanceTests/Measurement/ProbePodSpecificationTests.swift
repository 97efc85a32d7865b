import Kubernetes
import Testing

@testable import Conformance

@Suite("Probe pods as guests")
struct ProbePodSpecificationTests {
  private func pod(_ role: ProbeRole, _ level: PodSecurityLevel, _ change: (inout GuestOptions) -> Void = { _ in })
    -> Pod
  {
    var options = GuestOptions(podSecurity: level)
    change(&options)
    return ProbePodSpecification(runID: "abc", options: options, lifetime: .seconds(200))
      .pod(role, node: "worker", index: 1, generation: 2)
  }

  /// What the restricted profile demands (Kubernetes: "Pod Security Standards").
  private func isRestricted(_ pod: Pod) -> Bool {
    let container = pod.spec?.containers.first?.securityContext
    return pod.spec?.securityContext?.runAsNonRoot == true && container?.allowPrivilegeEscalation == false
      && container?.capabilities?.drop == ["ALL"] && container?.capabilities?.add == nil
      && container?.seccompProfile?.type == "RuntimeDefault" && pod.spec?.hostNetwork == nil
  }

  @Test("server pods satisfy the restricted profile at every level", arguments: PodSecurityLevel.allCases)
  func server(level: PodSecurityLevel) { #expect(isRestricted(pod(.server, level))) }

  @Test("at the restricted level client pods do so too, and may open ICMP datagram sockets")
  func restrictedClient() {
    let client = pod(.client, .restricted)
    #expect(isRestricted(client))
    let group = client.spec?.securityContext?.runAsGroup ?? 0
    #expect(
      client.spec?.securityContext?.sysctls == [
        Sysctl(name: "net.ipv4.ping_group_range", value: "\(group) \(group)")
      ])
  }

  @Test("at the baseline level client pods add nothing, and drop every default capability but NET_RAW")
  func baselineClient() throws {
    let capabilities = try #require(pod(.client, .baseline).spec?.containers.first?.securityContext?.capabilities)
    #expect(capabilities.add == nil)
    let dropped = try #require(capabilities.drop)
    #expect(!dropped.contains("NET_RAW") && !dropped.contains("ALL"))
    // containerd's and Docker's defaults (containerd: pkg/oci, defaultUnixCaps).
    let defaults: Set = [
      "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP",
      "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
    ]
    #expect(defaults.subtracting(dropped) == ["NET_RAW"])
  }

  @Test("only at the privileged level is NET_RAW added, to client pods, and nothing else")
  func privilegedClient() {
    let context = pod(.client, .privileged).spec?.containers.first?.securityContext
    #expect(context?.capabilities == Capabilities(add: ["NET_RAW"], drop: ["ALL"]))
    #expect(context?.privileged == nil)
    #expect(context?.allowPrivilegeEscalation == false)
  }

  @Test("pods carry the run's id, end by themselves, hold no token, and are bounded", arguments: ProbeRole.allCases)
  func guest(role: ProbeRole) {
    let pod = pod(role, .baseline)
    #expect(pod.name == "\(role.rawValue)-abc-1-2")
    #expect(pod.metadata.labels?[RunLabels.run] == "abc")
    #expect(pod.metadata.labels?[RunLabels.managedBy] == "netproof")
    #expect(pod.spec?.activeDeadlineSeconds == 200)
    #expect(pod.spec?.automountServiceAccountToken == false)
    let resources = pod.spec?.containers.first?.resources
    for kind in ["cpu", "memory"] {
      #expect(resources?.requests?[kind] != nil && resources?.limits?[kind] != nil)
    }
  }

  @Test("a Service reaches the server pod of its own run only")
  func service() {
    let specification = ProbePodSpecification(runID: "abc", options: .init(), lifetime: .seconds(1))
    let selector = specification.service(index: 1).spec?.selector ?? [:]
    let labels = pod(.server, .baseline).metadata.labels ?? [:]
    #expect(selector.allSatisfy { labels[$0.key] == $0.value })
    #expect(selector[RunLabels.run] == "abc")
    #expect(selector[RunLabels.role] == "server")
  }

  @Test("flags go into the pods: image, pull secrets, tolerations")
  func flags() {
    let pod = pod(.client, .baseline) {
      $0.image = "registry.example.com/busybox:1"
      $0.imagePullSecrets = ["mirror"]
      $0.tolerations = [Toleration(key: "gpu", operator: "Exists")]
    }
    #expect(pod.spec?.containers.first?.image == "registry.example.com/busybox:1")
    #expect(pod.spec?.imagePullSecrets == [LocalObjectReference(name: "mirror")])
    #expect(pod.spec?.tolerations == [Toleration(key: "gpu", operator: "Exists")])
    #expect(self.pod(.client, .baseline).spec?.tolerations == [Toleration(operator: "Exists")])
  }

  @Test("pods outlive the longest scenario that the options allow")
  func lifetime() {
    var options = RunOptions(probeTimeoutSeconds: 2, podStartTimeout: .seconds(60), dnsRestartTimeout: .seconds(45))
    let short = options.podLifetime(nodes: 2)
    #expect(short > options.podStartTimeout)
    options.plan = .walk([.both])
    #expect(options.podLifetime(nodes: 2) == short + .seconds(45))
    options.podStartTimeout = .seconds(600)
    #expect(options.podLifetime(nodes: 2) == short + .seconds(45 + 540))
    #expect(options.podLifetime(nodes: 1000) > options.podLifetime(nodes: 2))
    options.retries += 1
    let once = options.podLifetime(nodes: 2)
    #expect(once > short + .seconds(45 + 540))
    options.pathSampling = PathSampling(count: 100, intervalSeconds: 10)
    #expect(
      options.podLifetime(nodes: 2) > once + .seconds(options.pathSampling.longestSeconds(probeTimeoutSeconds: 2)))
    #expect(options.pathSampling.longestSeconds(probeTimeoutSeconds: 2) >= 99 * (10 + 2))
  }
}
