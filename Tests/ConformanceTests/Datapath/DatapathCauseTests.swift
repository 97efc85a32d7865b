import Testing

@testable import Conformance

@Suite("Failures that the agents' tables explain")
struct DatapathCauseTests {
  private func policy(_ pod: String, ingress: Bool, on node: String = Nodes.w) -> PolicyRestriction {
    PolicyRestriction(
      node: node, pod: pod, endpoint: 739, isIngress: ingress,
      restriction: "ingress from or to ANY on 8080/TCP is denied")
  }

  private func stale(_ service: String, target: String? = nil, on node: String = Nodes.m) -> ServiceComparison {
    ServiceComparison(
      node: node, service: service, frontend: "10.96.0.10:53/UDP", expected: ["10.244.0.115:53"],
      found: ["10.244.0.9:53"]
    ).towards(target)
  }

  private func code(
    _ aspect: Aspect, _ subject: Subject, _ outcome: Outcome, policies: [PolicyRestriction] = [],
    services: [ServiceComparison] = [], drops: [DropDelta]? = nil
  ) throws -> String? {
    var context = DiagnosisContext(datapath: DatapathRecord(services: services, policies: policies))
    context.nodes = [Nodes.m, Nodes.w].map { NodeHealth(node: $0, drops: drops) }
    let cases = CaseJudge.judge(
      [(aspect, subject)], facts: try RecordedCluster.facts("C"), mayDisturb: true, context: context
    ) { _, _ in Observation(.measured(outcome)) }
    return try #require(cases.first).diagnosis?.code
  }

  private let denied = [DropDelta(reason: "Policy denied", direction: "INGRESS", packets: 4)]
  private let tcpFails = Outcome.partly("ping works, TCP fails (timed out)")

  @Test("a policy on the pod that is asked, or on the one that asks, by which packets were dropped")
  func policies() throws {
    let server = [policy("server", ingress: true)]
    #expect(try code(.crossNodePod, Nodes.masterToWorker, tcpFails, policies: server, drops: denied) == "policy-denied")
    #expect(try code(.sameNodePod, Nodes.worker, tcpFails, policies: server, drops: denied) == "policy-denied")
    let client = [policy("client", ingress: false, on: Nodes.m)]
    #expect(try code(.externalPing, Nodes.master, .unreachable, policies: client, drops: denied) == "policy-denied")
  }

  @Test("a NAT entry that is missing because a policy keeps the packets in the pod")
  func policyBeforeTranslation() throws {
    var context = DiagnosisContext(datapath: DatapathRecord(policies: [policy("client", ingress: false, on: Nodes.m)]))
    context.nodes = [NodeHealth(node: Nodes.m, drops: denied)]
    func code(ping: Outcome) throws -> String? {
      let cases = CaseJudge.judge(
        [(.externalPing, Nodes.master), (.natExternal, Nodes.master)], facts: try RecordedCluster.facts("C"),
        mayDisturb: true, context: context
      ) { aspect, _ in Observation(.measured(aspect == .natExternal ? .notTranslated : ping)) }
      return try #require(cases.last).diagnosis?.code
    }
    #expect(try code(ping: .unreachable) == "policy-denied")
    // What is answered was translated, wherever its entry is.
    #expect(try code(ping: .reachable) == "unexplained")
  }

  @Test("where drops cannot be read, the policy alone is named")
  func unreadDrops() throws {
    let server = [policy("server", ingress: true)]
    #expect(try code(.crossNodePod, Nodes.masterToWorker, tcpFails, policies: server) == "policy-denied")
  }

  @Test("a policy by which nothing was dropped explains nothing, nor does one on other pods")
  func otherPolicies() throws {
    let server = [policy("server", ingress: true)]
    #expect(try code(.crossNodePod, Nodes.masterToWorker, tcpFails, policies: server, drops: []) != "policy-denied")
    #expect(try code(.crossNodePod, Nodes.workerToMaster, tcpFails, policies: server, drops: denied) != "policy-denied")
    #expect(try code(.externalPing, Nodes.worker, .unreachable, policies: server, drops: denied) != "policy-denied")
    let incoming = [policy("client", ingress: true, on: Nodes.m)]
    #expect(try code(.externalPing, Nodes.master, .unreachable, policies: incoming, drops: denied) != "policy-denied")
  }

  @Test("a path that works has no diagnosis, whatever the tables hold")
  func works() throws {
    let server = [policy("server", ingress: true)]
    #expect(try code(.crossNodePod, Nodes.masterToWorker, .reachable, policies: server, drops: denied) == nil)
    #expect(try code(.clusterName, Nodes.master, .reachable, services: [stale("kube-system/kube-dns")]) == nil)
  }

  @Test("an agent that translates the asked Service to other backends")
  func services() throws {
    let dns = [stale("kube-system/kube-dns")]
    let silent = Outcome.partly("every DNS pod answers directly, the Service does not")
    #expect(try code(.clusterName, Nodes.master, silent, services: dns) == "service-backends-differ")
    let api = [stale("default/kubernetes")]
    #expect(try code(.apiService, Nodes.master, .unreachable, services: api) == "service-backends-differ")
    let own = [stale("netproof/server-1", target: Nodes.w)]
    #expect(try code(.crossNodeService, Nodes.masterToWorker, .unreachable, services: own) == "service-backends-differ")
  }

  @Test("EndpointSlices that name none of the ready pods, which the agent follows: Kubernetes itself is behind")
  func staleEndpoints() throws {
    let silent = Outcome.partly("every DNS pod answers directly, the Service does not")
    var dns = stale("kube-system/kube-dns")
    dns.expected = ["10.244.0.253:53"]
    dns.found = dns.expected
    #expect(try code(.clusterName, Nodes.master, silent, services: [dns]) == "endpoints-stale")
    var own = stale("netproof/server-1", target: Nodes.w)
    (own.expected, own.found) = ([], [])
    #expect(try code(.crossNodeService, Nodes.masterToWorker, .unreachable, services: [own]) == "endpoints-stale")
    #expect(try code(.crossNodeService, Nodes.masterToWorker, .reachable, services: [own]) == nil)
  }

  @Test("another Service, another node, or the same backends: something else is the cause")
  func otherServices() throws {
    let silent = Outcome.partly("every DNS pod answers directly, the Service does not")
    let wrong = [stale("default/kubernetes"), stale("kube-system/kube-dns", on: Nodes.w)]
    #expect(try code(.clusterName, Nodes.master, silent, services: wrong) == "dns-path")
    var same = stale("kube-system/kube-dns")
    same.found = same.expected
    #expect(try code(.clusterName, Nodes.master, silent, services: [same]) == "dns-path")
  }
}
